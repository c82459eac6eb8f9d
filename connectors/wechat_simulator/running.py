"""把模拟的服务端跑在一个端口上。"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from connectors.wechat_simulator.service import Service


class CannotListen(Exception):
    """端口被占用。"""


@asynccontextmanager
async def listening(service: Service, port: int) -> AsyncIterator[str]:
    """在本机的 `port` 上提供接口，给出地址。"""
    config = uvicorn.Config(
        service.app(), host="127.0.0.1", port=port, access_log=False, log_level="warning", lifespan="off"
    )
    server = uvicorn.Server(config)
    # 信号归命令行自己管
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server.serve())
    try:
        while not server.started:
            if task.done():
                raise CannotListen(f"端口 {port} 用不了")
            await asyncio.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        with contextlib.suppress(SystemExit):
            await task
