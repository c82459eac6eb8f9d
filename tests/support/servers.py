"""真的 Redis 与 PostgreSQL：在空闲端口上各起一个，用完就停、就删。"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from connectors.supervisor.ports import free_port
from tests.support.gateway import until


def listening(port: int) -> bool:
    """本机这个端口有没有人应。"""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


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
        until(lambda: listening(self.port))
        return self

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """停掉；已经停了也行。"""
        if self._process is not None and self._process.poll() is None:
            self.kill()


class PostgresServer:
    """一个正在跑的 PostgreSQL，数据放在自己的临时目录里。它不肯以 root 运行，所以换成 postgres 用户。"""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"postgresql://zhilu@127.0.0.1:{self.port}/postgres"
        self._made = 0
        self._folder = Path(tempfile.mkdtemp(prefix="zhilu-pg-"))
        self._bin = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
        self._owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        if self._owner:
            os.chown(self._folder, self._owner.pw_uid, self._owner.pw_gid)
        self._run("initdb", "-D", "data", "-U", "zhilu", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> PostgresServer:
        self._process = subprocess.Popen(
            [self._bin / "postgres", "-D", self._folder / "data", "-p", str(self.port), "-k", self._folder,
             "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=200"],
            stderr=subprocess.DEVNULL, cwd=self._folder, **self._as_owner(),
        )
        until(lambda: subprocess.run(
            [self._bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode == 0)
        return self

    @contextmanager
    def empty_database(self) -> Iterator[str]:
        """新建一个空库，给出地址；用完就删，还连着的也断开。"""
        self._made += 1
        name = f"test_{self._made}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"create database {name}".encode())
            yield f"{self.url.rsplit('/', 1)[0]}/{name}"
            connection.execute(f"drop database {name} with (force)".encode())

    def kill(self) -> None:
        """立即停掉（SIGQUIT：断开所有连接，不等事务）。"""
        assert self._process is not None
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(20)

    def remove(self) -> None:
        """停掉并删掉数据。"""
        if self._process is not None and self._process.poll() is None:
            self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._bin / program, *arguments], cwd=self._folder, capture_output=True, text=True, **self._as_owner()
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def _as_owner(self) -> dict[str, int]:
        return {"user": self._owner.pw_uid, "group": self._owner.pw_gid} if self._owner else {}
