"""读出来的东西：行、表、表头的规范写法。各种读法共用。"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from catalog.problems import Problem

HEADER_WITHIN = 10
"""表头只在前这么多行里找。"""


@dataclass(frozen=True, slots=True)
class RawRow:
    """来源里的一行：行号（JSON 是第几条）和各列的原值。"""

    number: int
    values: dict[str, Any]


@dataclass
class Table:
    """读到的内容：列名、行、问题。"""

    columns: list[str] = field(default_factory=list)
    rows: list[RawRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    partial: bool = False
    """只看了前面一些行，后面还有。"""


def clean_header(value: Any) -> str:
    """表头的规范写法：去空白和必填星号。"""
    return "".join(str(value if value is not None else "").split()).strip("*＊：:")


def header_at(rows: list[list[str]], wanted: frozenset[str]) -> int:
    """表头在第几行（从 0 起）：前十行里与映射用到的列重合最多的一行；标题行因此会被跳过。"""
    scores = [len(wanted & set(row)) for row in rows[:HEADER_WITHIN]]
    best = max(scores, default=0)
    return scores.index(best) if best else 0
