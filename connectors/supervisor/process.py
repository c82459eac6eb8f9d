"""起一个子进程，停一个子进程：独立进程组，看护进程没了它也不会变成孤儿。"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOG_KEEP_BYTES = 20_000_000


def _die_with(parent: int) -> Callable[[], None]:
    """返回在子进程里执行的准备动作：看护进程一死（哪怕被 SIGKILL），内核就结束本进程。"""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def prepare() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:  # 还没设好，父进程就已经没了
                os._exit(1)

    return prepare


def rotate(log: Path) -> None:
    """日志太大就改名留一份旧的。"""
    if log.exists() and log.stat().st_size > LOG_KEEP_BYTES:
        log.replace(log.with_suffix(".1.log"))


async def start(
    command: Sequence[str], env: Mapping[str, str], log: Path, cwd: Path | None = None
) -> asyncio.subprocess.Process:
    """启动一个进程，输出写进日志文件。"""
    log.parent.mkdir(parents=True, exist_ok=True)
    rotate(log)
    with log.open("ab") as sink:
        return await asyncio.create_subprocess_exec(
            *command,
            env={**os.environ, **env},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_die_with(os.getpid()),
        )


def signal_group(process: asyncio.subprocess.Process, number: int) -> None:
    """给整个进程组发信号：它自己派生的进程也一起收到。"""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


async def stop(process: asyncio.subprocess.Process, grace_s: float) -> None:
    """先请它收尾，过时不走就强制结束；返回时整个进程组都没有了。"""
    if process.returncode is None:
        signal_group(process, signal.SIGTERM)
        # 到时不走也不报错：下面会强制结束
        await asyncio.wait({asyncio.ensure_future(process.wait())}, timeout=grace_s)
    # 组长退出了，它派生的进程可能还在
    signal_group(process, signal.SIGKILL)
    await process.wait()
