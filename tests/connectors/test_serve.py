"""全套真的进程：`zhilu serve` 起网关、动作服务、Rasa；杀、冻、重复启动、停止。"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from connectors.building.places import ROOT, Places
from connectors.supervisor import status
from connectors.supervisor.ports import free_port
from tests.support.gateway import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

BUILT = ROOT / ".zhilu"


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "connectors.cli", *words]


class Serving:
    """一套正在运行的服务。"""

    def __init__(self, state: Path) -> None:
        self.places = Places(state)
        port = free_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHILU_")}
        self.env = {**kept, "ZHILU_STATE_DIR": str(state), "ZHILU_PORT": str(port)}
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=10)
        self.started = time.monotonic()
        self.output = (state / "serve.out").open("w+")
        self.process = subprocess.Popen(
            command("serve"), cwd=ROOT, env=self.env, stdout=self.output, stderr=subprocess.STDOUT
        )

    def ready(self) -> dict[str, Any]:
        try:
            body: dict[str, Any] = self.client.get("/readyz").json()
            return body
        except httpx.HTTPError:
            return {"status": "down"}

    def pid(self, part: str) -> int | None:
        found: int | None = (status.read(self.places.run) or {}).get("parts", {}).get(part, {}).get("pid")
        return found

    def chat(self, message: str) -> dict[str, Any]:
        body: dict[str, Any] = self.client.post("/api/chat", json={"message": message}).json()
        return body

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command(*words), cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("ZHILU_")}
    prepared = subprocess.run(command("prepare"), cwd=ROOT, env=env, capture_output=True, text=True)
    assert prepared.returncode == 0, prepared.stdout + prepared.stderr
    state = tmp_path_factory.mktemp("serve") / "state"
    shutil.copytree(BUILT, state, symlinks=True, ignore=shutil.ignore_patterns("logs", "serve.lock", "status.json"))
    scene = Serving(state)
    try:
        until(lambda: scene.ready()["status"] == "ready", 240)
        yield scene
    finally:
        if scene.process.poll() is None:
            scene.process.send_signal(signal.SIGTERM)
            scene.process.wait(30)
        scene.output.close()


def test_everything_is_ready_and_the_bot_answers(serving: Serving) -> None:
    body = serving.chat("身份证丢了怎么办")
    assert body["handled_by"] == "bot"
    assert body["replies"]
    assert all(reply["text"] for reply in body["replies"])


def test_status_shows_parts_pids_and_versions(serving: Serving) -> None:
    shown = serving.run("status")
    assert shown.returncode == 0
    for part in ("gateway", "actions", "bot"):
        assert f"进程 {serving.pid(part)}" in shown.stdout
    assert "目录版本" in shown.stdout


@pytest.mark.promise("重复启动会说第一个在哪里")
def test_a_second_serve_says_where_the_first_is(serving: Serving) -> None:
    second = serving.run("serve")
    assert second.returncode == 1
    assert "已经在运行" in second.stderr
    assert str(serving.process.pid) in second.stderr


@pytest.mark.promise("机器人卡住，两秒内由检索直接作答")
def test_a_frozen_bot_is_covered_by_search_within_two_seconds(serving: Serving) -> None:
    pid = serving.pid("bot")
    assert pid
    os.kill(pid, signal.SIGSTOP)
    try:
        for _ in range(3):
            started = time.monotonic()
            body = serving.chat("新生儿上户口")
            assert time.monotonic() - started < 2
            assert body["handled_by"] == "fallback"
            assert "机器人暂时不可用" in body["replies"][0]["text"]
    finally:
        os.kill(pid, signal.SIGCONT)
    until(lambda: serving.chat("你好")["handled_by"] == "bot", 60)


@pytest.mark.promise("机器人被杀，有检索顶着，随后自己回来")
def test_a_killed_bot_is_covered_and_comes_back(serving: Serving) -> None:
    pid = serving.pid("bot")
    assert pid
    os.kill(pid, signal.SIGKILL)
    started = time.monotonic()
    assert serving.chat("新生儿上户口")["handled_by"] == "fallback"
    assert time.monotonic() - started < 2
    until(lambda: serving.chat("你好")["handled_by"] == "bot", 120)
    assert serving.pid("bot") not in (None, pid)


@pytest.mark.promise("日志里没有市民的话")
def test_logs_hold_no_citizen_words(serving: Serving) -> None:
    serving.chat("我的紫色大象执照13800138000丢了")
    for log in serving.places.logs.glob("*.log"):
        text = log.read_text(encoding="utf-8", errors="replace")
        assert "紫色大象" not in text, log
        assert "13800138000" not in text, log


@pytest.mark.promise("停止服务不留下孤儿进程")
def test_ctrl_c_stops_everything(serving: Serving) -> None:
    pids = [serving.pid(part) for part in ("gateway", "actions", "bot")]
    children = [child.pid for child in psutil.Process(serving.process.pid).children(recursive=True)]
    serving.process.send_signal(signal.SIGINT)
    assert serving.process.wait(30) == 0
    assert not [pid for pid in {*pids, *children} if pid and psutil.pid_exists(pid)]
    assert serving.run("status").returncode == 1
