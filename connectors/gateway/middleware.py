"""每个请求都要过的几道：编号、限制大小、加安全头、记指标。都是纯 ASGI，不缓存应答。"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connectors.conversation import tracing
from connectors.gateway.metrics import Metrics
from connectors.gateway.problems import COMMON, Problem, answer

log = structlog.get_logger("gateway")

STREAMED_ABOVE = 4 * 1024 * 1024
"""上限比这还大的请求体不先收进内存。"""
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
    """请求体超过上限就以 413 拒绝，不论有没有写 Content-Length；迟迟发不完以 408 拒绝。"""

    def __init__(
        self, app: ASGIApp, limit: int, timeout_s: float, larger: Mapping[str, tuple[int, float]] | None = None
    ) -> None:
        """`larger` 里的地址开头另有（字节上限，时限）；上限比 `limit` 大很多的边收边数，不先收进内存。"""
        self.app, self.limit, self.timeout_s, self.larger = app, limit, timeout_s, larger or {}

    def _allowed(self, path: str) -> tuple[int, float]:
        """这个地址的（字节上限，时限）。"""
        usual = (self.limit, self.timeout_s)
        return next((given for start, given in self.larger.items() if path.startswith(start)), usual)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """先把（不大的）请求体收齐，再交给后面。"""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        limit, timeout_s = self._allowed(scope["path"])
        if declared.isdigit() and int(declared) > limit:
            await self._refuse(413, scope, receive, send)
            return
        if limit > STREAMED_ABOVE:
            await self.app(scope, _Counted(receive, limit, timeout_s), send)
            return
        try:
            async with asyncio.timeout(timeout_s):
                body = await self._whole(receive, limit)
        except TimeoutError:
            await self._refuse(408, scope, receive, send)
            return
        if body is None:
            return
        if len(body) > limit:
            await self._refuse(413, scope, receive, send)
            return
        await self.app(scope, _Replay(body, receive), send)

    async def _whole(self, receive: Receive, limit: int) -> bytes | None:
        """收齐请求体；超过上限就不再收；对方断开返回 None。"""
        body, more = b"", True
        while more and len(body) <= limit:
            message = await receive()
            if message["type"] != "http.request":
                return None
            body += message.get("body", b"")
            more = message.get("more_body", False)
        return body

    async def _refuse(self, status: int, scope: Scope, receive: Receive, send: Send) -> None:
        """说明原因并断开。"""
        await answer(Problem(status, *COMMON[status], headers={"Connection": "close"}))(scope, receive, send)


class _Counted:
    """一边收一边数：超过上限、或迟迟传不完，就当对方断开。"""

    def __init__(self, receive: Receive, limit: int, timeout_s: float) -> None:
        self.receive, self.left, self.until = receive, limit, time.monotonic() + timeout_s
        self.whole = False

    async def __call__(self) -> Message:
        """下一段请求体；收完以后就只是等断开消息。"""
        if self.whole:
            return await self.receive()
        try:
            async with asyncio.timeout(max(self.until - time.monotonic(), 0)):
                message = await self.receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        self.left -= len(message.get("body", b""))
        self.whole = not message.get("more_body", False)
        return message if self.left >= 0 else {"type": "http.disconnect"}


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

    def __init__(self, app: ASGIApp, embedders: list[str], admin_policy: str) -> None:
        self.app, self.admin_policy = app, admin_policy
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
                path = scope["path"]
                policy = self.embed_policy if path == "/embed" else self.page_policy
                if path == "/admin" or path.startswith("/admin/"):
                    policy = self.admin_policy
                headers["Content-Security-Policy"] = (NO_MARKUP if path in CHAT_PAGES else "") + policy
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, with_headers)


ADMIN = "/admin"


def template(scope: Scope) -> str:
    """这个请求走的路由模板；没有对应的路由是“其他”。后台各页是嵌着装的，模板自己不带前缀，在这里补上。"""
    route = getattr(scope.get("route"), "path", None) or "其他"
    inside = scope["path"] == ADMIN or scope["path"].startswith(f"{ADMIN}/")
    return f"{ADMIN}{route}" if inside and route.startswith("/") and not route.startswith(ADMIN) else str(route)


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
            route = template(scope)
            self.metrics.requests.labels(route, scope["method"], str(status)).inc()
            self.metrics.seconds.labels(route).observe(took)
            if route not in UNLOGGED:
                log.info("request", route=route, method=scope["method"], status=status, ms=round(took * 1000, 1))


class RequestId:
    """请求编号：沿用或现编一个，写进日志、应答头，也带给机器人和动作服务。"""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """在最外层，后面各道的日志都带上编号。"""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        chosen = tracing.begin(Headers(scope=scope).get(tracing.HEADER, ""))

        async def with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[tracing.HEADER] = chosen
            await send(message)

        await self.app(scope, receive, with_id)
