"""模拟的一个市民：发各种消息，看到带回来的和用接口发来的。"""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from typing import Any

from connectors.wechat_simulator.account import Kind
from connectors.wechat_simulator.pushing import Outcome, Pusher
from connectors.wechat_simulator.quotas import CLICK_WINDOW_S, PER_CLICK, PER_MESSAGE, WINDOW_S
from connectors.wechat_simulator.service import Sent, Service

UNAVAILABLE = "该公众号提供的服务出现故障，请稍后再试"


class Citizen:
    """一个市民。`send` 之类返回推送的结果；`seen` 是他在屏幕上看到的全部。"""

    _numbers = itertools.count(int(time.time() * 1000))

    def __init__(self, pusher: Pusher, service: Service, person: str = "") -> None:
        self.pusher, self.service = pusher, service
        self.person = person or ("o" if pusher.account.kind is Kind.OFFICIAL else "wm") + secrets.token_hex(13)
        self.seen: list[Sent] = []

    async def say(self, words: str, **more: str) -> Outcome:
        """发一句文字；`bizmsgmenuid` 是点菜单消息时带的编号。"""
        return await self._message({"MsgType": "text", "Content": words, **more}, {"text": {"content": words} | (
            {"menu_id": more["bizmsgmenuid"]} if "bizmsgmenuid" in more else {})})

    async def click(self, number: int) -> Outcome:
        """点最近一个菜单消息里的第几项；没有菜单就打编号。"""
        menu = next((one for one in reversed(self.seen) if one.items), None)
        if menu is None or number > len(menu.items):
            return await self.say(str(number))
        choice_id, content = menu.items[number - 1]
        return await self.say(content, bizmsgmenuid=choice_id)

    async def voice(self, recognised: str = "") -> Outcome:
        """发语音；`recognised` 是微信识别的文字，可能没有。"""
        recognition = {"Recognition": recognised} if recognised else {}
        return await self._message({"MsgType": "voice", "MediaId": "m", "Format": "amr", **recognition},
                                   {"voice": {"media_id": "m"}})

    async def image(self) -> Outcome:
        """发图片。"""
        return await self._message({"MsgType": "image", "PicUrl": "http://mmbiz.qpic.cn/x", "MediaId": "m"},
                                   {"image": {"media_id": "m"}})

    async def location(self, address: str) -> Outcome:
        """发位置。"""
        return await self._message(
            {"MsgType": "location", "Location_X": "28.2", "Location_Y": "112.9", "Scale": "16", "Label": address},
            {"location": {"latitude": 28.2, "longitude": 112.9, "name": "", "address": address}},
        )

    async def event(self, name: str, key: str = "") -> Outcome:
        """事件：subscribe、unsubscribe、CLICK、VIEW、LOCATION……"""
        if self.pusher.account.kind is Kind.KF:
            return await self._kf_event()
        if name.lower() in ("subscribe", "click", "scan"):
            self.service.quotas.allow(self.person, PER_CLICK, CLICK_WINDOW_S)
        return await self._push({"MsgType": "event", "Event": name, "EventKey": key})

    async def wait_sent(self, count: int, timeout_s: float) -> list[Sent]:
        """等到用接口发来的一共有这么多条，返回全部；等不到就返回现有的。"""
        sent = self.service.sent[self.person]
        try:
            async with asyncio.timeout(timeout_s), self.service.arrived:
                await self.service.arrived.wait_for(lambda: len(sent) >= count)
        except TimeoutError:
            return list(sent)
        return list(sent)

    async def _message(self, fields: dict[str, str | int], kf_body: dict[str, Any]) -> Outcome:
        self.service.quotas.allow(self.person, PER_MESSAGE, WINDOW_S)
        if self.pusher.account.kind is Kind.KF:
            return await self._kf_push({
                "msgid": secrets.token_hex(12), "open_kfid": self.pusher.account.name, "external_userid": self.person,
                "send_time": int(time.time()), "origin": 3, "msgtype": fields["MsgType"], **kf_body,
            })
        return await self._push({**fields, "MsgId": str(next(self._numbers))})

    def fields(self, fields: dict[str, str | int]) -> dict[str, str | int]:
        """补上收发双方与时间，成为一条完整的消息。"""
        account = self.pusher.account
        agent: dict[str, str | int] = {"AgentID": account.agent} if account.kind is Kind.WORK else {}
        head: dict[str, str | int] = {"ToUserName": account.name, "FromUserName": self.person}
        return {**head, "CreateTime": int(time.time()), **fields, **agent}

    async def _push(self, fields: dict[str, str | int]) -> Outcome:
        outcome = await self.pusher.push(self.fields(fields), self.person)
        if outcome.text is not None:
            self.seen.append(Sent(outcome.text))
        elif outcome.unavailable:
            self.seen.append(Sent(UNAVAILABLE))
        return outcome

    async def _kf_event(self) -> Outcome:
        return await self._kf_push({
            "msgid": secrets.token_hex(12), "send_time": int(time.time()), "origin": 4, "msgtype": "event",
            "event": {
                "event_type": "enter_session", "open_kfid": self.pusher.account.name,
                "external_userid": self.person, "welcome_code": self.service.welcome_code(self.person),
            },
        })

    async def _kf_push(self, message: dict[str, Any]) -> Outcome:
        account = self.pusher.account
        token = self.service.kf_queue(message)
        return await self.pusher.push(
            {"ToUserName": account.receiver, "CreateTime": int(time.time()), "MsgType": "event",
             "Event": "kf_msg_or_event", "Token": token, "OpenKfId": account.name},
            self.person,
        )
