"""找出话里的地名：最长匹配，去掉路名、店名和其实是普通词的。"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import ahocorasick

from retrieval.regions.mentions import Mention
from retrieval.regions.sounds import Sounds
from retrieval.regions.tree import Tree

WINDOW = 12
"""看地名前后多少个字。"""
_TOWN_END = re.compile("镇|乡|街道|苏木|街办|街道办")
_SUFFIXED = re.compile("(?:省|市|区|县|旗|州|盟|地区|镇|乡|街道|苏木)$")


class Matcher:
    """地名匹配器；由行政区划表建一次。"""

    def __init__(self, tree: Tree, rules: dict[str, Any]) -> None:
        """`rules` 是 `rules.yaml` 的内容。"""
        self.tree, self.table = tree, tree.table
        self._automaton = ahocorasick.Automaton()
        self._codes: dict[str, tuple[str, ...]] = {}
        for word, codes in self.table.names().items():
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
        self._single_alone = re.compile(single["alone"])
        self._brand = (re.compile(rules["brand"]["before"]), re.compile(rules["brand"]["after"]))
        self._called = re.compile(rules["called"])
        self._sounds = Sounds(self._codes_by_word(), self.table)

    def find(self, text: str) -> list[Mention]:
        """返回话里的地名，按先后排列、互不重叠；一个写对的都没有，才看拼音和同音的错字。"""
        return self._drop_ordinary(self._raw(text), text) or self._sounds.find(text)

    def _codes_by_word(self) -> dict[str, list[str]]:
        return {word: list(codes) for word, codes in self._codes.items()}

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
        after, before = text[end : end + WINDOW], text[max(0, start - WINDOW) : start]
        if self._not_after.match(after):
            return False
        if self._brand[0].search(before) and self._brand[1].match(after):
            return False
        if self._called.search(before) and not _SUFFIXED.search(word):
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
        alone = self._single_alone.match(text)
        if alone and alone["letter"] in self._single:
            yield Mention(alone.start("letter"), alone.end("letter"), alone["letter"], (self._single[alone["letter"]],))
            return
        for at, letter in enumerate(text):
            code = self._single.get(letter)
            if code is None:
                continue
            before, after = text[max(0, at - WINDOW) : at], text[at + 1 : at + 1 + WINDOW]
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
                if joined and shorter and previous.word.endswith("市") and self.tree.inside(span.codes, shorter):
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
            before, after = text[max(0, span.start - WINDOW) : span.start], text[span.end : span.end + WINDOW]
            refuse = self._refuse.get(span.word)
            inside = self.tree.inside(span.codes, others)
            if span.word in self._needs_parent and not inside:
                continue
            if refuse and (refuse[0].search(before) or refuse[1].match(after)):
                continue
            bare = len(span.word) >= 2 and not _SUFFIXED.search(span.word)
            weak = bare and (span.word in self._ordinary or self.tree.level(span.codes) == "county")
            if weak and not (self._lead.search(before) or self._fine.match(after) or inside):
                continue
            if (len(span.codes[0]) == 9) and not self._town_fits(span, spans, inside):
                continue
            kept.append(span)
        return kept

    def _town_fits(self, span: Mention, spans: list[Mention], inside: bool) -> bool:
        """乡镇要么全国只此一个，要么旁边有它的上级；旁边的区县必须就是它的区县。"""
        counties = {
            other.codes[0] for other in spans if len(other.codes) == 1 and self.tree.level(other.codes) == "county"
        }
        if counties:
            return any(self.tree.above(code) & counties for code in span.codes)
        return inside or len(span.codes) == 1
