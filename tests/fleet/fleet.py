"""起一队真的进程：网关、机器人、动作服务，共用一个 PostgreSQL 和一个 Redis。"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import httpx

from connectors.building.makers import BOT_PYTHON
from connectors.building.places import ROOT, Places
from connectors.serving import BOT_ENV, QUIET_ENV
from connectors.supervisor.ports import free_port
from tests.support.gateway import until
from tests.support.servers import PostgresServer, RedisServer

TOKEN, ADMIN, PASSWORD = "fleet-token-secret", "fleet-admin-secret", "fleet-database-secret"


class Fleet:
    """`gateways`、`bots` 是正在跑的进程；`client(n)` 连到第 n 个网关。"""

    def __init__(self, state: Path, postgres: PostgresServer, redis: RedisServer) -> None:
        self.postgres, self.redis = postgres, redis
        self._places = Places(state)
        # 本机免口令，地址里仍写上一个：看它会不会漏进日志
        self._database = postgres.url.replace("zhilu@", f"zhilu:{PASSWORD}@")
        self.secrets = (TOKEN, ADMIN, PASSWORD)
        self._stack = ExitStack()
        self._logs = state / "fleet"
        self._logs.mkdir()
        self.env = {
            **os.environ, **QUIET_ENV, "ZHILU_STATE_DIR": str(state), "ZHILU_DATABASE_URL": self._database,
            "ZHILU_REDIS_URL": redis.url, "ZHILU_BOT_TOKEN": TOKEN, "ZHILU_ADMIN_TOKEN": ADMIN,
        }
        self.bots: list[subprocess.Popen[bytes]] = []
        self.gateways: list[subprocess.Popen[bytes]] = []
        self._clients: list[httpx.Client] = []

    def run(self, *arguments: str) -> None:
        """跑一条 zhilu 命令，要成功。"""
        done = subprocess.run(
            [sys.executable, "-m", "connectors.cli", *arguments], cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self, gateways: int, bots: int) -> Fleet:
        """起动作服务一个、机器人若干、网关若干，等到都就绪。"""
        actions = f"http://127.0.0.1:{free_port()}"
        port = actions.rsplit(":", 1)[1]
        state = str(self._places.state)
        self._start("actions", [sys.executable, "-m", "actions.server", "--port", port, "--state-dir", state], self.env)
        urls = [f"http://127.0.0.1:{free_port()}" for _ in range(bots)]
        bot_env = {**self.env, **BOT_ENV, "ZHILU_TRACKERS_URL": self._database}
        for number, url in enumerate(urls):
            command = [
                str(BOT_PYTHON), "-m", "bot.serve", "--model", str(self._places.bot_model),
                "--port", url.rsplit(":", 1)[1], "--actions-url", f"{actions}/webhook",
            ]
            self.bots.append(self._start(f"bot{number}", command, bot_env))
        for number in range(gateways):
            address = free_port()
            env = {**self.env, "ZHILU_PORT": str(address), "ZHILU_BOT_URL": ",".join(urls)}
            self.gateways.append(self._start(f"gateway{number}", [sys.executable, "-m", "connectors.gateway"], env))
            client = httpx.Client(base_url=f"http://127.0.0.1:{address}", timeout=20, trust_env=False)
            self._clients.append(self._stack.enter_context(client))
        for client in self._clients:
            until(lambda client=client: _all_ready(client), 420)
        return self

    def client(self, number: int) -> httpx.Client:
        """第几个网关。"""
        return self._clients[number % len(self._clients)]

    def logs(self) -> dict[str, str]:
        """各个进程写的日志。"""
        return {file.stem: file.read_text("utf-8", "replace") for file in self._logs.glob("*.log")}

    def stop(self) -> None:
        """全部停掉。"""
        self._stack.close()

    def _start(self, name: str, command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
        log = self._stack.enter_context((self._logs / f"{name}.log").open("wb"))
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        self._stack.callback(_end, process)
        return process


def _all_ready(client: httpx.Client) -> bool:
    try:
        answer = client.get("/readyz").json()
    except httpx.HTTPError:
        return False
    bot = answer["parts"]["bot"]
    return bool(answer["status"] in ("ready", "degraded")) and set(bot.get("each", [bot["state"]])) == {"ready"}


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
