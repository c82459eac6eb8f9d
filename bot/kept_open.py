"""到动作服务的连接一直开着：Rasa 每叫一次动作都新建会话、新连一次，占机器人一轮用时的一成。"""

from __future__ import annotations

import asyncio

import aiohttp
from rasa.utils.endpoints import EndpointConfig

_new_session = EndpointConfig.session
_opened: list[aiohttp.ClientSession] = []


class _Lent:
    """`async with` 用完不关的会话。"""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self._session

    async def __aexit__(self, *_: object) -> None:
        """留着给下一次用。"""


def _session(self: EndpointConfig) -> _Lent:
    """返回这个地址的会话；没有、关了、换了事件循环就新开一个。"""
    loop = asyncio.get_running_loop()
    kept: tuple[asyncio.AbstractEventLoop, aiohttp.ClientSession] | None = self.__dict__.get("_kept")
    if kept is None or kept[0] is not loop or kept[1].closed:
        kept = (loop, _new_session(self))
        self.__dict__["_kept"] = kept
        _opened.append(kept[1])
    return _Lent(kept[1])


async def close() -> None:
    """都关掉；服务停下来时调用。"""
    while _opened:
        await _opened.pop().close()


def install() -> None:
    """装上；在第一次叫动作之前调用。"""
    EndpointConfig.session = _session  # type: ignore[assignment,method-assign]
