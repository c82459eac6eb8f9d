"""从一句话里认出地区：最长匹配、靠上级地名消歧、重名追问、几个地方时按事情选一个。

规则表在 `rules.yaml`（路名店名不算地方、普通词要有上下文、角色与选择）。地区数据归 catalog.regions。
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from retrieval.regions.matching import WINDOW, Matcher
from retrieval.regions.mentions import Mention, RegionMentions
from retrieval.regions.tree import Tree

RULES_FILE = Path(__file__).with_name("rules.yaml")
MOST_CANDIDATES = 8
_SEPARATORS = re.compile("[，。！？；,.!?;\n]")


@functools.cache
def _rules() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(
        RULES_FILE.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    return loaded


class RegionFinder:
    """认地区；由行政区划表建一次，之后每句约 0.1 毫秒。"""

    def __init__(self, table: Any) -> None:
        """`table` 是 catalog 的行政区划表（names、named、get、chain）。"""
        rules = _rules()
        self.table, self.tree = table, Tree(table)
        self._matcher = Matcher(self.tree, rules)
        self._roles = [
            (
                rule["role"],
                re.compile(rule["before"]) if rule["before"] else None,
                re.compile(rule["after"]) if rule["after"] else None,
            )
            for rule in rules["roles"]
        ]
        self._choices = [(re.compile(rule["when"]), rule["order"], rule["why"]) for rule in rules["choices"]]
        self._ask = frozenset(rules["ask_even_if_a_city"])
        self._usual: dict[str, str] = rules["usual"]

    def find(self, text: str) -> RegionMentions:
        """返回这句话里的地区。"""
        plain = unicodedata.normalize("NFKC", text)
        found = self._disambiguate(self._matcher.find(plain))
        places = self._merge(found)
        places = [replace(place, role=self._role(place, plain)) for place in places]
        chosen, candidates, why = self._choose(places, plain)
        return RegionMentions(plain, chosen, tuple(candidates), tuple(places), why)

    def _disambiguate(self, spans: list[Mention]) -> list[Mention]:
        settled = []
        for place, span in enumerate(spans):
            codes = span.codes
            if len(codes) > 1:
                others = [other for other in spans[:place] + spans[place + 1 :] if other.word != span.word]
                context = {code for other in others for code in other.codes}
                within = tuple(code for code in codes if self.tree.above(code) & context)
                codes = within or self._usual_codes(span.word, codes)
            settled.append(replace(span, codes=codes))
        # 反过来，下级唯一时上级也就定了（“吉林”旁边有“昌邑区”）
        final = []
        for place, span in enumerate(settled):
            below = [other for other in settled[:place] + settled[place + 1 :] if len(other.codes) == 1]
            within = tuple(c for c in span.codes if any(c in self.tree.above(other.codes[0]) for other in below))
            final.append(replace(span, codes=within) if within and len(span.codes) > 1 else span)
        return final

    def _usual_codes(self, word: str, codes: tuple[str, ...]) -> tuple[str, ...]:
        if word in self._usual:
            return (self._usual[word],)
        if word in self._ask:
            return codes
        for level in ("province", "city"):
            higher = tuple(code for code in codes if self.tree.level((code,)) == level)
            if higher:
                return higher
        return codes

    def _merge(self, spans: list[Mention]) -> list[Mention]:
        """上下级合成一处（“杭州西湖区”→ 西湖区），同一处说两遍也只算一处。"""
        merged: list[Mention] = []
        for span in spans:
            for place, other in enumerate(merged):
                if set(span.codes) == set(other.codes):
                    break
                if self.tree.inside(span.codes, other.codes):
                    near = span.start - other.end <= 1
                    merged[place] = replace(span, start=other.start) if near else span
                    break
                if self.tree.inside(other.codes, span.codes):
                    break
            else:
                merged.append(span)
        return sorted(merged, key=lambda one: one.start)

    def _role(self, span: Mention, text: str) -> str:
        before = _SEPARATORS.split(text[max(0, span.start - WINDOW) : span.start])[-1]
        after = _SEPARATORS.split(text[span.end : span.end + WINDOW])[0]
        for role, left, right in self._roles:
            if (left is None or left.search(before)) and (right is None or right.match(after)):
                return role
        return "plain"

    def _choose(self, places: list[Mention], text: str) -> tuple[Any, list[Any], str]:
        if not places:
            return None, [], ""
        best, why = places[0], ""
        if len(places) > 1:
            for when, order, reason in self._choices:
                if when.search(text):
                    best = max(places, key=lambda one: (-order.index(one.role), one.start))
                    why = reason
                    break
        regions = [region for region in map(self.table.get, best.codes) if region is not None]
        if len(regions) == 1:
            return regions[0], [], why
        return None, regions[:MOST_CANDIDATES], why


@functools.lru_cache(maxsize=4)
def _finder(table: Any) -> RegionFinder:
    return RegionFinder(table)


def find_regions(text: str, regions: Any) -> RegionMentions:
    """返回这句话里的地区；`regions` 是行政区划表，匹配器按表缓存。"""
    return _finder(regions).find(text)
