"""REST 渠道加一点记性：带编号的消息听过没有、当时怎么答的。

渠道的进程死在半路时，接手的进程先来问一声，就不会让同一句话被听两遍。只在内存里记最近的若干条。
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

REMEMBERED = 5000


class RestWithMemory(RestInput):
    """与自带的 REST 渠道一样，另有 GET /webhooks/rest/heard/编号。"""

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """返回路由：在收到消息时先记下编号，再交给机器人。"""
        heard: OrderedDict[str, Any] = OrderedDict()

        async def noting(message: UserMessage) -> None:
            key = (message.metadata or {}).get("message_key")
            if isinstance(key, str) and key:
                # 答完之后列表里就有回复；还没答完是空的，来问的人知道已经听到了
                heard[key] = message.output_channel.messages
                while len(heard) > REMEMBERED:
                    heard.popitem(last=False)
            await on_new_message(message)

        webhook = super().blueprint(noting)

        @webhook.route("/heard/<key:str>", methods=["GET"])
        async def recall(request: Request, key: str) -> HTTPResponse:
            return response.json({"heard": key in heard, "messages": heard.get(key, [])})

        return webhook
