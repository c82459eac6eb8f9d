"""同一个状态目录只许有一个 `zhilu serve`：用文件锁，进程一死锁自动松开，不留死锁。"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO


class AlreadyRunning(Exception):
    """已经有一个在运行。"""


class Instance:
    """占住状态目录，直到 release 或进程结束。"""

    def __init__(self, run_dir: Path) -> None:
        run_dir.mkdir(parents=True, exist_ok=True)
        self._path = run_dir / "serve.lock"
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        """占住；别人占着就抛 AlreadyRunning。"""
        file = self._path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            file.close()
            raise AlreadyRunning from problem
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def release(self) -> None:
        """松开。"""
        if self._file is not None:
            self._file.close()
            self._file = None


def is_running(run_dir: Path) -> bool:
    """此刻有没有进程占着这个状态目录。"""
    path = run_dir / "serve.lock"
    if not path.exists():
        return False
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
