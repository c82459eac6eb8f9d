"""在另外的进程里跑一步，把日志的最后一行当作进度。"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from connectors.building.places import ROOT, Places
from connectors.building.steps import STEPS, Step
from connectors.settings import Settings
from connectors.supervisor import process as processes

TELL_EVERY_S = 10.0
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# 建东西时不和正在服务的进程抢 CPU；OpenMP 等待时不空转
ENV = {"OMP_WAIT_POLICY": "PASSIVE", "PYTHONUNBUFFERED": "1"}


async def run_step(step: Step, places: Places, env: dict[str, str], say: Callable[[str], None]) -> bool:
    """跑一步，返回是否建成。取消时连同它派生的进程一起停掉。"""
    log = places.logs / f"build-{step.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("", encoding="utf-8")
    say(f"  … 正在建{step.title}")
    child = await processes.start(
        [sys.executable, "-m", "connectors.building", step.name], {**ENV, **env}, log, ROOT
    )
    waiting = asyncio.ensure_future(child.wait())
    seconds = 0.0
    try:
        while True:
            done, _ = await asyncio.wait({waiting}, timeout=TELL_EVERY_S)
            if done:
                break
            seconds += TELL_EVERY_S
            say(f"  … {step.title}：已 {seconds:.0f} 秒，{last_line(log)}")
    finally:
        await asyncio.shield(processes.stop(child, 3.0))
    say(f"  {'✓' if child.returncode == 0 else '✗'} {last_line(log)}")
    return child.returncode == 0


def last_line(log: Path) -> str:
    """日志最后一行，给人看进度。"""
    with log.open("rb") as file:
        file.seek(max(0, os.path.getsize(log) - 4000))
        lines = file.read().decode("utf-8", "replace").split("\n")
    # 别的程序的英文警告不是进度；我们自己的进度都是中文
    return next((line.strip()[:100] for line in reversed(lines) if CHINESE.search(line)), "")


async def prepare(
    settings: Settings, say: Callable[[str], None], anew: bool = False, only: Sequence[str] = ()
) -> bool:
    """按次序建好要用而还没有的（anew 时全部重建，only 时只看这几样），返回是否全部建成。"""
    places = Places(settings.state)
    for step in (one for one in STEPS if not only or one.name in only):
        if (anew or step.needed(places, settings)) and not await run_step(step, places, {}, say):
            say(f"完整日志：{places.logs / f'build-{step.name}.log'}")
            return False
    return True
