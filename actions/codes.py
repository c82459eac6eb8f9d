"""续办编号的写法：两组五个字符，没有容易看错的 0/O、1/I/L，也没有元音凑成的词。"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

ALPHABET = "23456789BCDFGHJKMNPQRTVWXYZ"
"""27 个字符；10 位约有 2×10¹⁴ 种，配合输错次数限制，试不出来。"""

SIZE = 10

CODE = re.compile(rf"[{ALPHABET}](?:[\s\-—_]?[{ALPHABET}]){{{SIZE - 1}}}", re.IGNORECASE)
ASKING = re.compile(r"继续|接着|恢复|编号|续办|上次")


def new_code(pick: Callable[[int], int]) -> str:
    """一个新编号，写成 `ABCDE-FGHJK` 的样子；一定有数字，免得和普通的词混淆。`pick(n)` 随机取 0 到 n-1。"""
    while True:
        chosen = "".join(ALPHABET[pick(len(ALPHABET))] for _ in range(SIZE))
        if any(c.isdigit() for c in chosen) and not chosen.isdigit():
            return f"{chosen[:5]}-{chosen[5:]}"


def normalise(said: str) -> str | None:
    """把说的编号（小写、全角、不带横线都行）写成标准样子；不是编号返回 None。"""
    plain = "".join(c for c in unicodedata.normalize("NFKC", said).upper() if c in ALPHABET)
    return f"{plain[:5]}-{plain[5:]}" if len(plain) == SIZE else None


def spoken_code(text: str) -> str | None:
    """话里的续办编号：整句就是编号，或说了“继续”“编号”再跟编号。没有返回 None。"""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = CODE.search(plain)
    if match is None:
        return None
    alone = match.group() == plain.strip("。.！! ")
    mixed = any(c.isdigit() for c in match.group()) and not match.group().isdigit()
    return normalise(match.group()) if mixed and (alone or ASKING.search(plain)) else None
