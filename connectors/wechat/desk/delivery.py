"""用接口把答复发出去；发不了的按返回码办：换个时候、停一阵，或留给“更多”。"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from connectors.tuning import Wechat as WechatTuning
from connectors.wechat.api.codes import ApiFailed, Remedy
from connectors.wechat.desk import memory as memories
from connectors.wechat.desk.channel import Channel
from connectors.wechat.inbox.accounts import Accounts
from connectors.wechat.inbox.inbox import Delivery, Inbox
from connectors.wechat.text.rendering import Rendered

log = structlog.get_logger("wechat")

BLOCK_MEMORY_S = 2.0
"""接口停没停，在内存里信这么久，不必每条都查表。"""


def as_reply(rendered: Rendered) -> dict[str, Any]:
    """存进表里的答复。"""
    return {
        "text": rendered.text, "body": rendered.body, "question": rendered.question,
        "choices": [one.label for one in rendered.choices],
    }


class Deliveries:
    """用接口发答复。"""

    def __init__(
        self, channels: Mapping[str, Channel], inbox: Inbox, accounts: Accounts, owner: str, tuning: WechatTuning,
        in_thread: Callable[..., Awaitable[Any]], count: Callable[..., None],
    ) -> None:
        self._channels, self._inbox, self._accounts, self._owner = channels, inbox, accounts, owner
        self._tuning, self._in_thread, self._count = tuning, in_thread, count
        self._blocked: dict[str, tuple[float, float, int]] = {}
        self._sending: set[int] = set()

    async def can_send(self, channel: Channel) -> bool:
        """这个渠道现在能不能用接口发。"""
        return channel.client is not None and (await self._block(channel))[0] < time.time()

    async def _block(self, channel: Channel) -> tuple[float, int]:
        """接口停到几时、因为哪个返回码。"""
        seen, until, code = self._blocked.get(channel.label, (0.0, 0.0, 0))
        if seen < time.time() - BLOCK_MEMORY_S:
            stored = await self._in_thread(self._accounts.stored, channel.label)
            until, code = stored.blocked_until, stored.blocked_code
            self._blocked[channel.label] = (time.time(), until, code)
        return until, code

    async def deliver(self, message_id: int) -> None:
        """发一条，接着发这个人后面已经办好的；被别的进程抢先、或他前面还有一条没发完，就由那边接着发。"""
        following: int | None = message_id
        while following is not None and following not in self._sending:
            following = await self._deliver_one(following)

    async def _deliver_one(self, message_id: int) -> int | None:
        """发一条，返回这个人接下来该发的；没轮到发返回 None。"""
        self._sending.add(message_id)
        try:
            delivery: Delivery | None = await self._in_thread(
                self._inbox.claim_delivery, message_id, self._owner, time.time(), self._tuning.order_s
            )
            if delivery is None:
                return None
            await self._send(self._channels[delivery.channel], delivery)
        finally:
            self._sending.discard(message_id)
        following: int | None = await self._in_thread(self._inbox.following, delivery.person, time.time())
        return following

    async def _send(self, channel: Channel, delivery: Delivery) -> None:
        address, reply = channel.sealing.unseal(delivery.address), channel.sealing.unseal(delivery.reply)
        if address is None or reply is None:
            # 换过 Token 或 AES key，解不开了
            await self._in_thread(self._inbox.keep, delivery.id, self._owner)
            self._count("deliveries", channel.label, "lost")
            return
        until, code = await self._block(channel)
        if channel.client is None or (until > time.time() and code == 48001):
            await self._keep(channel, delivery, reply)
        elif until > time.time():
            await self._later(channel, delivery, reply, until)
        else:
            await self._try(channel, delivery, address, reply)

    async def _try(
        self, channel: Channel, delivery: Delivery, address: dict[str, str], reply: dict[str, Any]
    ) -> None:
        assert channel.client is not None
        try:
            try:
                for path, body in channel.build(address, reply, channel.menus):
                    await channel.client.post(path, body)
            except ApiFailed as failure:
                if failure.remedy is not Remedy.NO_MENU:
                    raise
                channel.menus = False
                for path, body in channel.build(address, reply, False):
                    await channel.client.post(path, body)
        except ApiFailed as failure:
            await self._failed(channel, delivery, reply, failure)
            return
        await self._in_thread(self._inbox.delivered, delivery.id, self._owner)
        self._count("deliveries", channel.label, "sent")

    async def _failed(
        self, channel: Channel, delivery: Delivery, reply: dict[str, Any], failure: ApiFailed
    ) -> None:
        log.warning("delivery_failed", channel=channel.label, code=failure.code, remedy=failure.remedy.value)
        now = time.time()
        match failure.remedy:
            case Remedy.WAIT:
                await self._stop_until(channel, now + self._tuning.quota_pause_s, failure.code)
                await self._later(channel, delivery, reply, now + self._tuning.quota_pause_s)
            case Remedy.NOT_ALLOWED:
                await self._stop_until(channel, now + self._tuning.not_allowed_pause_s, failure.code)
                await self._keep(channel, delivery, reply)
            case Remedy.TRY_AGAIN:
                await self._later(channel, delivery, reply, now + self._tuning.send_again_s)
            case _:
                await self._keep(channel, delivery, reply)

    async def _stop_until(self, channel: Channel, until: float, code: int) -> None:
        await self._in_thread(self._accounts.block, channel.label, until, code)
        self._blocked[channel.label] = (time.time(), until, code)

    async def _later(self, channel: Channel, delivery: Delivery, reply: dict[str, Any], when: float) -> None:
        """过一会儿再发；试够了就留给“更多”。"""
        if delivery.tries >= self._tuning.send_tries:
            await self._keep(channel, delivery, reply)
            return
        await self._in_thread(self._inbox.deliver_later, delivery.id, self._owner, when)
        self._count("deliveries", channel.label, "later")

    async def _keep(self, channel: Channel, delivery: Delivery, reply: dict[str, Any]) -> None:
        """留给这个人说“更多”时看。"""

        def keeping(sealed: str | None) -> str:
            known = memories.read(channel.sealing, sealed, self._tuning.memory_s)
            return memories.write(channel.sealing, known.keeping(reply["text"]))

        await self._in_thread(self._inbox.change_memory, delivery.person, keeping)
        await self._in_thread(self._inbox.keep, delivery.id, self._owner)
        self._count("deliveries", channel.label, "kept")
