"""看护一个部分：启动、等就绪、盯着、退出或卡死就按退避重启。"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import structlog

from connectors.supervisor import process as processes
from connectors.supervisor.backoff import Backoff
from connectors.tuning import Supervisor as Timing

log = structlog.get_logger("supervisor")

Check = Callable[[], Awaitable[bool]]


class PartState(StrEnum):
    """一个部分的状态。"""

    WAITING = "waiting"
    STARTING = "starting"
    READY = "ready"
    BACKOFF = "backoff"
    STOPPED = "stopped"


@dataclass(frozen=True)
class PartSpec:
    """一个部分怎么启动、怎么看它好了没有。`after` 完成之前不启动。"""

    name: str
    title: str
    command: list[str]
    log: Path
    check: Check
    url: str = ""
    env: dict[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    start_s: float | None = None


class Part:
    """一个被看护的进程。`changed` 在状态变化时被调用，用来写状态文件。"""

    def __init__(self, spec: PartSpec, timing: Timing, changed: Callable[[], None]) -> None:
        self.spec, self._timing, self._changed = spec, timing, changed
        self.state, self.restarts, self.ready_after_s = PartState.WAITING, 0, None
        self.last_exit: int | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._backoff = Backoff(
            timing.backoff_first_s, timing.backoff_factor, timing.backoff_max_s, timing.backoff_reset_s
        )

    ready_after_s: float | None

    @property
    def pid(self) -> int | None:
        """正在运行的进程号。"""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if running and self._process else None

    async def run(self, after: Awaitable[object] | None = None) -> None:
        """一直看护到任务被取消；取消时把进程停干净。"""
        if after is not None:
            await after
        try:
            while True:
                started = time.monotonic()
                spec = self.spec
                self._process = await processes.start(spec.command, spec.env, spec.log, spec.cwd)
                self._become(PartState.STARTING)
                await self._watch(self._process, started)
                self.last_exit = self._process.returncode
                wait = self._backoff.next_wait(time.monotonic() - started)
                log.warning("part_exited", part=spec.name, code=self.last_exit, restart_in_s=round(wait, 1))
                self.restarts += 1
                self._become(PartState.BACKOFF)
                await asyncio.sleep(wait)
        finally:
            if self._process is not None:
                await asyncio.shield(processes.stop(self._process, self._timing.stop_s))
            self._become(PartState.STOPPED)

    async def _watch(self, process: asyncio.subprocess.Process, started: float) -> None:
        """盯到进程退出为止；一直不就绪或后来卡死，就结束它。"""
        answered = started
        exited = asyncio.ensure_future(process.wait())
        try:
            while not exited.done():
                now = time.monotonic()
                if await self._healthy():
                    answered = time.monotonic()
                    if self.state is not PartState.READY:
                        self.ready_after_s = round(answered - started, 1)
                        self._become(PartState.READY)
                else:
                    limit = self._timing.hung_s if self.state is PartState.READY else self._start_limit
                    if now - answered > limit:
                        log.error("part_hung", part=self.spec.name, silent_s=round(now - answered))
                        await processes.stop(process, self._timing.stop_s)
                await asyncio.wait({exited}, timeout=self._timing.health_s)
            # 组长没了，把它留下的也收走，免得新进程抢不到端口
            await processes.stop(process, 0)
        finally:
            exited.cancel()

    @property
    def _start_limit(self) -> float:
        """这个部分最多可以启动多久。"""
        return self.spec.start_s or self._timing.start_s

    async def _healthy(self) -> bool:
        """问一次健康检查，限时。"""
        with contextlib.suppress(TimeoutError, OSError):
            async with asyncio.timeout(self._timing.health_timeout_s):
                return await self.spec.check()
        return False

    def _become(self, state: PartState) -> None:
        """换状态并通知。"""
        self.state = state
        self._changed()
