"""一套真的进程：网关 → 捣乱代理 → 机器人 → 捣乱代理 → 动作服务。机器人可以换成别的引擎。"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx

from connectors.building.makers import BOT_PYTHON
from connectors.building.places import ROOT, Places
from connectors.serving import BOT_ENV, QUIET_ENV
from connectors.supervisor.ports import free_port
from tests.support.fault_proxy import FaultProxy
from tests.support.gateway import until

TOKEN = "rig-token"
READY_S = 300


def prepared_state(folder: Path) -> Path:
    """make test 备好的状态目录的副本。"""
    built = Path(os.environ.get("ZHILU_STATE_DIR") or ROOT / ".zhilu").resolve()
    assert (built / "catalog.db").is_file(), f"{built} 还没有备好，请用 make test（或先运行 zhilu prepare）"
    state = folder / "state"
    skipped = shutil.ignore_patterns("*.lock", "status.json", "logs", "connectors.db*", "guides.db*")
    shutil.copytree(built, state, symlinks=True, ignore=skipped)
    return state


class Rig:
    """正在跑的一套。`bot`、`actions` 是两个代理；`processes` 按名字取进程。"""

    def __init__(
        self, state: Path, engine: list[str] | None = None, wrap: tuple[str, ...] = (),
        gateway_env: dict[str, str] | None = None,
    ) -> None:
        """`engine` 是别的引擎的命令（末尾接 --port 与 --actions-url），不给就用 Rasa；`wrap` 放在机器人命令前面。

        `gateway_env` 是只给网关的环境变量，例如微信的设置。
        """
        self.state, self._stack = state, ExitStack()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.logs = state / "rig"
        self.logs.mkdir(exist_ok=True)
        self._engine, self._wrap, self._more = engine, wrap, gateway_env or {}

    def start(self) -> Rig:
        """起三个进程和两个代理，等到机器人能答。"""
        env = {**os.environ, **QUIET_ENV, "ZHILU_STATE_DIR": str(self.state), "ZHILU_BOT_TOKEN": TOKEN}
        for name in ("ZHILU_DATABASE_URL", "ZHILU_REDIS_URL", "ZHILU_BOT_URL"):
            env.pop(name, None)
        real_actions, real_bot, port = free_port(), free_port(), free_port()
        self.actions = self._proxy(real_actions)
        self.bot = self._proxy(real_bot)
        self.start_part("actions", [sys.executable, "-m", "actions.server", "--port", str(real_actions),
                                    "--state-dir", str(self.state)], env)
        engine = self._engine or [
            *self._wrap, str(BOT_PYTHON), "-m", "bot.serve", "--model", str(Places(self.state).bot_model)
        ]
        self.start_part("bot", [*engine, "--port", str(real_bot), "--actions-url", f"{self.actions.url}/webhook"],
                        {**env, **BOT_ENV, "ZHILU_TRACKERS_URL": ""})
        self.gateway_env = {**env, "ZHILU_PORT": str(port), "ZHILU_BOT_URL": self.bot.url,
                            "ZHILU_ACTIONS_URL": self.actions.url, **self._more}
        self.start_part("gateway", [sys.executable, "-m", "connectors.gateway"], self.gateway_env)
        self.client = self._stack.enter_context(
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False)
        )
        until(lambda: self.ready() == "ready", READY_S)
        # 头一句要现载词典，慢；等它答得出来再开始
        until(lambda: self.chat("身份证丢了怎么补办")["handled_by"] == "bot", READY_S)
        return self

    def start_part(self, name: str, command: list[str], env: dict[str, str], **more: Any) -> None:
        """起一个进程，日志写到 rig/ 下。"""
        log = self._stack.enter_context((self.logs / f"{name}.log").open("ab"))
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, **more)
        self.processes[name] = process
        self._stack.callback(_end, process)

    def ready(self) -> str:
        """/readyz 的 status；连不上是空串。"""
        try:
            return str(self.client.get("/readyz").json()["status"])
        except (httpx.HTTPError, ValueError):
            return ""

    def chat(self, message: str, **more: Any) -> dict[str, Any]:
        """说一句，答复要是 200。"""
        answer = self.client.post("/api/chat", json={"message": message, **more})
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def log(self, name: str) -> str:
        """一个进程写的日志。"""
        return (self.logs / f"{name}.log").read_text("utf-8", "replace")

    def stop(self) -> None:
        """全部停掉。"""
        self._stack.close()

    def _proxy(self, port: int) -> FaultProxy:
        proxy = FaultProxy(("127.0.0.1", port))
        self._stack.callback(proxy.stop)
        return proxy


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
