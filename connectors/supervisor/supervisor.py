"""看护全部进程：网关先起，缺的东西边服务边建，收到停止信号就干净停下。"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectors.supervisor import status
from connectors.supervisor.instance import Instance
from connectors.supervisor.part import Part, PartSpec
from connectors.tuning import Supervisor as Timing


@dataclass
class Build:
    """启动前要建好的一样东西。`needed` 说要不要建，`command` 去建，`needs` 建好了才轮到它。"""

    name: str
    title: str
    needed: Callable[[], bool]
    run: Callable[[], Awaitable[bool]]
    needs: tuple[str, ...] = ()
    state: str = "waiting"


class Supervisor:
    """按计划建东西、起进程，一直看到收到停止信号。"""

    def __init__(
        self,
        run_dir: Path,
        timing: Timing,
        specs: Sequence[PartSpec],
        builds: Sequence[Build],
        waits_for: dict[str, tuple[str, ...]],
        about: dict[str, Any],
        say: Callable[[str], None] = print,
    ) -> None:
        self._run_dir, self._timing, self._about, self._say = run_dir, timing, about, say
        self._builds = {build.name: build for build in builds}
        self._built = {build.name: asyncio.Event() for build in builds}
        self._waits_for = waits_for
        self._announced: set[str] = set()
        self.parts = {spec.name: Part(spec, timing, self._note) for spec in specs}

    async def run(self) -> None:
        """运行到收到 SIGINT 或 SIGTERM；返回时没有任何子进程留下。"""
        instance = Instance(self._run_dir)
        instance.acquire()
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, stop.set)
        self._about["started"] = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        self._note()
        tasks = [asyncio.create_task(self._build(build)) for build in self._builds.values()]
        tasks += [asyncio.create_task(part.run(self._ready_to_start(name))) for name, part in self.parts.items()]
        broken: list[BaseException] = []

        def noticed(task: asyncio.Task[None]) -> None:
            """任何一个看护任务自己坏了，也要停下来说清楚，不能装作还在运行。"""
            problem = None if task.cancelled() else task.exception()
            if problem is not None:
                broken.append(problem)
                stop.set()

        for task in tasks:
            task.add_done_callback(noticed)
        try:
            await stop.wait()
            self._say("正在停止……")
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            (self._run_dir / status.NAME).unlink(missing_ok=True)
            instance.release()
        if broken:
            raise broken[0]

    async def _ready_to_start(self, name: str) -> None:
        """等这个部分要用的东西都建好。"""
        for needed in self._waits_for.get(name, ()):
            if needed in self._built:
                await self._built[needed].wait()

    async def _build(self, build: Build) -> None:
        """建一样东西；失败就隔一阵再试，期间其余部分照常服务。"""
        for needed in build.needs:
            if needed in self._built:
                await self._built[needed].wait()
        wait = self._timing.backoff_first_s
        while await asyncio.to_thread(build.needed):
            self._mark(build, "building")
            if await build.run():
                break
            wait = min(wait * self._timing.backoff_factor * 4, self._timing.backoff_max_s * 10)
            self._mark(build, "failed")
            self._say(f"  ✗ {build.title}没有成功，{wait:.0f} 秒后再试；详情见 {self._run_dir.parent / 'logs'}")
            await asyncio.sleep(wait)
        self._mark(build, "ready")
        self._built[build.name].set()

    def _mark(self, build: Build, state: str) -> None:
        """记下建到哪一步。"""
        build.state = state
        self._note()

    def _note(self) -> None:
        """写状态文件；某个部分第一次就绪时说一声。"""
        for part in self.parts.values():
            if part.state.value == "ready" and part.spec.name not in self._announced:
                self._announced.add(part.spec.name)
                self._say(f"  ✓ {part.spec.title}已就绪（{part.ready_after_s} 秒）")
        status.write(
            self._run_dir,
            {
                **self._about,
                "pid": os.getpid(),
                "parts": {
                    name: {
                        "title": part.spec.title,
                        "state": part.state.value,
                        "pid": part.pid,
                        "url": part.spec.url,
                        "restarts": part.restarts,
                        "last_exit": part.last_exit,
                        "ready_after_s": part.ready_after_s,
                        "log": str(part.spec.log),
                    }
                    for name, part in self.parts.items()
                },
                "builds": {name: {"title": build.title, "state": build.state} for name, build in self._builds.items()},
            },
        )
