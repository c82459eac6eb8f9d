"""HEAD 请求：按 GET 答，只要头、不要正文（RFC 9110 §9.3.2）。链接检查、负载均衡常这样问。"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """让每个能 GET 的地址都能 HEAD；纯 ASGI，不缓存应答。"""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """换成 GET 交给后面，应答的正文丢掉，头（含 Content-Length）照发。"""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def headers_only(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, headers_only)
