"""与机器人（Rasa REST 渠道）往来：限时、熔断、认得出“没答”。"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import OrderedDict
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Protocol

from connectors.conversation.breaker import Breaker, BreakerState
from connectors.conversation.outcomes import BotFailure
from connectors.conversation.replies import Reply, Unreadable, from_rasa
from connectors.conversation.wire import Fetched, TooLong, Unreachable, Wire
from connectors.tuning import Bot as BotTuning

ANSWER_BYTES = 1_000_000
"""应答超过这么大就是出了毛病，不再往下读。"""
WARM_UP_WORDS = "身份证丢了要带什么材料"
"""一句真的办事话：从理解、检索到排答复都走一遍，词典、计算图都载入好。"""
TOLD_MOST = 1000
"""记得最近告诉过动作服务多少句；它自己记得更多（retrieval/encoder.py 的 remembered）。"""
POLLS_BEFORE_DOWN = 3
"""连着几次看不到机器人才算停摆：忙的时候偶尔漏一次不算。"""


class BotFailed(Exception):
    """机器人这一轮没有作答。"""

    def __init__(self, reason: BotFailure) -> None:
        super().__init__(reason.value)
        self.reason = reason


class BotState(StrEnum):
    """机器人的状态，对外就是 /readyz 里的 bot.state。"""

    STARTING = "starting"
    READY = "ready"
    DOWN = "down"


class Bot(Protocol):
    """能回答一句话的机器人。"""

    async def ask(self, conversation_id: str, message: str, metadata: dict[str, Any]) -> list[Reply]:
        """返回回复；没有作答则抛 BotFailed。"""
        ...

    async def recall(self, key: str) -> list[Reply] | None:
        """听过这条消息没有：听过返回当时的回复，没听过是 None；问不到抛 BotFailed。"""
        ...


class RasaBot:
    """真的 Rasa 服务。`watch()` 在后台看它是否就绪，`ask()` 问一句。"""

    def __init__(
        self, url: str, token: str, tuning: BotTuning, wire: Wire,
        coming: Callable[[], bool] = lambda: False, ahead: str = "",
    ) -> None:
        """`ahead` 是动作服务提前编码的地址，没有就不提前。

        `coming()` 为真表示机器人还在训练或载入，没有应声算“正在启动”；外部机器人连不上就是停摆。
        """
        self._url, self._tuning, self._wire, self._coming = url, tuning, wire, coming
        self._query = {"token": token} if token else {}
        self.breaker = Breaker(tuning.breaker_failures, tuning.breaker_open_s)
        self.state = BotState.STARTING
        self._turns = asyncio.Semaphore(tuning.turns_at_once)
        self._polled, self._missed = False, 0
        self._ahead, self._telling = ahead, set[asyncio.Task[None]]()
        self._actions_answered = 0.0
        self._told: OrderedDict[int, None] = OrderedDict()

    @property
    def broken(self) -> bool:
        """熔断器是否断开（包括正在试探）。"""
        return self.breaker.state is not BreakerState.CLOSED

    async def ask(self, conversation_id: str, message: str, metadata: dict[str, Any]) -> list[Reply]:
        """问一句。超时、连不上计入熔断；答了空的或看不懂的不计（很快就有结果，不拖累别人）。

        人多的时候先在这里排队：排队的时间不算机器人慢，不然一忙就会被当成坏了。
        """
        self._tell_if_down()
        try:
            async with asyncio.timeout(self._tuning.queue_s):
                await self._turns.acquire()
        except TimeoutError:
            raise BotFailed(BotFailure.BUSY) from None
        try:
            return await self._ask_now(conversation_id, message, metadata)
        finally:
            self._turns.release()

    def _tell_if_down(self) -> None:
        """机器人不在就不必排队。"""
        if self._polled and self.state is not BotState.READY:
            raise BotFailed(BotFailure.NOT_READY)

    async def _ask_now(self, conversation_id: str, message: str, metadata: dict[str, Any]) -> list[Reply]:
        """轮到了：问，限时。"""
        self._tell_if_down()
        if not self.breaker.allow():
            raise BotFailed(BotFailure.BREAKER_OPEN)
        settled, started = False, time.monotonic()
        telling = None if self._lately_told(message) else self._tell_ahead(message)
        try:
            body = {"sender": conversation_id, "message": message, "metadata": metadata}
            payload = await self._within_time(body, started, telling)
            self.breaker.succeeded()
            settled = True
        except BotFailed as failure:
            if failure.reason in (BotFailure.TIMEOUT, BotFailure.UNREACHABLE):
                self.breaker.failed()
            else:
                self.breaker.succeeded()
            settled = True
            raise
        finally:
            if not settled:
                self.breaker.given_up()
        try:
            replies = from_rasa(payload)
        except Unreadable as problem:
            raise BotFailed(BotFailure.GARBAGE) from problem
        if not replies:
            raise BotFailed(BotFailure.EMPTY)
        return replies

    def _lately_told(self, message: str) -> bool:
        """这句话近来告诉过没有：追问总是那几句，动作服务还记着它的向量，不必再说。只记散列，不记话。"""
        key = hash(message)
        known = key in self._told
        self._told[key] = None
        self._told.move_to_end(key)
        while len(self._told) > TOLD_MOST:
            self._told.popitem(last=False)
        return known

    def _tell_ahead(self, message: str) -> asyncio.Task[None] | None:
        """同时告诉动作服务这句话，让它先编码，返回这件事；没有地址可告诉是 None。

        它应不应声，也用来分清动作服务是忙还是卡住：见 `_worth_waiting`。
        """
        if not self._ahead:
            return None
        task = asyncio.create_task(self._post_ahead(message))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)
        return task

    async def _post_ahead(self, message: str) -> None:
        with contextlib.suppress(Unreachable, TooLong, TimeoutError):
            async with asyncio.timeout(self._tuning.ahead_s):
                await self._wire.fetch("POST", self._ahead, body={"text": message})
                self._actions_answered = time.monotonic()

    async def _within_time(
        self, body: dict[str, Any], started: float, telling: asyncio.Task[None] | None
    ) -> object:
        """先等 patience_s；没答就看是慢还是卡住，慢才等到 timeout_s。"""
        request = asyncio.create_task(self._post(body))
        try:
            done, _ = await asyncio.wait({request}, timeout=self._tuning.patience_s)
            if not done and await self._worth_waiting(body["message"], started, telling):
                left = self._tuning.timeout_s - (time.monotonic() - started)
                done, _ = await asyncio.wait({request}, timeout=max(left, 0))
            if not done:
                raise BotFailed(BotFailure.TIMEOUT)
            return request.result()
        finally:
            if not request.done():
                request.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await request

    async def _worth_waiting(self, message: str, started: float, telling: asyncio.Task[None] | None) -> bool:
        """机器人此刻应声，动作服务在这句话之后也应过谁的声，才是慢，值得再等；否则是卡住了。

        看的是“应过谁的声”：高峰时轮到这一句要等，别的句子却一直在得到回应；真卡住了谁也得不到。
        """
        probe = asyncio.create_task(self.is_alive(self._tuning.probe_s))
        if self._ahead and self._actions_answered < started:
            # 近来告诉过的话没有再告诉，这时补一声，看动作服务应不应
            if asking := telling or self._tell_ahead(message):
                await asyncio.wait({asking}, timeout=self._tuning.probe_s)
        return await probe and (not self._ahead or self._actions_answered >= started)

    async def _post(self, body: dict[str, Any]) -> object:
        """发到 REST 渠道，返回解析后的应答。"""
        address = f"{self._url}/webhooks/rest/webhook"
        try:
            answer = await self._wire.fetch("POST", address, self._query, body, ANSWER_BYTES)
            if answer.status != 200:
                raise BotFailed(BotFailure.ERROR)
            return answer.json()
        except Unreachable as problem:
            raise BotFailed(BotFailure.UNREACHABLE) from problem
        except (TooLong, ValueError) as problem:
            raise BotFailed(BotFailure.GARBAGE) from problem

    async def recall(self, key: str) -> list[Reply] | None:
        """问机器人听过编号为 `key` 的消息没有（bot/rest_memory.py）。别家的机器人不会答，就是 BotFailed。"""
        try:
            async with asyncio.timeout(self._tuning.timeout_s):
                answer = await self._wire.fetch("GET", f"{self._url}/webhooks/rest/heard/{key}", self._query)
            body = answer.json()
        except (Unreachable, TooLong, TimeoutError, ValueError) as problem:
            raise BotFailed(BotFailure.UNREACHABLE) from problem
        if answer.status != 200 or not isinstance(body, dict) or not isinstance(body.get("heard"), bool):
            raise BotFailed(BotFailure.ERROR)
        if not body["heard"]:
            return None
        try:
            return from_rasa(body.get("messages"))
        except Unreadable as problem:
            raise BotFailed(BotFailure.GARBAGE) from problem

    async def is_alive(self, timeout_s: float) -> bool:
        """Rasa 的 /status 此刻有没有像样的应答。"""
        status = await self._status(timeout_s)
        return status is not None and _is_rasa(status)

    async def _status(self, timeout_s: float) -> Fetched | None:
        """问一次 /status；没有应声返回 None。"""
        try:
            async with asyncio.timeout(timeout_s):
                return await self._wire.fetch("GET", f"{self._url}/status", self._query)
        except (Unreachable, TooLong, TimeoutError):
            return None

    async def watch(self) -> None:
        """一直看着机器人，直到任务被取消。"""
        while True:
            await self.look()
            await asyncio.sleep(self._tuning.poll_s)

    async def look(self) -> None:
        """看一次，更新 state。重新就绪时熔断器也复位，不必等冷却。"""
        status = await self._status(2 * self._tuning.poll_s)
        if status is None:
            self._missed += 1
            if self._missed >= POLLS_BEFORE_DOWN and (self.state is BotState.READY or not self._coming()):
                self.state = BotState.DOWN
        else:
            self._missed = 0
            if self.state is not BotState.READY:
                if _is_rasa(status):
                    await self._warm_up()
                self.breaker.succeeded()
                self.state = BotState.READY
        self._polled = True

    async def _warm_up(self) -> None:
        """替市民先说一句：Rasa 的第一轮要现建图，比后面慢得多。没答也不要紧，后面照样有时限。"""
        body = {"sender": "zhilu-warm-up", "message": WARM_UP_WORDS, "metadata": {}}
        with contextlib.suppress(TimeoutError, BotFailed):
            async with asyncio.timeout(self._tuning.warm_up_s):
                await self._post(body)


def _is_rasa(status: Fetched) -> bool:
    """是否 Rasa 已载入模型时的 /status 应答。"""
    try:
        body = status.json()
    except ValueError:
        return False
    return status.status == 200 and isinstance(body, dict) and bool(body.get("model_file") or body.get("model_id"))
