"""`zhilu doctor`：逐项检查，每项都说怎么修。"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.building.makers import BOT_PYTHON
from connectors.building.places import ROOT, Places
from connectors.building.steps import STEPS
from connectors.cli.doctor_services import services
from connectors.settings import Settings
from connectors.supervisor import status
from connectors.supervisor.ports import is_free

DISK_GB, MEMORY_GB = 6, 3


@dataclass(frozen=True)
class Finding:
    """一项检查的结果。`remedy` 为空表示没问题。"""

    title: str
    detail: str
    remedy: str = ""


def doctor() -> int:
    """打印各项结果，全部正常返回 0。"""
    settings = Settings()
    bad = 0
    for finding in check(settings):
        bad += bool(finding.remedy)
        print(f"{'✗' if finding.remedy else '✓'} {finding.title}：{finding.detail}")
        if finding.remedy:
            print(f"    怎么办：{finding.remedy}")
    print("一切正常。" if not bad else f"有 {bad} 项要处理。")
    return 1 if bad else 0


def check(settings: Settings) -> Iterator[Finding]:
    """依次检查环境、状态目录、成品、端口。"""
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    yield Finding("主环境", f"Python {here}，{sys.prefix}", "" if sys.version_info >= (3, 11) else "运行 make setup")
    yield bot_environment(settings)
    yield from space(settings)
    places = Places(settings.state)
    for step in STEPS:
        needed = step.needed(places, settings)
        yield Finding(step.title, "还没建或要更新，make serve 会自动建" if needed else "已建好")
    for title, detail, remedy in services(settings):
        yield Finding(title, detail, remedy)
    running = status.read(places.run)
    if running:
        yield Finding("服务", f"正在运行，{running['url']}")
    else:
        free = is_free(settings.host, settings.port)
        taken = "" if free else f"换一个端口：ZHILU_PORT={settings.port + 1} make serve"
        yield Finding("端口", f"{settings.host}:{settings.port} {'空闲' if free else '被别的程序占用'}", taken)


def bot_environment(settings: Settings) -> Finding:
    """机器人环境能不能用。"""
    if settings.bot_url:
        return Finding("机器人", f"用外部地址 {settings.bot_url}")
    if not BOT_PYTHON.exists():
        return Finding("机器人环境", "没有 .venv-bot", "运行 make setup")
    probe = "import importlib.metadata as m; print(m.version('rasa'), m.version('jieba'))"
    done = subprocess.run([str(BOT_PYTHON), "-c", probe], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return Finding("机器人环境", "跑不起来", "删掉 .venv-bot，再运行 make setup")
    return Finding("机器人环境", "Rasa " + done.stdout.split()[0])


def space(settings: Settings) -> Iterator[Finding]:
    """磁盘、内存够不够，状态目录能不能写。"""
    free = shutil.disk_usage(ROOT).free / 1e9
    yield Finding("磁盘", f"剩 {free:.0f} GB", "" if free > DISK_GB else f"两个环境和模型约要 {DISK_GB} GB，请腾出空间")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    yield Finding("内存", f"{memory:.0f} GB", "" if memory > MEMORY_GB else f"全部服务约要 {MEMORY_GB} GB")
    try:
        settings.state.mkdir(parents=True, exist_ok=True)
        writable = os.access(settings.state, os.W_OK)
    except OSError:
        writable = False
    remedy = "" if writable else "把 ZHILU_STATE_DIR 指向一个可写的目录"
    yield Finding("状态目录", f"{settings.state} {'可写' if writable else '不可写'}", remedy)
