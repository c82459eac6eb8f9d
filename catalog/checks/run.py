"""按顺序运行全部检查。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from catalog.checks.dates import check_dates
from catalog.checks.facts import check_basis, check_facts
from catalog.checks.imported import check_imported
from catalog.checks.links import check_channels, check_portals, check_urls
from catalog.checks.names import check_names
from catalog.checks.packages import check_packages
from catalog.checks.phones import check_phones
from catalog.checks.places import check_places
from catalog.checks.words import check_words
from catalog.national_layer import NationalLayer
from catalog.problems import Problem

CHECKS: tuple[Callable[[NationalLayer], Iterable[Problem]], ...] = (
    check_basis,
    check_facts,
    check_names,
    check_channels,
    check_portals,
    check_urls,
    check_phones,
    check_packages,
    check_words,
    check_places,
)


def check_national(layer: NationalLayer, today: dt.date) -> list[Problem]:
    """全国目录的全部问题，按文件和行排好。"""
    problems = [problem for check in CHECKS for problem in check(layer)]
    problems += check_dates(layer, today)
    return sorted(problems, key=lambda problem: (problem.file, problem.row or 0, problem.type))


__all__ = ["CHECKS", "check_imported", "check_national"]
