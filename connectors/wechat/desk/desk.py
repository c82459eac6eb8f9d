"""收发台：一条消息从收到到有答复。用接口发的部分在 delivery.py，定时的事在 upkeep.py。"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import structlog

from connectors.conversation.masking import mask
from connectors.tuning import Wechat as WechatTuning
from connectors.wechat.desk import memory as memories
from connectors.wechat.desk.answering import Answerer, content_of, plain
from connectors.wechat.desk.channel import Channel
from connectors.wechat.desk.delivery import Deliveries, as_reply
from connectors.wechat.inbox.accounts import Accounts
from connectors.wechat.inbox.database import Database, is_passing
from connectors.wechat.inbox.inbox import Arrival, Claimed, Inbox, Receipt
from connectors.wechat.inbox.tables import UNDONE, Base
from connectors.wechat.inbox.workers import beat, leave
from connectors.wechat.incoming import Incoming
from connectors.wechat.understanding import Silence, meaning
from connectors.wechat.wording import say

log = structlog.get_logger("wechat")

STOP_S = 2.0
Gone = Callable[[], Awaitable[bool]]
Count = Callable[..., None]
"""记一次指标：（名字，标签…）。"""


class Desk:
    """收发台，一个进程一个。"""

    def __init__(self, url: str, answerer: Answerer, tuning: WechatTuning, count: Count) -> None:
        self.database = Database(url, Base)
        self.inbox, self.accounts = Inbox(self.database), Accounts(self.database)
        self.owner = secrets.token_hex(12)
        self.channels: dict[str, Channel] = {}
        self.tuning, self.count = tuning, count
        self._answerer = answerer
        self.delivery = Deliveries(self.channels, self.inbox, self.accounts, self.owner, tuning, self.in_thread, count)
        self._pool = ThreadPoolExecutor(tuning.threads, thread_name_prefix="wechat")
        # 续命不能排在别的查询后面：排久了别人会以为这个进程死了
        self._pulse = ThreadPoolExecutor(1, thread_name_prefix="wechat-pulse")
        self._draining: set[str] = set()
        self._again: set[str] = set()
        self._waiting: defaultdict[int, set[asyncio.Event]] = defaultdict(set)
        self._tasks: set[asyncio.Task[None]] = set()

    async def in_thread(self, work: Callable[..., Any], *args: Any) -> Any:
        """在数据库线程里跑；一时锁住、断线的，隔一会儿再试。"""
        loop = asyncio.get_running_loop()
        for wait in (0.1, 0.3, 1.0, None):
            try:
                return await loop.run_in_executor(self._pool, lambda: work(*args))
            except Exception as problem:
                if wait is None or not is_passing(problem):
                    raise
                await asyncio.sleep(wait)

    def background(self, work: Coroutine[Any, Any, None]) -> None:
        """放到后台跑；出错只记类型，里面可能有市民的话。"""
        task = asyncio.create_task(self.guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def guarded(self, work: Awaitable[None]) -> None:
        """跑一件后台的事；出错只记类型。"""
        try:
            await work
        except Exception as problem:  # noqa: BLE001 后台的一件事失败不能带倒别的；扫一遍时会再来
            log.error("background_failed", error=type(problem).__name__, where=getattr(work, "__name__", ""))

    async def receive(self, channel: Channel, incoming: Incoming, gone: Gone) -> str | None:
        """收下一条，等到能随回调带回去的文字；None 表示这次不带（回 success）。`gone()` 问对方是不是已经断开。"""
        started = time.monotonic()
        receipt = await self.accept(channel, incoming)
        if receipt is None:
            return None
        message_id, arrivals = receipt.id, receipt.arrivals
        in_time = receipt.state not in UNDONE or await self._answered(message_id, started + self.tuning.passive_s)
        if in_time and not await gone():
            reply = channel.sealing.unseal(await self.in_thread(self.inbox.take, message_id))
            self.count("deliveries", channel.label, "passive" if reply else "already")
            return str(reply["text"]) if reply else None
        if arrivals < self.tuning.arrivals:
            # 不答：微信 5 秒时断开，马上再来取
            await asyncio.sleep(started + self.tuning.hold_s - time.monotonic())
            return None
        await self.in_thread(self.inbox.release, message_id, time.time())
        return None if await self.delivery.can_send(channel) else say("wait")

    async def accept(self, channel: Channel, incoming: Incoming) -> Receipt | None:
        """收下一条并开始办；不用应的返回 None。"""
        what = meaning(incoming)
        person = channel.sealing.person(incoming.account, incoming.person)
        if isinstance(what, Silence):
            if what.forget:
                await self.in_thread(self.inbox.forget, person)
            return None
        key = channel.sealing.digest(incoming.account, incoming.key)
        address = {
            "person": incoming.person, "account": incoming.account, "agent": incoming.agent, "key": key,
            "welcome_code": incoming.welcome_code,
        }
        content = content_of(what, incoming.menu_id, mask)
        arrival = Arrival(
            channel.label, key, person, incoming.created, channel.sealing.seal(address), channel.sealing.seal(content)
        )
        patience = self.tuning.hold_s + self.tuning.retry_slack_s if channel.passive else 0.0
        receipt = await self.in_thread(self.inbox.receive, arrival, time.time(), patience)
        self.count("messages", channel.label, "new" if receipt.is_new else "repeat")
        if receipt.state in UNDONE:
            self.start(person)
        return cast(Receipt, receipt)

    async def _answered(self, message_id: int, deadline: float) -> bool:
        """等到有答复为真；到 `deadline` 还没有为假。别的进程办好的，由 `look_around` 看到。"""
        ready = asyncio.Event()
        self._waiting[message_id].add(ready)
        try:
            async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
                await ready.wait()
                return True
        except TimeoutError:
            return False
        finally:
            self._waiting[message_id].discard(ready)
            if not self._waiting[message_id]:
                del self._waiting[message_id]

    async def look_around(self) -> None:
        """正在等的那些里，哪些已经有了答复：一次问完，等的人再多也只是一条查询。"""
        if self._waiting:
            self._tell(await self.in_thread(self.inbox.answered_among, list(self._waiting)))

    def _tell(self, message_ids: Iterable[int]) -> None:
        for message_id in message_ids:
            for ready in self._waiting.get(message_id, ()):
                ready.set()

    def start(self, person: str) -> None:
        """开始办这个人的消息；本进程已在办就让它再看一遍。"""
        if person in self._draining:
            self._again.add(person)
        else:
            self._draining.add(person)
            self.background(self._drain(person))

    async def _drain(self, person: str) -> None:
        """按次序办完这个人的消息；别的进程正在办就由它办。"""
        try:
            while True:
                self._again.discard(person)
                claimed = await self.in_thread(self.inbox.claim, person, self.owner, time.time())
                if claimed is not None:
                    await self._handle(claimed, person)
                elif person not in self._again:
                    return
        finally:
            self._draining.discard(person)

    async def _handle(self, claimed: Claimed, person: str) -> None:
        channel = self.channels[claimed.channel]
        memory = memories.read(channel.sealing, claimed.memory, self.tuning.memory_s)
        try:
            async with asyncio.timeout(self.tuning.turn_s):
                rendered, memory = await self._answerer.answer(
                    channel.sealing.unseal(claimed.content), person, channel.label, claimed.key, memory,
                    claimed.interrupted,
                )
        except Exception as problem:  # noqa: BLE001 一句话办不成不能堵住后面的；只记类型，不记内容
            log.error("message_failed", channel=channel.label, error=type(problem).__name__)
            rendered = plain(say("trouble"))
        done = await self.in_thread(
            self.inbox.finish, claimed, person, self.owner, channel.sealing.seal(as_reply(rendered)),
            memories.write(channel.sealing, memory), time.time(),
        )
        if not done:
            log.warning("message_taken_over", channel=channel.label)
            return
        self._tell([claimed.id])
        if not channel.passive:
            await self.delivery.deliver(claimed.id)

    async def beat(self) -> None:
        """续命。"""
        await asyncio.get_running_loop().run_in_executor(
            self._pulse, beat, self.database, self.owner, time.time(), self.tuning.lease_s
        )

    async def stop(self) -> None:
        """停下：手上的给一点时间办完，办不完的让别的进程接手。"""
        if self._tasks:
            _, left = await asyncio.wait(self._tasks, timeout=STOP_S)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
        await self.in_thread(leave, self.database, self.owner)
        self._pulse.shutdown(wait=True)
        self._pool.shutdown(wait=True)
        self.database.close()
