"""限流：每个地址、每个网站、同时处理的请求数。

计数用 limits 库的滑动窗口；设了 Redis 就由各个网关共用，Redis 断了退回本进程各数各的（宁可略松，不能停摆）。
"""

from __future__ import annotations

import functools
import ipaddress
import time
from urllib.parse import urlsplit

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.storage import storage_from_string
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from connectors.gateway.metrics import Metrics
from connectors.gateway.problems import Problem, answer, busy
from connectors.tuning import Limits

log = structlog.get_logger("gateway")


class Buckets:
    """按键计数。Redis 出错时在 `retry_s` 秒内都用本进程的计数。"""

    def __init__(self, redis_url: str = "", retry_s: float = 5.0) -> None:
        """`redis_url` 为空就只在本进程里数。"""
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared = SlidingWindowCounterRateLimiter(_redis(redis_url)) if redis_url else None
        self._retry_s, self._down_until = retry_s, 0.0

    async def hit(self, item: RateLimitItem, *key: str) -> float | None:
        """记一次。还有余量返回 None，没有就返回要等几秒。"""
        if self._shared is not None and time.monotonic() >= self._down_until:
            try:
                return await _hit(self._shared, item, key)
            except Exception as problem:  # noqa: BLE001 Redis 的任何毛病都只影响计数是否共用，不影响作答
                self._down_until = time.monotonic() + self._retry_s
                log.warning("rate_limit_storage_down", error=type(problem).__name__)
        return await _hit(self._own, item, key)


def _redis(url: str) -> Storage:
    """共用的计数处。连不上要很快知道，不能拖住市民。"""
    return storage_from_string(  # type: ignore[return-value]
        f"async+{url}", implementation="redispy", socket_connect_timeout=0.5, socket_timeout=0.5
    )


async def _hit(limiter: SlidingWindowCounterRateLimiter, item: RateLimitItem, key: tuple[str, ...]) -> float | None:
    if await limiter.hit(item, *key):
        return None
    reset = (await limiter.get_window_stats(item, *key)).reset_time - time.time()
    return max(1.0, reset)


class RateLimit:
    """ASGI 中间件：超过限度回 429，同时处理的太多回 503，都带 Retry-After。"""

    def __init__(self, app: ASGIApp, limits: Limits, buckets: Buckets, metrics: Metrics) -> None:
        self.app, self._limits, self._buckets, self._metrics = app, limits, buckets, metrics
        self._exempt = [ipaddress.ip_network(one) for one in limits.exempt_addresses]
        self._ask = RateLimitItemPerMinute(limits.chat_per_address_per_minute)
        self._look = RateLimitItemPerMinute(limits.other_per_address_per_minute)
        self._site = RateLimitItemPerMinute(limits.per_site_per_minute)
        self._now = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """只管 /api/：网页文件是静态的，微信的回调全来自微信的几个地址，按用户另有次序与去重。"""
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return
        wait_s = await self._wait_s(scope)
        if wait_s is not None:
            self._metrics.refused.labels("rate").inc()
            await answer(too_many(wait_s))(scope, receive, send)
            return
        if self._now >= self._limits.requests_at_once:
            self._metrics.refused.labels("busy").inc()
            await answer(busy())(scope, receive, send)
            return
        self._now += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._now -= 1

    async def _wait_s(self, scope: Scope) -> float | None:
        """这个请求要等几秒；不用等是 None。"""
        address = address_bucket((scope.get("client") or ("", 0))[0])
        if address is None or any(address.network_address in net for net in self._exempt
                                  if net.version == address.version):
            return None
        item, kind = (self._ask, "chat") if scope["path"] == "/api/chat" else (self._look, "other")
        wait = await self._buckets.hit(item, kind, str(address))
        site = urlsplit(Headers(scope=scope).get("origin", "")).netloc[:100]
        if wait is None and site:
            wait = await self._buckets.hit(self._site, "site", site)
        return wait


@functools.lru_cache(maxsize=4096)
def address_bucket(address: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """返回按哪个网段计数：IPv4 一个地址，IPv6 一个 /64（一户人家一段，换地址也算同一家）；不是 IP 返回 None。"""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    if mapped is not None:
        found = mapped
    return ipaddress.ip_network(f"{found}/{32 if found.version == 4 else 64}", strict=False)


def too_many(wait_s: float) -> Problem:
    """问得太快。"""
    seconds = int(wait_s + 0.999)
    detail = f"您这里一分钟内问得太多了，请过 {seconds} 秒再试。急事请拨打 12345。"
    return Problem(429, "too-many-requests", "问得太快了", detail, {"Retry-After": str(seconds)})
