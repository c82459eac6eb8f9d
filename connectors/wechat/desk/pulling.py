"""微信客服：接到通知就去取消息（sync_msg），按游标接着上次取，同一个客服账号同时只有一个进程在取。"""

from __future__ import annotations

import time
from typing import Any

import structlog

from connectors.wechat.api.codes import ApiFailed
from connectors.wechat.desk.channel import Channel
from connectors.wechat.desk.desk import Desk
from connectors.wechat.incoming import KfNotice, from_kf

log = structlog.get_logger("wechat")

CURSOR_CHARACTERS = 128


class Puller:
    """一个微信客服渠道的取信人。"""

    def __init__(self, desk: Desk, channel: Channel) -> None:
        self._desk, self._channel = desk, channel

    async def notice(self, notice: KfNotice) -> None:
        """记下通知，马上去取；别的进程正在取，它取完会再看一眼。"""
        name = self._channel.sealing.digest("cursor", notice.open_kfid)
        address = self._channel.sealing.seal({"open_kfid": notice.open_kfid, "token": notice.token})
        await self._desk.in_thread(self._desk.accounts.notice, name, address)
        self._desk.background(self.pull(name))

    async def sweep(self) -> None:
        """接手没有人取的。"""
        for name in await self._desk.in_thread(self._desk.accounts.waiting_pulls, time.time()):
            await self.pull(name)

    async def pull(self, name: str) -> None:
        """取到没有新通知为止。"""
        desk = self._desk
        while (pull := await desk.in_thread(desk.accounts.start_pull, name, desk.owner, time.time())) is not None:
            complete = False
            try:
                where = self._channel.sealing.unseal(pull.address) or {}
                await self._all(name, where, pull.cursor)
                complete = True
            except ApiFailed as failure:
                log.warning("pull_failed", channel=self._channel.label, code=failure.code)
                # 凭通知取不到的，等下一次通知；对方忙的留着，扫到时再取
                complete = failure.code != -1
                return
            finally:
                await desk.in_thread(desk.accounts.end_pull, pull, desk.owner, complete)

    async def _all(self, name: str, where: dict[str, str], cursor: str) -> None:
        """一批一批取完；每批都收进表里才记游标，中途死了也不会漏。"""
        assert self._channel.client is not None
        oldest = time.time() - self._desk.tuning.first_pull_s if not cursor else 0.0
        while True:
            body: dict[str, Any] = {"token": where.get("token", ""), "limit": self._desk.tuning.pull_limit}
            body |= {"open_kfid": where.get("open_kfid", "")} | ({"cursor": cursor} if cursor else {})
            page = await self._channel.client.post("/cgi-bin/kf/sync_msg", body)
            for message in page.get("msg_list") or []:
                incoming = from_kf(message) if isinstance(message, dict) else None
                if incoming is not None and incoming.created >= oldest:
                    await self._desk.accept(self._channel, incoming)
            following = str(page.get("next_cursor") or "")[:CURSOR_CHARACTERS]
            stuck = following == cursor
            if following:
                cursor = following
                await self._desk.in_thread(self._desk.accounts.pulled, name, self._desk.owner, cursor)
            if not page.get("has_more") or stuck:
                return
