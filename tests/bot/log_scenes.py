"""机器人日志的检查，在机器人自己的环境里跑：`python -m tests.bot.log_scenes`。每行说明这一条考什么。"""

from __future__ import annotations

import logging
import sys

import structlog

from bot import json_logs

if __name__ == "__main__":
    json_logs.install()
    structlog.contextvars.bind_contextvars(request_id="scene-1")
    rasa = structlog.get_logger("rasa")
    try:
        raise ValueError("市民的话在异常的说明里")
    except ValueError:
        rasa.exception("rest.message.received.failure", text="市民的话在字段里")
        logging.getLogger("sanic.error").exception("handling uri: 'http://x/webhook?token=secret&a=1'\n市民的话在第二行")
    rasa.error("rest.message.received.timeout", text="市民的话在字段里", action_name="action_find")
    rasa.info("不到警告的不记", text="市民的话")
    sys.stderr.flush()
