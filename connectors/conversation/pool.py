"""几个机器人当一个用：问手上活最少的那个，连不上就换下一个。

对话的状态在共用的存储里（`bot/slot_storage.py`），所以同一个对话的下一句由谁来答都一样。
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any

from connectors.conversation.bot import BotFailed, BotState, RasaBot
from connectors.conversation.outcomes import BotFailure
from connectors.conversation.replies import Reply

ELSEWHERE = (BotFailure.NOT_READY, BotFailure.BREAKER_OPEN, BotFailure.UNREACHABLE, BotFailure.ERROR)
"""这几种马上就知道不行，换一个还来得及；超时、排队太久已经用掉了市民的等待，答空的换谁都一样，都不再试。"""


class BotPool:
    """一组机器人。只有一个时与直接用它一样。"""

    def __init__(self, bots: Sequence[RasaBot]) -> None:
        self._bots = list(bots)
        self._busy: Counter[int] = Counter()

    @property
    def state(self) -> BotState:
        """有一个就绪就是就绪；都没有时，有在启动的算启动。"""
        states = {bot.state for bot in self._bots}
        return next(one for one in (BotState.READY, BotState.STARTING, BotState.DOWN) if one in states)

    @property
    def broken(self) -> bool:
        """是否全都断开了。"""
        return all(bot.broken for bot in self._bots)

    def states(self) -> list[str]:
        """各个机器人的状态，次序同设置里的地址。"""
        return [bot.state.value for bot in self._bots]

    async def ask(self, conversation_id: str, message: str, metadata: dict[str, Any]) -> list[Reply]:
        """问一句；都不行时抛最后一个的 BotFailed。"""
        order = sorted(
            range(len(self._bots)),
            key=lambda n: (self._bots[n].state is not BotState.READY, self._bots[n].broken, self._busy[n], n),
        )
        for place, number in enumerate(order):
            self._busy[number] += 1
            try:
                return await self._bots[number].ask(conversation_id, message, metadata)
            except BotFailed as failure:
                if failure.reason not in ELSEWHERE or place == len(order) - 1:
                    raise
            finally:
                self._busy[number] -= 1
        raise BotFailed(BotFailure.NOT_READY)

    async def recall(self, key: str) -> list[Reply] | None:
        """听过这条消息没有：挨个问，有一个听过就是听过；都说没有才是 None，有问不到的抛 BotFailed。"""
        unknown: BotFailed | None = None
        for bot in self._bots:
            try:
                heard = await bot.recall(key)
            except BotFailed as failure:
                unknown = failure
                continue
            if heard is not None:
                return heard
        if unknown is not None:
            raise unknown
        return None

    async def watch(self) -> None:
        """一直看着每一个，直到任务被取消。"""
        await asyncio.gather(*(bot.watch() for bot in self._bots))
