"""REST 渠道加一点记性：带编号的消息听过没有、当时怎么答的。

渠道的进程死在半路时，接手的进程先来问一声，就不会让同一句话被听两遍。只在内存里记最近一小时的、最多若干条。
自带的 REST 渠道不查令牌，这里补上；另外可以按对话编号擦除。
"""

from __future__ import annotations

import hmac
import os
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, Optional

import structlog
from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import kept_open

REMEMBERED = 5000
REMEMBERED_S = 3600.0
"""接手总在几十秒之内；答复里虽没有市民的话，也不多留。"""


class RestWithMemory(RestInput):
    """与自带的 REST 渠道一样，另有 GET /webhooks/rest/heard/编号、DELETE /webhooks/rest/conversations/编号。"""

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """返回路由：在收到消息时先记下编号，再交给机器人。"""
        heard: OrderedDict[str, tuple[str, Any, float]] = OrderedDict()
        token = os.environ.get("ZHILU_BOT_TOKEN") or ""

        async def noting(message: UserMessage) -> None:
            metadata = message.metadata or {}
            structlog.contextvars.clear_contextvars()
            # 机器人的警告日志里也带上请求编号
            structlog.contextvars.bind_contextvars(request_id=str(metadata.get("request_id") or ""))
            key = metadata.get("message_key")
            if isinstance(key, str) and key:
                # 答完之后列表里就有回复；还没答完是空的，来问的人知道已经听到了
                heard[key] = (message.sender_id, message.output_channel.messages, time.monotonic())
                heard.move_to_end(key)
                forget_old(heard)
            await on_new_message(message)

        webhook = super().blueprint(noting)

        @webhook.middleware("request")
        async def check_token(request: Request) -> Optional[HTTPResponse]:
            given = request.args.get("token") or ""
            if token and not hmac.compare_digest(given.encode(), token.encode()):
                return response.json({"error": "令牌不对"}, status=401)
            return None

        @webhook.listener("before_server_stop")
        async def hang_up(*_: object) -> None:
            await kept_open.close()

        @webhook.route("/heard/<key:str>", methods=["GET"])
        async def recall(request: Request, key: str) -> HTTPResponse:
            forget_old(heard)
            return response.json({"heard": key in heard, "messages": heard.get(key, ("", []))[1]})

        @webhook.route("/conversations/<sender:str>", methods=["DELETE"])
        async def erase(request: Request, sender: str) -> HTTPResponse:
            for key in [key for key, (who, _, _) in heard.items() if who == sender]:
                del heard[key]
            agent = request.app.ctx.agent
            if agent is None or agent.tracker_store is None:
                return response.json({"error": "还没载入模型"}, status=503)
            store = agent.tracker_store
            # Rasa 在外面包了一层，擦除要找到里面我们自己的那个
            while not hasattr(store, "delete"):
                store = store._tracker_store
            await store.delete(sender)
            agent.lock_store.delete_lock(sender)
            return response.empty(status=204)

        return webhook


def forget_old(heard: OrderedDict[str, tuple[str, Any, float]]) -> None:
    """丢掉太久以前的，和超出个数的；先听到的在前。"""
    oldest = time.monotonic() - REMEMBERED_S
    while heard and (len(heard) > REMEMBERED or next(iter(heard.values()))[2] < oldest):
        heard.popitem(last=False)
