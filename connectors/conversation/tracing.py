"""请求编号：一个请求经过的各个进程，日志里都带同一个编号，好把它们对起来。"""

from __future__ import annotations

import os
import re

import structlog

from connectors.conversation.masking import looks_personal

HEADER = "X-Request-Id"
USABLE = re.compile(r"[A-Za-z0-9._-]{1,64}")


def begin(given: str) -> str:
    """开始一个请求：沿用对方给的编号（像样、不是拿个人号码充的），否则现编一个；此后的日志自动带上。"""
    chosen = given if USABLE.fullmatch(given) and not looks_personal(given) else os.urandom(16).hex()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=chosen)
    return chosen


def current() -> str:
    """正在办的请求的编号；不在请求里是空串。"""
    return str(structlog.contextvars.get_contextvars().get("request_id") or "")
