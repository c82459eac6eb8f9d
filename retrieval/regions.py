"""从一句话里认出地区：最长匹配、靠上级地名消歧、重名追问、几个地方时按事情选一个。

规则表在 `regions.yaml`（路名店名不算地方、普通词要有上下文、角色与选择）。地区数据归 catalog.regions。
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ahocorasick
import yaml

RULES_FILE = Path(__file__).with_name("regions.yaml")
MOST_CANDIDATES = 8
_TOWN_END = re.compile("镇|乡|街道|苏木|街办|街道办")
_SUFFIXED = re.compile("(?:省|市|区|县|旗|州|盟|地区|镇|乡|街道|苏木)$")
_SEPARATORS = re.compile("[，。！？；,.!?;\n]")
_WINDOW = 12


@dataclass(frozen=True)
class Mention:
    """话里提到的一个地方：起止位置、原词、可能的代码、角色（户籍地、现居地、转入地……）。"""

    start: int
    end: int
    word: str
    codes: tuple[str, ...]
    role: str = "plain"


@dataclass(frozen=True)
class RegionMentions:
    """一句话里的地区：选定的一个，或要追问的几个候选；`why` 是在几个地方里这样选的理由。"""

    text: str
    chosen: Any
    candidates: tuple[Any, ...]
    mentions: tuple[Mention, ...]
    why: str = ""

    def without_places(self) -> str:
        """返回去掉地名的话，供检索事项用；提到两处以上时留下“外地”“本地”，转移迁移的意思不丢。"""
        if not self.mentions:
            return self.text
        several = len(self.mentions) > 1
        out, at = [], 0
        for mention in self.mentions:
            if len(mention.word) == 1:
                continue  # “沪籍”去了“沪”就不成话
            out.append(self.text[at : mention.start])
            if several:
                out.append("外地" if mention.role in ("origin", "from") else "本地")
            at = mention.end
        bare = "".join([*out, self.text[at:]])
        return bare if len(bare.strip()) >= 3 else self.text


@functools.cache
def _rules() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(
        RULES_FILE.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    return loaded


class RegionFinder:
    """认地区的匹配器；由行政区划表建一次，之后每句约 0.1 毫秒。"""

    def __init__(self, table: Any) -> None:
        """`table` 是 catalog 的行政区划表（names、named、get、chain）。"""
        self.table = table
        rules = _rules()
        self._automaton = ahocorasick.Automaton()
        self._codes: dict[str, tuple[str, ...]] = {}
        for word, codes in table.names().items():
            if len(word) >= 2 and word != "全国":
                self._codes[word] = tuple(dict.fromkeys(codes))
                self._automaton.add_word(word, word)
        self._automaton.make_automaton()
        self._not_after = re.compile("^(?:" + "|".join(rules["not_after"].values()) + ")")
        self._not_before = re.compile(f"(?:{rules['not_before']})$")
        self._ordinary = frozenset(rules["ordinary"]["words"])
        self._needs_parent = frozenset(rules["ordinary"]["needs_parent"])
        self._lead = re.compile(rules["ordinary"]["lead"])
        self._fine = re.compile(rules["ordinary"]["fine"])
        self._refuse = {
            word: (re.compile(rule["before"] or "(?!)"), re.compile(rule["after"] or "(?!)"))
            for word, rule in rules["ordinary"]["refuse"].items()
        }
        single = rules["single"]
        self._single = single["words"]
        self._single_rare = frozenset(single["only_plate_or_register"])
        self._single_before, self._single_after = re.compile(single["before"]), re.compile(single["after"])
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
        self._levels: dict[str, str] = {}

    def find(self, text: str) -> RegionMentions:
        """返回这句话里的地区。"""
        plain = unicodedata.normalize("NFKC", text)
        found = self._disambiguate(self._drop_ordinary(self._raw(plain), plain))
        places = self._merge(found)
        places = [replace(place, role=self._role(place, plain)) for place in places]
        chosen, candidates, why = self._choose(places, plain)
        return RegionMentions(plain, chosen, tuple(candidates), tuple(places), why)

    # ---- 找出所有地名 ----

    def _raw(self, text: str) -> list[Mention]:
        spans: list[Mention] = []
        for last, word in self._automaton.iter(text):
            start = last + 1 - len(word)
            if self._is_place(text, start, last + 1, word):
                spans.append(Mention(start, last + 1, word, self._codes[word]))
        spans.extend(self._towns(text))
        spans.extend(self._single_letters(text))
        return self._longest(spans)

    def _is_place(self, text: str, start: int, end: int, word: str) -> bool:
        after, before = text[end : end + _WINDOW], text[max(0, start - _WINDOW) : start]
        if self._not_after.match(after):
            return False
        return not (word[0] in "市县区省" and self._not_before.search(before))

    def _towns(self, text: str) -> Iterable[Mention]:
        for match in _TOWN_END.finditer(text):
            end = match.end()
            for start in range(max(0, end - 7), end - 2):
                word = text[start:end]
                regions = [region for region in self.table.named(word) if region.level == "town"]
                if regions:
                    yield Mention(start, end, word, tuple(region.code for region in regions))
                    break

    def _single_letters(self, text: str) -> Iterable[Mention]:
        for at, letter in enumerate(text):
            code = self._single.get(letter)
            if code is None:
                continue
            before, after = text[max(0, at - _WINDOW) : at], text[at + 1 : at + 1 + _WINDOW]
            by_after = bool(self._single_after.match(after))
            by_before = letter not in self._single_rare and bool(self._single_before.search(before))
            by_before = by_before and bool(re.match(r"[，。！？；、]|$|务工|工作|上班|打工|读书|上学|居住|买房", after))
            if by_after or by_before:
                yield Mention(at, at + 1, letter, (code,))

    def _longest(self, spans: list[Mention]) -> list[Mention]:
        """从左到右取最长的、互不重叠的；“济南市中区”按“济南 + 市中区”切。"""
        chosen: list[Mention] = []
        for span in sorted(spans, key=lambda one: (one.start, one.start - one.end)):
            if chosen and span.start < chosen[-1].end:
                previous = chosen[-1]
                shorter = self._codes.get(previous.word[:-1])
                joined = span.start == previous.end - 1 and span.end > previous.end
                if joined and shorter and previous.word.endswith("市") and self._inside(span.codes, shorter):
                    chosen[-1] = Mention(previous.start, previous.end - 1, previous.word[:-1], shorter)
                    chosen.append(span)
                continue
            chosen.append(span)
        return chosen

    def _drop_ordinary(self, spans: list[Mention], text: str) -> list[Mention]:
        """去掉其实是普通词的：县级和也是普通词的光名字，要有上级地名或地点的上下文。"""
        kept = []
        for place, span in enumerate(spans):
            others = [code for other in spans[:place] + spans[place + 1 :] for code in other.codes]
            before, after = text[max(0, span.start - _WINDOW) : span.start], text[span.end : span.end + _WINDOW]
            refuse = self._refuse.get(span.word)
            inside = self._inside(span.codes, others)
            if span.word in self._needs_parent and not inside:
                continue
            if refuse and (refuse[0].search(before) or refuse[1].match(after)):
                continue
            bare = len(span.word) >= 2 and not _SUFFIXED.search(span.word)
            weak = bare and (span.word in self._ordinary or self._level(span.codes) == "county")
            if weak and not (self._lead.search(before) or self._fine.match(after) or inside):
                continue
            if self._is_town(span) and not self._town_fits(span, spans, inside):
                continue
            kept.append(span)
        return kept

    def _town_fits(self, span: Mention, spans: list[Mention], inside: bool) -> bool:
        """乡镇要么全国只此一个，要么旁边有它的上级；旁边的区县必须就是它的区县。"""
        counties = {other.codes[0] for other in spans if len(other.codes) == 1 and self._level(other.codes) == "county"}
        if counties:
            return any(self._chain(code) & counties for code in span.codes)
        return inside or len(span.codes) == 1

    # ---- 消歧与合并 ----

    def _disambiguate(self, spans: list[Mention]) -> list[Mention]:
        settled = []
        for place, span in enumerate(spans):
            codes = span.codes
            if len(codes) > 1:
                others = [other for other in spans[:place] + spans[place + 1 :] if other.word != span.word]
                context = {code for other in others for code in other.codes}
                within = tuple(code for code in codes if self._chain(code) & context)
                codes = within or self._usual_codes(span.word, codes)
            settled.append(replace(span, codes=codes))
        # 反过来，下级唯一时上级也就定了（“吉林”旁边有“昌邑区”）
        final = []
        for place, span in enumerate(settled):
            below = [other for other in settled[:place] + settled[place + 1 :] if len(other.codes) == 1]
            within = tuple(c for c in span.codes if any(c in self._chain(other.codes[0]) for other in below))
            final.append(replace(span, codes=within) if within and len(span.codes) > 1 else span)
        return final

    def _usual_codes(self, word: str, codes: tuple[str, ...]) -> tuple[str, ...]:
        if word in self._usual:
            return (self._usual[word],)
        if word in self._ask:
            return codes
        for level in ("province", "city"):
            higher = tuple(code for code in codes if self._level((code,)) == level)
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
                if self._inside(span.codes, other.codes):
                    near = span.start - other.end <= 1
                    merged[place] = replace(span, start=other.start) if near else span
                    break
                if self._inside(other.codes, span.codes):
                    break
            else:
                merged.append(span)
        return sorted(merged, key=lambda one: one.start)

    # ---- 选一个 ----

    def _role(self, span: Mention, text: str) -> str:
        before = _SEPARATORS.split(text[max(0, span.start - _WINDOW) : span.start])[-1]
        after = _SEPARATORS.split(text[span.end : span.end + _WINDOW])[0]
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

    # ---- 小问题 ----

    def _chain(self, code: str) -> frozenset[str]:
        return frozenset(region.code for region in self.table.chain(code)) - {code, "000000"}

    def _inside(self, codes: Iterable[str], others: Iterable[str]) -> bool:
        outer = set(others)
        return any(self._chain(code) & outer for code in codes)

    def _level(self, codes: tuple[str, ...]) -> str:
        code = codes[0]
        if code not in self._levels:
            region = self.table.get(code)
            self._levels[code] = region.level if region is not None else ""
        return self._levels[code]

    def _is_town(self, span: Mention) -> bool:
        return len(span.codes[0]) == 9


@functools.lru_cache(maxsize=4)
def _finder(table: Any) -> RegionFinder:
    return RegionFinder(table)


def find_regions(text: str, regions: Any) -> RegionMentions:
    """返回这句话里的地区；`regions` 是行政区划表，匹配器按表缓存。"""
    return _finder(regions).find(text)
