"""接口凭证（access_token）：存在共享表里，快过期时只由一个进程去换，其余的等它换好。"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from connectors.tuning import Wechat as WechatTuning
from connectors.wechat.api.codes import ApiFailed, Remedy
from connectors.wechat.inbox.accounts import Accounts
from connectors.wechat.sealing import Sealing

T = TypeVar("T")
Fetch = Callable[[], Awaitable[tuple[str, float]]]
"""向微信要一个新凭证：返回凭证和有效的秒数；要不到抛 ApiFailed。"""
InThread = Callable[..., Awaitable[Any]]


class Tokens:
    """一个账号的凭证。"""

    def __init__(
        self, channel: str, owner: str, accounts: Accounts, sealing: Sealing, fetch: Fetch, tuning: WechatTuning,
        in_thread: InThread,
    ) -> None:
        self._channel, self._owner, self._accounts, self._sealing = channel, owner, accounts, sealing
        self._fetch, self._tuning, self._in_thread = fetch, tuning, in_thread
        self._lock = asyncio.Lock()
        self._token, self._expires = "", 0.0

    async def get(self) -> str:
        """返回能用的凭证；要不到抛 ApiFailed。"""
        if self._token and time.time() < self._expires:
            return self._token
        # 同一个进程里也只有一个去换
        async with self._lock:
            if self._token and time.time() < self._expires:
                return self._token
            deadline = time.monotonic() + self._tuning.token_wait_s
            while time.monotonic() < deadline:
                if await self._from_store() or await self._refresh():
                    return self._token
                await asyncio.sleep(self._tuning.token_poll_s)
            raise ApiFailed(-1, Remedy.TRY_AGAIN)

    async def refuse(self, token: str) -> None:
        """接口说这个凭证无效。"""
        if token == self._token:
            self._token = ""
        await self._in_thread(self._accounts.refuse, self._channel, self._sealing.digest(token))

    async def _from_store(self) -> bool:
        stored = await self._in_thread(self._accounts.stored, self._channel)
        token = self._sealing.unseal(stored.token) if stored.expires > time.time() else None
        if not token:
            return False
        # 别的进程可能因为无效而换掉它，所以只在内存里信一小会儿
        self._token, self._expires = token, min(stored.expires, time.time() + self._tuning.token_memory_s)
        return True

    async def _refresh(self) -> bool:
        started = await self._in_thread(
            self._accounts.start_refresh, self._channel, self._owner, time.time(), self._tuning.token_lease_s
        )
        if not started:
            return False
        token, expires = "", 0.0
        try:
            token, seconds = await self._fetch()
            expires = time.time() + max(seconds - self._tuning.token_early_s, seconds / 2)
            self._token, self._expires = token, min(expires, time.time() + self._tuning.token_memory_s)
        finally:
            await self._in_thread(
                self._accounts.refreshed, self._channel, self._owner, self._sealing.seal(token) if token else "",
                self._sealing.digest(token) if token else "", expires,
            )
        return True
