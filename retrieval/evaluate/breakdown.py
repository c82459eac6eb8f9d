"""成绩分开看：按主题、按难处；地区给得对不对。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from retrieval.evaluate.phenomena import phenomena
from retrieval.evaluate.report import Answer, Report
from retrieval.searcher import Searcher

REGION_QUESTIONS = 300
"""地区题最多出多少道。"""


def by_theme(report: Report, searcher: Searcher) -> list[Report]:
    """返回按答案所属主题分开的成绩，题多的在前。"""
    themes = {document.code: document.theme for document in searcher.state.index.documents}
    return _split(report, lambda answer: [themes.get(_first(answer.question.codes), "") or "未分主题"])


def by_phenomenon(report: Report, searcher: Searcher) -> list[Report]:
    """返回按难处分开的成绩（一题可以有几样难处），题多的在前。"""
    known = {document.code: document for document in searcher.state.index.documents}

    def kinds(answer: Answer) -> list[str]:
        document = known.get(_first(answer.question.codes))
        names = [document.name, *document.aliases] if document is not None else []
        return phenomena(answer.question.query, names, document is not None and document.kind == "package")

    return _split(report, kinds)


@dataclass(frozen=True)
class RegionCheck:
    """地区题的成绩：本地问本地事项答错地方的比例，去别的省问时误给出的比例，各多少题。"""

    asked: int
    wrong_region: float
    away: int
    leaked: float

    def as_json(self) -> dict[str, Any]:
        """返回可存成 JSON 的结果。"""
        return {"asked": self.asked, "wrong_region": self.wrong_region, "away": self.away, "leaked": self.leaked}


def check_regions(searcher: Searcher, most: int = REGION_QUESTIONS) -> RegionCheck:
    """用各地自己的记录出题：在当地问，第一名应当出自当地或上级；到别的省问，它不该出现。"""
    index = searcher.state.index
    pairs = [(region, document) for region, documents in sorted(index.by_region.items()) for document in documents]
    picked = pairs[:: max(1, len(pairs) // most)][:most]
    wrong = leaked = 0
    for region, document in picked:
        chain = {step.code for step in searcher.regions.chain(region)}
        here = searcher.search(document.name, region=region, k=1).hits
        wrong += not here or here[0].region.code not in chain
        away = "110000" if not region.startswith("11") else "310000"
        there = searcher.search(document.name, region=away, k=10).hits
        leaked += any(hit.code == document.code for hit in there if away not in document.regions)
    count = len(picked)
    return RegionCheck(count, _share(wrong, count), count, _share(leaked, count))


def wrong_region(answers: Sequence[Answer], regions: Any) -> float | None:
    """返回写明了地区的题里，第一名不出自该地区链的比例；没有这样的题时为 None。"""
    asked = [answer for answer in answers if answer.question.region and answer.hits]
    if not asked:
        return None
    wrong = 0
    for answer in asked:
        chain = {step.code for step in regions.chain(answer.question.region)}
        wrong += answer.hits[0].region.code not in chain
    return _share(wrong, len(asked))


def _split(report: Report, kinds: Callable[[Answer], list[str]]) -> list[Report]:
    groups: dict[str, Report] = {}
    for answer in report.answers:
        for kind in kinds(answer):
            groups.setdefault(kind, Report(kind)).answers.append(answer)
    return sorted(groups.values(), key=lambda one: -len(one.answers))


def _first(codes: frozenset[str]) -> str:
    return min(codes, default="")


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
