"""`zhilu serve`：检查端口，起看护，直到 Ctrl-C。"""

from __future__ import annotations

import asyncio
import logging
import sys

import structlog

from connectors.building.places import Places
from connectors.serving import address, plan
from connectors.settings import Settings
from connectors.supervisor import status
from connectors.supervisor.instance import AlreadyRunning
from connectors.supervisor.ports import is_free


def serve() -> int:
    """运行到收到停止信号，返回退出码。"""
    settings = Settings()
    places = Places(settings.state)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    running = status.read(places.run)
    if running is not None:
        return already(running)
    if not is_free(settings.host, settings.port):
        print(f"端口 {settings.port} 已被别的程序占用。换一个：ZHILU_PORT=8001 make serve", file=sys.stderr)
        return 1
    say(f"指路 · 正在启动 {address(settings)} （状态目录 {settings.state}，Ctrl-C 停止）")
    try:
        asyncio.run(plan(settings, say).run())
    except AlreadyRunning:
        return already(status.read(places.run) or {})
    say("已停止。")
    return 0


def already(running: dict[str, object]) -> int:
    """说明已经在运行，在哪里。"""
    where = f"：{running.get('url')}（进程 {running.get('pid')}）" if running else "，正在启动或停止"
    print(f"指路已经在运行{where}。要停止它，在原来的终端按 Ctrl-C；查看各部分：zhilu status", file=sys.stderr)
    return 1


def say(text: str) -> None:
    """马上打印一行，不等缓冲。"""
    print(text, flush=True)
