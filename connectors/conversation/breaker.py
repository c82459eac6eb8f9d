"""熔断器：机器人连续卡住时不再让每个市民都等到超时，隔一阵放一句话去试。"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum


class BreakerState(StrEnum):
    """熔断器的三种状态。"""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Breaker:
    """`allow()` 为真才去问机器人，问完必须报 `succeeded()` 或 `failed()`。"""

    def __init__(self, failures: int, open_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._open_s, self._clock = failures, open_s, clock
        self._failed, self._opened_at, self._trial = 0, 0.0, False

    @property
    def state(self) -> BreakerState:
        """现在的状态。"""
        if self._failed < self._limit:
            return BreakerState.CLOSED
        if self._trial or self._clock() - self._opened_at >= self._open_s:
            return BreakerState.HALF_OPEN
        return BreakerState.OPEN

    def allow(self) -> bool:
        """这一句能不能去问机器人；半开时只放一句，其余照旧由检索回答。"""
        state = self.state
        if state is BreakerState.CLOSED:
            return True
        if state is BreakerState.HALF_OPEN and not self._trial:
            self._trial = True
            return True
        return False

    def succeeded(self) -> None:
        """机器人应答了：合上。"""
        self._failed, self._trial = 0, False

    def failed(self) -> None:
        """机器人超时或连不上：累计，到限就断开并重新计时。"""
        self._failed, self._trial = self._failed + 1, False
        if self._failed >= self._limit:
            self._opened_at = self._clock()

    def given_up(self) -> None:
        """这一句没有问成（例如请求被取消）：归还半开时的那次机会。"""
        self._trial = False
