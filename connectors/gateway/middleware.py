"""每个请求都要过的三道：限制大小、加安全头、记指标。都是纯 ASGI，不缓存应答。"""

from __future__ import annotations

import time

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connectors.gateway.metrics import Metrics
from connectors.gateway.problems import COMMON, Problem, answer

log = structlog.get_logger("gateway")

UNLOGGED = {"/healthz", "/readyz", "/metrics"}
"""看护和监控每秒都来问，记进日志只会淹没别的。"""
SELF_ONLY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors "
)
CHAT_PAGES = {"/", "/embed", "/portal"}
NO_MARKUP = "require-trusted-types-for 'script'; trusted-types 'none'; "
"""聊天页只造文字节点；浏览器也替我们守着：任何把字符串当 HTML 或脚本的写法都会被拒绝。"""


class BodyLimit:
    """请求体超过上限就以 413 拒绝，不论有没有写 Content-Length。"""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """先把（不大的）请求体收齐，再交给后面。"""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        if declared.isdigit() and int(declared) > self.limit:
            await self._refuse(scope, receive, send)
            return
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self.limit:
                await self._refuse(scope, receive, send)
                return
        await self.app(scope, _Replay(body, receive), send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """回 413。"""
        await answer(Problem(413, *COMMON[413], headers={"Connection": "close"}))(scope, receive, send)


class _Replay:
    """把收齐的请求体再交出去一次，之后照常等断开消息。"""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self.body, self.receive, self.given = body, receive, False

    async def __call__(self) -> Message:
        """第一次给请求体，之后给真正的后续消息。"""
        if self.given:
            return await self.receive()
        self.given = True
        return {"type": "http.request", "body": self.body, "more_body": False}


class SecurityHeaders:
    """安全头：严格的内容安全策略；只有 /embed 允许被登记过的网站嵌入。"""

    def __init__(self, app: ASGIApp, embedders: list[str]) -> None:
        self.app = app
        self.embed_policy = SELF_ONLY + " ".join(["'self'", *embedders])
        self.page_policy = SELF_ONLY + "'none'"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """在应答开始时补上各个头。"""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                headers["Permissions-Policy"] = "camera=(), geolocation=(self), microphone=(self)"
                policy = self.embed_policy if scope["path"] == "/embed" else self.page_policy
                headers["Content-Security-Policy"] = (NO_MARKUP if scope["path"] in CHAT_PAGES else "") + policy
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, with_headers)


class Measure:
    """记下每个请求的路由、状态码、用时；日志里没有查询串和请求体。"""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """计时并记录。"""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            took = time.perf_counter() - started
            # 用路由模板而不是实际路径做标签，标签数才不会随编码增长
            route = getattr(scope.get("route"), "path", None) or "其他"
            self.metrics.requests.labels(route, scope["method"], str(status)).inc()
            self.metrics.seconds.labels(route).observe(took)
            if route not in UNLOGGED:
                log.info("request", route=route, method=scope["method"], status=status, ms=round(took * 1000, 1))
