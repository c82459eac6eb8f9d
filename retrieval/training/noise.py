"""错字：按同音字（平翘舌、前后鼻音不分）换一两个字或漏一个字，学着听懂语音输入和打错的话。"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterable

_SAME = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


class Noise:
    """从语料里出现过的字建同音表，再给句子加错字。"""

    def __init__(self, texts: Iterable[str]) -> None:
        """`texts` 是训练用的全部文字；只换成其中出现过的字，不用生僻字。"""
        from pypinyin.pinyin_dict import pinyin_dict

        counts: dict[str, int] = {}
        for text in texts:
            for ch in text:
                counts[ch] = counts.get(ch, 0) + 1
        groups: dict[str, list[str]] = {}
        for ch, count in sorted(counts.items()):
            readings = pinyin_dict.get(ord(ch))
            if readings and count >= 5:
                groups.setdefault(_plain(readings), []).append(ch)
        self._same = {ch: [other for other in group if other != ch] for group in groups.values() for ch in group}

    def __call__(self, text: str, rng: random.Random) -> str:
        """返回加了一两处错字的句子；太短或没有同音字时原样返回。"""
        places = [place for place, ch in enumerate(text) if self._same.get(ch)]
        if len(text) < 5 or not places:
            return text
        letters = list(text)
        for place in rng.sample(places, min(len(places), 1 if len(text) < 12 else 2)):
            letters[place] = "" if rng.random() < 0.15 else rng.choice(self._same[letters[place]])
        return "".join(letters)


def _plain(readings: str) -> str:
    first = unicodedata.normalize("NFD", readings.split(",")[0])
    plain = "".join(letter for letter in first if not unicodedata.combining(letter))
    for full, short in _SAME:
        plain = plain.replace(full, short)
    return plain
