"""单独的进程：替身机器人与网关；用完一定结束。"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
START_S = 240


class Running:
    """一个进程：可以突然杀死。"""

    def __init__(self, command: list[str], url: str, ready: str, environment: dict[str, str], log: Path) -> None:
        self.url = url
        self._command, self._ready, self._environment, self.log = command, ready, environment, log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ZHILU_")}
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env={**clean, "OMP_NUM_THREADS": "1", **self._environment},
                stdout=output, stderr=output,
            )

    def is_ready(self) -> bool:
        assert self._process is not None and self._process.poll() is None, self.log.read_text("utf-8", "replace")
        try:
            return httpx.get(self.url + self._ready, trust_env=False, timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def wait_ready(self) -> None:
        deadline = time.monotonic() + START_S
        while not self.is_ready():
            assert time.monotonic() < deadline, self.log.read_text("utf-8", "replace")
            time.sleep(0.1)

    def kill(self) -> None:
        """像断电一样：SIGKILL。"""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def running(*processes: Running) -> Iterator[None]:
    """都起来、都就绪；出去时都停下。"""
    try:
        for process in processes:
            process.start()
        for process in processes:
            process.wait_ready()
        yield
    finally:
        for process in processes:
            process.stop()


def echo_bot(port: int, log: Path) -> Running:
    command = [sys.executable, "-m", "tests.support.echo_bot", str(port)]
    return Running(command, f"http://127.0.0.1:{port}", "/status", {}, log)


def gateway_process(port: int, environment: dict[str, str], log: Path) -> Running:
    command = [sys.executable, "-m", "connectors.gateway"]
    return Running(command, f"http://127.0.0.1:{port}", "/healthz", {"ZHILU_PORT": str(port), **environment}, log)
