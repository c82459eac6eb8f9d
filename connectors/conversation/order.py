"""同一个对话里的消息按到达次序一条一条处理，不同对话互不等待。"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from connectors.conversation.shared_lock import SharedLocks


class ConversationOrder:
    """按对话编号发锁；只记最近的若干个对话，没人等的旧锁丢掉。"""

    def __init__(self, remembered: int, shared: SharedLocks | None = None) -> None:
        """`shared` 给出时，几个网关之间也排队。"""
        self._remembered, self._shared = remembered, shared
        self._locks: OrderedDict[str, asyncio.Lock] = OrderedDict()

    @asynccontextmanager
    async def turn(self, conversation_id: str) -> AsyncIterator[None]:
        """轮到这个对话的这条消息时进入。asyncio.Lock 先到先得，所以次序不乱。"""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        self._locks.move_to_end(conversation_id)
        self._forget_idle()
        async with lock:
            if self._shared is None:
                yield
            else:
                async with self._shared.turn(conversation_id):
                    yield

    def _forget_idle(self) -> None:
        """丢掉最久没用、又没有人在等的锁。"""
        for key in list(self._locks)[: max(0, len(self._locks) - self._remembered)]:
            if not self._locks[key].locked():
                del self._locks[key]

    def __len__(self) -> int:
        """现在记着多少个对话。"""
        return len(self._locks)
