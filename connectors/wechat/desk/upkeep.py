"""定时的事：续命、发该发的、接手没人办的、清理旧的。"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from connectors.wechat.desk.desk import Desk
from connectors.wechat.desk.pulling import Puller

BATCH = 50
PURGE_S = 60.0


async def keep_up(desk: Desk, pullers: list[Puller]) -> None:
    """一直做，直到任务被取消。"""
    await desk.guarded(desk.beat())
    await asyncio.gather(
        _every(desk, desk.tuning.beat_s, desk.beat),
        _every(desk, desk.tuning.poll_s, desk.look_around),
        _every(desk, desk.tuning.sweep_s, lambda: _sweep(desk, pullers)),
        _every(desk, PURGE_S, lambda: _purge(desk)),
    )


async def _every(desk: Desk, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        await desk.guarded(work())


async def _sweep(desk: Desk, pullers: list[Puller]) -> None:
    now = time.time()
    for message_id in await desk.in_thread(desk.inbox.due, list(desk.channels), now, BATCH):
        desk.background(desk.delivery.deliver(message_id))
    for person in await desk.in_thread(desk.inbox.orphans, list(desk.channels), now, desk.tuning.orphan_s, BATCH):
        desk.start(person)
    for puller in pullers:
        await puller.sweep()


async def _purge(desk: Desk) -> None:
    await desk.in_thread(desk.inbox.purge, time.time(), desk.tuning.reply_s, desk.tuning.keep_s)
