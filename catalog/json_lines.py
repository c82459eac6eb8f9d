"""日志：一行一个 JSON 对象，写到标准错误；写不出去（磁盘满）不影响作答。各进程的入口共用，所以放在最底层。"""

from __future__ import annotations

import contextlib
import logging
import sys
from typing import Any, TextIO, cast

import structlog


class Unfailing:
    """写不出去就算了的输出流：日志所在的磁盘满了，市民的话照样要答。"""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """写一段，返回写了多少字。"""
        with contextlib.suppress(OSError, ValueError):
            return self._stream.write(text)
        return 0

    def flush(self) -> None:
        """把缓冲写出去。"""
        with contextlib.suppress(OSError, ValueError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        """别的照原来的流。"""
        return getattr(self._stream, name)


def configure(level: int = logging.INFO) -> None:
    """装好日志。进程入口调用一次。"""
    sys.stderr = sys.stdout = cast(TextIO, Unfailing(sys.stderr))
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        # 每个请求都要记一行：各模块的记录器第一次用时装好就留着，不要每行现装
        cache_logger_on_first_use=True,
    )
