"""真的 Redis：在空闲端口上起一个，只留在内存里，用完就停。"""

from __future__ import annotations

import socket
import subprocess

from connectors.supervisor.ports import free_port
from tests.support.gateway import until


class RedisServer:
    """一个正在跑的 Redis；`kill()` 模拟它突然没了，`start()` 再起。"""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> RedisServer:
        self._process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--save", "", "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL
        )
        until(self._listening)
        return self

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def _listening(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
