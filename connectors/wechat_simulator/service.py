"""微信服务端接口的模拟（Starlette）：凭证、客服消息、应用消息、微信客服的取和发。"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from connectors.wechat_simulator.account import Account, Kind
from connectors.wechat_simulator.checking import Unacceptable, check_text
from connectors.wechat_simulator.quotas import Quotas, Rules

HEAD_BYTES, LABEL_BYTES, MENU_ITEMS = 1024, 128, 10


@dataclass(frozen=True)
class Sent:
    """网关用接口发来的一条。`items` 是菜单的（编号，文字）。"""

    text: str
    items: tuple[tuple[str, str], ...] = ()
    at: float = field(default_factory=time.monotonic)


class Service:
    """一个账号的服务端。"""

    def __init__(self, account: Account, rules: Rules | None = None) -> None:
        self.account, self.rules = account, rules or Rules()
        self.quotas = Quotas(self.rules)
        self.sent: defaultdict[str, list[Sent]] = defaultdict(list)
        self.troubles: list[str] = []
        self.arrived = asyncio.Condition()
        self.kf_messages: list[dict[str, Any]] = []
        self.kf_pulls = 0
        self._kf_tokens: set[str] = set()
        self._msgids: set[str] = set()
        self._welcomes: dict[str, tuple[str, float]] = {}

    def app(self) -> Starlette:
        """可以交给 uvicorn 的应用。"""
        return Starlette(routes=[
            Route("/cgi-bin/token", self.token),
            Route("/cgi-bin/gettoken", self.token),
            Route("/cgi-bin/message/custom/send", self.official_send, methods=["POST"]),
            Route("/cgi-bin/message/send", self.work_send, methods=["POST"]),
            Route("/cgi-bin/kf/sync_msg", self.kf_sync, methods=["POST"]),
            Route("/cgi-bin/kf/send_msg", self.kf_send, methods=["POST"]),
            Route("/cgi-bin/kf/send_msg_on_event", self.kf_welcome, methods=["POST"]),
        ])

    async def token(self, request: Request) -> JSONResponse:
        """发凭证。"""
        query = request.query_params
        given = (query.get("appid") or query.get("corpid"), query.get("secret") or query.get("corpsecret"))
        if given != (self.account.receiver, self.account.secret):
            return JSONResponse({"errcode": 40125, "errmsg": "invalid appsecret"})
        token, seconds = self.quotas.new_token()
        return JSONResponse({"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": int(seconds)})

    async def official_send(self, request: Request) -> JSONResponse:
        """公众号客服消息。"""
        body, refused = await self._opened(request)
        if refused:
            return refused
        return await self._accept(str(body.get("touser")), body)

    async def work_send(self, request: Request) -> JSONResponse:
        """企业微信应用消息；不受“每条消息 5 条”的限制。"""
        body, refused = await self._opened(request)
        if refused:
            return refused
        if body.get("agentid") != int(self.account.agent):
            return coded(40056)
        self.quotas.allow(str(body.get("touser")), 1, 60)
        return await self._accept(str(body.get("touser")), body)

    async def kf_send(self, request: Request) -> JSONResponse:
        """微信客服发消息；msgid 不能重复。"""
        body, refused = await self._opened(request)
        if refused:
            return refused
        if body.get("open_kfid") != self.account.name:
            return coded(95000)
        msgid = str(body.get("msgid") or secrets.token_hex(8))
        if msgid in self._msgids:
            return coded(40035)
        answer = await self._accept(str(body.get("touser")), body)
        if json.loads(bytes(answer.body))["errcode"] == 0:
            self._msgids.add(msgid)
        return answer

    async def kf_welcome(self, request: Request) -> JSONResponse:
        """微信客服的欢迎语：凭据 20 秒内有效，只能用一次。"""
        body, refused = await self._opened(request)
        if refused:
            return refused
        person, until = self._welcomes.pop(str(body.get("code")), ("", 0.0))
        if not person or time.monotonic() > until:
            return coded(40035)
        self.quotas.allow(person, 1, 20)
        return await self._accept(person, body)

    async def kf_sync(self, request: Request) -> JSONResponse:
        """微信客服取消息：按游标一批一批给。"""
        body, refused = await self._opened(request)
        if refused:
            return refused
        self.kf_pulls += 1
        if body.get("token") not in self._kf_tokens:
            return coded(40035)
        start = int(str(body.get("cursor") or "c0").removeprefix("c"))
        end = min(len(self.kf_messages), start + min(int(body.get("limit") or 1000), 1000))
        return JSONResponse({
            "errcode": 0, "errmsg": "ok", "next_cursor": f"c{end}", "has_more": int(end < len(self.kf_messages)),
            "msg_list": self.kf_messages[start:end],
        })

    def kf_queue(self, message: dict[str, Any]) -> str:
        """排上一条客户消息，返回通知里的 token。"""
        self.kf_messages.append(message)
        token = secrets.token_hex(12)
        self._kf_tokens.add(token)
        return token

    def welcome_code(self, person: str) -> str:
        """进入会话时的欢迎语凭据。"""
        code = secrets.token_hex(12)
        self._welcomes[code] = (person, time.monotonic() + 20)
        return code

    async def _opened(self, request: Request) -> tuple[dict[str, Any], JSONResponse | None]:
        """验凭证、读请求体。"""
        if self.rules.slow_s:
            await asyncio.sleep(self.rules.slow_s)
        if code := self.quotas.token_code(request.query_params.get("access_token", ""), self.account.kind):
            return {}, coded(code)
        try:
            body = json.loads(await request.body())
        except ValueError:
            return {}, coded(47001)
        return body, None

    async def _accept(self, person: str, body: dict[str, Any]) -> JSONResponse:
        """收下一条消息，检查样子和额度。"""
        try:
            sent = self._read(body)
        except (KeyError, TypeError, Unacceptable) as problem:
            self.troubles.append(f"发来的消息不合规矩：{problem}")
            return coded(40008)
        if sent.items and self.account.kind is Kind.OFFICIAL and not self.rules.menus_allowed:
            return coded(40200)
        if code := self.quotas.send_code(person):
            return coded(code)
        await asyncio.sleep(random.random() * self.rules.uneven_s)
        async with self.arrived:
            self.sent[person].append(sent)
            self.arrived.notify_all()
        return coded(0)

    def _read(self, body: dict[str, Any]) -> Sent:
        """读出文字或菜单，不合规矩抛 Unacceptable。"""
        if body["msgtype"] == "text":
            check_text(body["text"]["content"])
            return Sent(body["text"]["content"])
        if body["msgtype"] != "msgmenu" or self.account.kind is Kind.WORK:
            raise Unacceptable(f"消息类型 {body['msgtype']}")
        menu = body["msgmenu"]
        items = [one["click"] if self.account.kind is Kind.KF else one for one in menu["list"]]
        if not 1 <= len(items) <= MENU_ITEMS or len(menu["head_content"].encode()) > HEAD_BYTES:
            raise Unacceptable("菜单太长")
        if any(not 1 <= len(one["content"].encode()) <= LABEL_BYTES for one in items):
            raise Unacceptable("菜单项太长")
        return Sent(menu["head_content"], tuple((one["id"], one["content"]) for one in items))


def coded(code: int) -> JSONResponse:
    """只有返回码的应答。"""
    return JSONResponse({"errcode": code, "errmsg": "ok" if not code else f"simulated {code}"})
