"""机器人的日志：一行一个 JSON，带请求编号；没有市民的话，没有令牌。

Rasa 自己的写法有两处不能要：出错时把市民的话记进日志（`rest.message.received.failure` 的 text），
异常堆栈一写几十行、没有请求编号。所以结构化日志只留名单里的字段，异常只记类型和出在哪一行。
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import traceback
from typing import Any

import structlog

KEPT = ("event", "level", "request_id", "action_name", "status")
"""Rasa 的结构化日志里可以留下的字段；别的（text、events、message……）可能有市民的话。"""
TOKEN = re.compile(r"(token=)[^&\s'\"]+")
MOST_CHARACTERS = 300


class JsonLines(logging.Formatter):
    """一条日志排成一行 JSON。"""

    def format(self, record: logging.LogRecord) -> str:
        """返回这一行。"""
        message = TOKEN.sub(r"\1…", record.getMessage().split("\n", 1)[0])[:MOST_CHARACTERS]
        line: dict[str, Any] = {
            "timestamp": dt.datetime.now(dt.timezone.utc).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": message,
        }
        if request_id := structlog.contextvars.get_contextvars().get("request_id"):
            line["request_id"] = request_id
        if record.exc_info and record.exc_info[0] is not None:
            line["error"], line["at"] = _where(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _where(problem: BaseException | None) -> tuple[str, str]:
    """异常的类型，和它出在哪个文件哪一行；说明文字不要，里面可能有内容。"""
    frames = traceback.extract_tb(problem.__traceback__) if problem else []
    at = f"{frames[-1].filename.rsplit('site-packages/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
    return type(problem).__name__, at


def only_kept(_: Any, __: str, event: dict[str, Any]) -> str:
    """Structlog 的最后一步：只留名单里的字段，排成一句话交给上面的格式。"""
    error = event.get("exc_info")
    kept = {name: event[name] for name in KEPT if name in event}
    if isinstance(error, BaseException):
        kept["error"] = type(error).__name__
    elif isinstance(error, tuple) and error[0] is not None:
        kept["error"] = error[0].__name__
    name = str(kept.pop("event", ""))
    kept.pop("level", None)
    kept.pop("request_id", None)
    return " ".join([name, *(f"{field}={value}" for field, value in kept.items())])


def install(level: int = logging.WARNING) -> None:
    """装上：标准库的日志、structlog 和警告都从这一处出去。"""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.processors.add_log_level,
            structlog.dev.set_exc_info,
            only_kept,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        # 每一轮有十几处要记调试日志（都不留）：各模块的记录器装好就留着
        cache_logger_on_first_use=True,
    )
