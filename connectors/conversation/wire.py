"""与机器人、动作服务往来的连接：一直开着的几条 HTTP 连接，只会要一个地址、读回一段不太大的内容。

每轮要走两次，用 aiohttp：一次往来占处理器 0.2 毫秒，httpx 要 1.05 毫秒（docs/adr/0021-wire-to-the-bot.md）。
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Self

import aiohttp

MOST_CONNECTIONS = 200
IDLE_S = 2.0
"""空闲连接 2 秒就不再用：Rasa 那头 5 秒关闭，正好撞上会丢一句话。"""
READ_AT_ONCE = 65536


class Unreachable(Exception):
    """连不上，或半路断了、说的不是 HTTP。"""


class TooLong(Exception):
    """应答超过了上限，没有读完。"""


@dataclass(frozen=True)
class Fetched:
    """应答：状态码和内容。"""

    status: int
    content: bytes

    def json(self) -> Any:
        """解析后的内容；不是 JSON 抛 ValueError。"""
        return json.loads(self.content)


class Wire:
    """一组连接；时限由调用方管。用完 `close()`，或者 `async with`。"""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def fetch(
        self, method: str, url: str, query: dict[str, str] | None = None, body: Any = None, limit: int = 1_000_000
    ) -> Fetched:
        """要一个地址。连不上抛 Unreachable，应答超过 `limit` 字节抛 TooLong；不跟着转址走。"""
        try:
            return await self._fetch(method, url, query, body, limit)
        except aiohttp.ClientConnectorError:
            return await self._again(method, url, query, body, limit)
        except (aiohttp.ClientError, OSError) as problem:
            raise Unreachable(type(problem).__name__) from problem

    async def _again(self, *asked: Any) -> Fetched:
        """没连上（话还没送出去）马上再连一次：机器人换模型时会有一瞬间不收。"""
        try:
            return await self._fetch(*asked)
        except (aiohttp.ClientError, OSError) as problem:
            raise Unreachable(type(problem).__name__) from problem

    async def _fetch(self, method: str, url: str, query: dict[str, str] | None, body: Any, limit: int) -> Fetched:
        if self._session is None:
            # 会话要在事件循环里建；回环地址上的机器人不能绕到系统代理去（trust_env 默认就是不看）
            connector = aiohttp.TCPConnector(limit=MOST_CONNECTIONS, keepalive_timeout=IDLE_S)
            self._session = aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=None))
        asking = self._session.request(method, url, params=query or None, json=body, allow_redirects=False)
        async with asking as answer:
            content = bytearray()
            async for chunk in answer.content.iter_chunked(READ_AT_ONCE):
                content += chunk
                if len(content) > limit:
                    answer.close()
                    raise TooLong
            return Fetched(answer.status, bytes(content))

    async def close(self) -> None:
        """关掉全部连接。"""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
