"""三种被压的部署，都是真进程。"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from connectors.building.makers import BOT_PYTHON
from connectors.building.places import Places
from connectors.supervisor.ports import free_port

Running = Callable[..., Any]
TOKEN = "load-test"


@dataclass
class Deployment:
    """一个跑着的部署：从哪扇门说话，有哪些进程。"""

    title: str
    door: str
    url: str
    processes: list[psutil.Process] = field(default_factory=list)

    @staticmethod
    def env() -> dict[str, str]:
        """压测程序自己的环境：不走代理。"""
        return {**os.environ, "NO_PROXY": "*"}


def _start(
    places: Places,
    stack: ExitStack,
    running: Running,
    name: str,
    command: list[str],
    health: str,
    env: dict[str, str] | None = None,
) -> psutil.Process:
    process, _ = stack.enter_context(running(command, health, places.logs / f"load-{name}.log", env))
    return process


def _actions(places: Places, stack: ExitStack, running: Running) -> tuple[str, psutil.Process]:
    port = free_port()
    command = [sys.executable, "-m", "actions.server", "--port", str(port), "--state-dir", str(places.state)]
    url = f"http://127.0.0.1:{port}"
    return url, _start(places, stack, running, "actions", command, f"{url}/health")


def _bots(
    places: Places, stack: ExitStack, running: Running, actions: str, count: int, env: dict[str, str]
) -> tuple[list[str], list[psutil.Process]]:
    urls, processes = [], []
    for number in range(count):
        port = free_port()
        command = [
            str(BOT_PYTHON),
            "-m",
            "bot.serve",
            "--model",
            str(places.bot_model),
            "--port",
            str(port),
            "--actions-url",
            f"{actions}/webhook",
        ]
        urls.append(f"http://127.0.0.1:{port}")
        health = f"{urls[-1]}/status?token={TOKEN}"
        processes.append(
            _start(places, stack, running, f"bot{number}", command, health, {"ZHILU_BOT_TOKEN": TOKEN, **env})
        )
    return urls, processes


def _gateway(
    places: Places, stack: ExitStack, running: Running, actions: str, bots: list[str], env: dict[str, str]
) -> tuple[str, psutil.Process]:
    port = free_port()
    settings = {
        "ZHILU_STATE_DIR": str(places.state),
        "ZHILU_PORT": str(port),
        "ZHILU_BOT_URL": ",".join(bots),
        "ZHILU_BOT_TOKEN": TOKEN,
        "ZHILU_ACTIONS_URL": actions,
        **env,
    }
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "connectors.gateway"]
    return url, _start(places, stack, running, "gateway", command, f"{url}/readyz", settings)


def one_bot(places: Places, stack: ExitStack, running: Running, _: Any) -> Deployment:
    """一台机器的默认部署：一个网关、一个机器人、一个动作服务，SQLite。"""
    actions, first = _actions(places, stack, running)
    bots, others = _bots(places, stack, running, actions, 1, {})
    url, gateway = _gateway(places, stack, running, actions, bots, {})
    return Deployment("一个机器人", "gateway", url, [first, *others, gateway])


def two_bots(places: Places, stack: ExitStack, running: Running, _: Any) -> Deployment:
    """两个机器人，对话状态在 PostgreSQL，次序与限流在 Redis；目录仍读本地的 SQLite。"""
    from tests.support.servers import PostgresServer, RedisServer

    postgres, redis = PostgresServer().start(), RedisServer().start()
    stack.callback(postgres.remove)
    stack.callback(redis.stop)
    actions, first = _actions(places, stack, running)
    bots, others = _bots(places, stack, running, actions, 2, {"ZHILU_TRACKERS_URL": postgres.url})
    url, gateway = _gateway(places, stack, running, actions, bots, {"ZHILU_REDIS_URL": redis.url})
    return Deployment("两个机器人", "gateway", url, [first, *others, gateway])


def stock(places: Places, stack: ExitStack, running: Running, train_stock: Callable[..., Path]) -> Deployment:
    """Rasa 默认配置，同一个动作服务；没有网关。"""
    model = train_stock(places.state / "bench", 5, 1500, places.logs / "bench-train.log")
    actions, first = _actions(places, stack, running)
    port = free_port()
    command = [
        str(BOT_PYTHON),
        "-m",
        "benchmarks.stock_bot",
        "serve",
        "--model",
        str(model),
        "--port",
        str(port),
        "--actions-url",
        f"{actions}/webhook",
    ]
    url = f"http://127.0.0.1:{port}"
    return Deployment(
        "Rasa 默认配置", "rasa", url, [first, _start(places, stack, running, "stock", command, f"{url}/status")]
    )
