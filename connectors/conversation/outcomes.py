"""一轮对话的结局：封闭的清单，每一轮必居其一。"""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """一轮对话怎样结束。"""

    BOT = "bot"
    """机器人作答。"""
    SEARCH = "search"
    """机器人停摆，由检索直接给出最相关的服务。"""
    CANNOT_ANSWER = "cannot_answer"
    """机器人停摆，检索也没有把握或还没就绪：如实说明，给 12345。"""

    @property
    def handled_by(self) -> str:
        """HTTP 契约里的 handled_by：bot 或 fallback。"""
        return "bot" if self is Outcome.BOT else "fallback"


class BotFailure(StrEnum):
    """机器人这一轮为什么没有作答。"""

    NOT_READY = "not_ready"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    ERROR = "error"
    EMPTY = "empty"
    GARBAGE = "garbage"
    BREAKER_OPEN = "breaker_open"
    BUSY = "busy"
    """排队太久：机器人没坏，只是人多。"""
