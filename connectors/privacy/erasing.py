"""按对话编号擦除：每个存东西的地方登记一个擦除的办法，全都做到才算擦掉。"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger("privacy")

Erase = Callable[[str], Awaitable[object]]


class NotErased(Exception):
    """有的地方没擦成；`places` 是它们的名字。可以再来一次，擦过的不受影响。"""

    def __init__(self, places: list[str]) -> None:
        super().__init__("、".join(places))
        self.places = places


class Erasers:
    """擦除办法的清单。"""

    def __init__(self, timeout_s: float) -> None:
        """`timeout_s` 是每处最多等多久。"""
        self._timeout_s = timeout_s
        self._erasers: dict[str, Erase] = {}

    def register(self, place: str, erase: Erase) -> None:
        """登记一处。`erase(对话编号)` 做完返回，做不成抛异常；没有这个对话也算做完。"""
        self._erasers[place] = erase

    @property
    def places(self) -> list[str]:
        """登记了的各处。"""
        return list(self._erasers)

    async def erase(self, conversation_id: str) -> None:
        """各处一起擦；有没擦成的抛 NotErased。日志里不写对话编号。"""
        outcomes = await asyncio.gather(*(self._one(erase, conversation_id) for erase in self._erasers.values()),
                                        return_exceptions=True)
        failed = [place for place, outcome in zip(self._erasers, outcomes, strict=True)
                  if isinstance(outcome, BaseException)]
        for place, outcome in zip(self._erasers, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                log.warning("not_erased", place=place, error=type(outcome).__name__)
        if failed:
            raise NotErased(failed)

    async def _one(self, erase: Erase, conversation_id: str) -> None:
        async with asyncio.timeout(self._timeout_s):
            await erase(conversation_id)
