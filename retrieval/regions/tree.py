"""行政区划的上下级关系：判断一个地名是不是在另一个地名里面。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Tree:
    """带记忆的上下级查询。"""

    def __init__(self, table: Any) -> None:
        """`table` 是 catalog 的行政区划表。"""
        self.table = table
        self._levels: dict[str, str] = {}

    def above(self, code: str) -> frozenset[str]:
        """返回各级上级的代码，不含自己和全国。"""
        return frozenset(region.code for region in self.table.chain(code)) - {code, "000000"}

    def inside(self, codes: Iterable[str], others: Iterable[str]) -> bool:
        """返回 `codes` 里有没有哪个地方在 `others` 的某个地方里面。"""
        outer = set(others)
        return any(self.above(code) & outer for code in codes)

    def level(self, codes: tuple[str, ...]) -> str:
        """返回第一个代码的层级；查不到为空串。"""
        code = codes[0]
        if code not in self._levels:
            region = self.table.get(code)
            self._levels[code] = region.level if region is not None else ""
        return self._levels[code]
