"""全国目录里的过时说法，以及只靠旧法规的依据。"""

from __future__ import annotations

from collections.abc import Iterator

from catalog.checks.place import at
from catalog.national_layer import NationalLayer
from catalog.outdated import load_words, outdated_hits
from catalog.problems import Problem
from catalog.schema import BasicItem, ServicePackage


def check_words(layer: NationalLayer) -> Iterator[Problem]:
    """每处过时说法一个问题。"""
    records: list[BasicItem | ServicePackage] = [*layer.items, *layer.packages]
    for record in records:
        for hit in outdated_hits(record):
            message = f"“{hit.word}”可能过时：{hit.rule.why}（原句：{hit.sentence[:50]}）"
            yield at(layer, record.code, hit.path, "过时说法", message, hit.rule.remedy)
    for item in layer.items:
        cited = {citation.name for citation in layer.citations(item)}
        for sole in load_words().sole_basis:
            if len(cited) == 1 and sole["law"] in next(iter(cited)):
                yield at(
                    layer, item.code, ("basis",), "过时说法", f"依据只有{sole['law']}：{sole['why']}", sole["remedy"]
                )
