"""按期限清理：隔一阵把过期的好差评删掉。

续办编号由动作服务清，微信收件表由微信渠道清，机器人的对话状态由机器人清；期限都在 `days()`。
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger("privacy")


def days(own: float, limit: float | None) -> float:
    """一种记录留几天：自己的期限与总的期限（ZHILU_RETENTION_DAYS，没设就不限），取短的。"""
    return own if limit is None else min(own, limit)


async def forget_regularly(forget: Callable[[dt.datetime], int], keep_days: float, every_s: float) -> None:
    """启动时清一次，之后每隔 `every_s` 清一次，直到任务被取消；数据库一时用不了下次再清。"""
    while True:
        before = dt.datetime.now(dt.UTC) - dt.timedelta(days=keep_days)
        try:
            gone = await asyncio.to_thread(forget, before)
            if gone:
                log.info("forgotten", what="ratings", rows=gone)
        except SQLAlchemyError as problem:
            log.warning("not_forgotten", what="ratings", error=type(problem).__name__)
        await asyncio.sleep(every_s)
