"""看护进程：真的进程、真的信号，部分用极小的替身。"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from connectors.supervisor import status


def until(true: Callable[[], Any], seconds: float = 15) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = true()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError("等了太久")


class Running:
    """一个正在运行的看护进程和它的状态目录。"""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.process = self.another()

    def another(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.support.serve_stand_ins", str(self.state)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )

    def status(self) -> dict[str, Any]:
        return status.read(self.state / "run") or {}

    def part(self, name: str) -> dict[str, Any]:
        return self.status().get("parts", {}).get(name, {})

    def all_ready(self) -> bool:
        parts = self.status().get("parts", {})
        return bool(parts) and all(part["state"] == "ready" for part in parts.values())

    def pids(self) -> list[int]:
        until(lambda: (self.state / "grandchild").exists())
        parts = [part["pid"] for part in self.status()["parts"].values()]
        return [*parts, int((self.state / "grandchild").read_text())]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    scene = Running(tmp_path)
    try:
        until(scene.all_ready)
        yield scene
    finally:
        if scene.process.poll() is None:
            scene.process.send_signal(signal.SIGTERM)
            scene.process.wait(15)


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_signal_leaves_no_process_behind(running: Running, number: signal.Signals) -> None:
    pids = running.pids()
    assert len(pids) == 4
    running.process.send_signal(number)
    assert running.process.wait(10) == 0
    assert all(gone(pid) for pid in pids), "连不理 SIGTERM 的和孙进程也要收走"
    assert status.read(running.state / "run") is None


def test_a_killed_part_comes_back_under_a_new_pid(running: Running) -> None:
    before, untouched = running.part("actions")["pid"], running.part("gateway")["pid"]
    os.kill(before, signal.SIGKILL)
    after = until(lambda: running.part("actions")["state"] == "ready" and running.part("actions")["pid"] != before)
    assert after
    assert running.part("actions")["restarts"] == 1
    assert running.part("gateway")["pid"] == untouched


def test_a_frozen_part_is_replaced(running: Running) -> None:
    before = running.part("gateway")["pid"]
    os.kill(before, signal.SIGSTOP)
    until(lambda: running.part("gateway")["state"] == "ready" and running.part("gateway")["pid"] != before)
    assert gone(before)


def test_killing_the_supervisor_itself_leaves_no_part_behind(running: Running) -> None:
    parts = [running.part(name)["pid"] for name in ("gateway", "actions", "bot")]
    grandchild = int((running.state / "grandchild").read_text())
    running.process.kill()
    running.process.wait(5)
    until(lambda: all(gone(pid) for pid in parts))
    assert status.read(running.state / "run") is None, "锁随进程松开，旧状态文件不算数"
    psutil.Process(grandchild).kill()


def test_a_second_start_is_refused_and_changes_nothing(running: Running) -> None:
    before = running.status()
    assert running.another().wait(10) == 3
    assert running.status()["parts"] == before["parts"]


def test_a_part_waits_for_what_it_needs(running: Running) -> None:
    """bot 要等模型建好；状态文件里看得到建的结果。"""
    assert running.status()["builds"] == {"model": {"title": "模型", "state": "ready"}}
    assert (running.state / "built").exists()


def test_the_status_file_is_complete_json_at_any_moment(running: Running) -> None:
    path = running.state / "run" / status.NAME
    os.kill(running.part("actions")["pid"], signal.SIGKILL)
    for _ in range(200):
        json.loads(path.read_text(encoding="utf-8"))
