"""听错、写错的字：有噪信道解码（Kernighan et al. 1990），拿目录和百姓问句里的三字连串当语言模型，
再拿 jieba 词典里的两字连串垫底：办事以外的平常词（上班、表情）不当成写错。

只动“挨着的三字连串谁也没说过”的字：换成同音字，或同邻字对调，挑整段最像人话的。
改出来的是第二种读法，原话照样算分，改错了也不至于答偏。
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from retrieval.settings import MendingSettings

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_SAME = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
_START = "^"
_COMMON = 3
"""语料里至少出现过这么多次的字才拿来换、三字连串才算有人说过：一两次的可能正是谁写错的。"""
_TRIPLE, _PAIR, _EVERYDAY, _SINGLE, _UNSEEN = 0.6, 0.24, 0.05, 0.08, 1e-7
"""三字、两字、平常词里两字、单字概率的插值分量，和没见过的字的概率。"""
_RARE = 1000
"""平常词里后接的字少于这么多次的，概率打折：词频小就不可靠。"""


class Mender:
    """由一批文字学成，建好后不再改，几个线程可以同时用；三万段文字约半秒。"""

    def __init__(self, texts: Iterable[str], settings: MendingSettings) -> None:
        """`texts` 是规范化过的目录文字和百姓问句。"""
        self.settings = settings
        self._triples: Counter[str] = Counter()
        self._pairs: Counter[str] = Counter()
        self._singles: Counter[str] = Counter()
        for text in texts:
            for run in _HAN.findall(text):
                padded = _START + run
                self._singles.update(run)
                self._pairs.update(map("".join, zip(padded, run, strict=False)))
                self._triples.update(map("".join, zip(padded, run, run[1:], strict=False)))
        self._total = max(1, self._singles.total())
        self._after_pair = _heads(self._triples)
        self._after_single = _heads(self._pairs)
        if self._triples:
            _everyday()  # 词典现在就读好，免得头一句可疑的话等它半秒
        self._sounding: dict[str, list[str]] = {}
        for character, count in self._singles.items():
            if count >= _COMMON:
                self._sounding.setdefault(sound(character), []).append(character)

    def __call__(self, text: str) -> str:
        """返回改过的句子；没有可疑的字、或改了也不更像人话时原样返回。"""
        if not self._triples:
            return text
        return _HAN.sub(lambda run: self._decoded(run.group()), text)

    def _decoded(self, run: str) -> str:
        doubtful = self._doubtful(run)
        if len(run) < 3 or not any(doubtful):
            return run
        swap, length = self.settings.swap, len(run)
        reached: list[list[tuple[float, str]]] = [[] for _ in range(length + 1)]
        reached[0] = [(0.0, _START + _START)]
        for at, said in enumerate(run):
            choices = [(said, 0.0)]
            if doubtful[at]:
                others = self._sounding.get(sound(said), ())
                choices += [(other, self.settings.change) for other in others if other != said]
            for score, so_far in sorted(reached[at], reverse=True)[: self.settings.beam]:
                for choice, cost in choices:
                    step = self._chance(so_far[-2], so_far[-1], choice)
                    reached[at + 1].append((score - cost + step, so_far + choice))
                if at + 1 < length and doubtful[at] and doubtful[at + 1]:
                    after = run[at + 1]
                    step = self._chance(so_far[-2], so_far[-1], after) + self._chance(so_far[-1], after, said)
                    reached[at + 2].append((score - swap + step, so_far + after + said))
        return max(reached[length])[1][2:]

    def _doubtful(self, run: str) -> list[bool]:
        """哪些字可疑：含着它的三字连串（句首的算两字）一个也没人说过。"""
        padded = _START + run
        seen = [self._triples[padded[at : at + 3]] >= _COMMON for at in range(len(run) - 1)]
        return [not any(seen[max(0, at - 1) : at + 2]) for at in range(len(run))]

    def _chance(self, first: str, second: str, third: str) -> float:
        """返回前两字之后出现第三字的对数概率（几种连串插值）。"""
        chance = _SINGLE * self._singles[third] / self._total + _UNSEEN
        chance += _PAIR * self._pairs[second + third] / (self._after_single[second] or 1)
        pairs, firsts = _everyday()
        chance += _EVERYDAY * pairs.get(second + third, 0) / (firsts.get(second, 0) + _RARE)
        chance += _TRIPLE * self._triples[first + second + third] / (self._after_pair[first + second] + 1)
        return math.log(chance)


@functools.cache
def _everyday() -> tuple[dict[str, int], dict[str, int]]:
    """词典（jieba 自带）的词里，两字连串和它的首字各出现多少次（按词频加权）。"""
    import jieba  # type: ignore[import-untyped]

    pairs: Counter[str] = Counter()
    firsts: Counter[str] = Counter()
    with jieba.get_dict_file() as lines:
        for line in lines:
            word, times, *_ = line.decode().split(" ")
            if len(word) > 1 and int(times) >= 5:
                for first, second in zip(word, word[1:], strict=False):
                    pairs[first + second] += int(times)
                    firsts[first] += int(times)
    return dict(pairs), dict(firsts)


def _heads(counts: Counter[str]) -> Counter[str]:
    """各连串去掉末字以后的次数。"""
    found: Counter[str] = Counter()
    for text, count in counts.items():
        found[text[:-1]] += count
    return found


@functools.cache
def sound(character: str) -> str:
    """返回一个字不分声调、平翘舌和前后鼻音的读音；没有读音的返回它自己。"""
    from pypinyin.pinyin_dict import pinyin_dict

    readings = pinyin_dict.get(ord(character))
    if not readings:
        return character
    first = unicodedata.normalize("NFD", readings.split(",")[0])
    plain = "".join(letter for letter in first if not unicodedata.combining(letter))
    for full, short in _SAME:
        plain = plain.replace(full, short)
    return plain
