"""同音：把汉字换成不带声调的读音，语音识别和拼音输入的错字（“相该”→“想改”）也能对上。"""

from __future__ import annotations

import functools
import unicodedata

_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
"""南方口音里不分的：平翘舌、前后鼻音。"""


@functools.lru_cache(maxsize=8192)
def _reading(ch: str) -> str:
    if not "\u4e00" <= ch <= "\u9fff":
        return ""
    from pypinyin.pinyin_dict import pinyin_dict

    readings = pinyin_dict.get(ord(ch), "")
    plain = unicodedata.normalize("NFD", readings.split(",")[0])
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    for full, short in _FUZZY:
        plain = plain.replace(full, short)
    return plain


def sounds(text: str) -> list[str]:
    """返回相邻两字的读音，作词元用；非汉字断开。"""
    out, previous = [], ""
    for ch in text:
        current = _reading(ch)
        if previous and current:
            out.append(previous + "-" + current)
        previous = current
    return out
