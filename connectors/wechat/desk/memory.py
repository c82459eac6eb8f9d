"""记着一个人的：上次给的选项、没看的页、没发出去的答复。"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

from connectors.wechat.sealing import Sealing
from connectors.wechat.text.rendering import Choice

KEPT_PAGES = 12


@dataclass(frozen=True)
class Memory:
    """一个人的记忆；过期的当作没有。"""

    choices: tuple[Choice, ...] = ()
    rest: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    def next_page(self) -> tuple[str, Memory]:
        """下一页和看过之后的记忆；没有是空串。先看没发出去的答复。"""
        if self.kept:
            return self.kept[0], replace(self, kept=self.kept[1:])
        if self.rest:
            return self.rest[0], replace(self, rest=self.rest[1:])
        return "", self

    def keeping(self, page: str) -> Memory:
        """多记一条没发出去的。"""
        return replace(self, kept=(*self.kept, page)[-KEPT_PAGES:])


def read(sealing: Sealing, sealed: str | None, memory_s: float) -> Memory:
    """取出记忆。"""
    value: Any = sealing.unseal(sealed)
    if not isinstance(value, dict) or value.get("at", 0) < time.time() - memory_s:
        return Memory()
    choices = tuple(Choice(label, said) for label, said in value["choices"])
    return Memory(choices, tuple(value["rest"]), tuple(value["kept"]))


def write(sealing: Sealing, memory: Memory) -> str:
    """加密记忆。"""
    choices = [(one.label, one.value) for one in memory.choices]
    return sealing.seal({"choices": choices, "rest": memory.rest, "kept": memory.kept, "at": time.time()})
