"""几个网关之间的次序：同一个对话同时只由一个网关处理一句，锁在 Redis 里。

Redis 断了就不等它：本网关内的次序照旧，只是两个网关同时收到同一个对话的两句时先后不保证。
锁有期限，拿着锁的网关死了，别的网关等到期限就接着办。
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import LockError, RedisError

log = structlog.get_logger("gateway")

POLL_S = 0.02
"""别人拿着锁时多久看一次。"""


class SharedLocks:
    """按对话编号在 Redis 里发锁。"""

    def __init__(self, url: str, hold_s: float, retry_s: float = 5.0) -> None:
        """`hold_s` 是一把锁的期限，要比一轮对话的最长时间长一点。"""
        self._redis: Redis = Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=0.5)
        self._hold_s, self._retry_s, self._down_until = hold_s, retry_s, 0.0

    @asynccontextmanager
    async def turn(self, conversation_id: str) -> AsyncIterator[None]:
        """拿到锁时进入；Redis 用不了也进入。"""
        lock = await self._acquire(conversation_id)
        try:
            yield
        finally:
            if lock is not None:
                # 期限已过、锁已归别人，或者 Redis 刚断：都不影响已经答好的这一句
                with contextlib.suppress(LockError, RedisError, OSError):
                    await lock.release()

    async def _acquire(self, conversation_id: str) -> Lock | None:
        """返回拿到的锁；Redis 用不了返回 None。"""
        if time.monotonic() < self._down_until:
            return None
        lock = self._redis.lock(f"zhilu:turn:{conversation_id}", timeout=self._hold_s, sleep=POLL_S)
        try:
            await lock.acquire(blocking_timeout=self._hold_s)
        except (RedisError, OSError) as problem:
            self._down_until = time.monotonic() + self._retry_s
            log.warning("shared_lock_down", error=type(problem).__name__)
            return None
        return lock

    async def close(self) -> None:
        """关掉连接。"""
        await self._redis.aclose()
