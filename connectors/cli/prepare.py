"""`zhilu prepare` 与 `zhilu train`：建好缺的东西，或全部重建。"""

from __future__ import annotations

import asyncio
import os
import signal

from connectors.building.places import Places
from connectors.building.runner import prepare as build_all
from connectors.cli.serve import say
from connectors.settings import Settings
from connectors.supervisor import status


def prepare(only: tuple[str, ...] = ()) -> int:
    """建好还没有的东西，返回退出码；`only` 给出时只建这几样（镜像分层时用）。"""
    return 0 if asyncio.run(build_all(Settings(), say, only=only)) else 1


def train() -> int:
    """全部重建；服务在运行就让机器人和动作服务重启，看护会用新模型把它们起来。"""
    settings = Settings()
    if not asyncio.run(build_all(settings, say, anew=True)):
        return 1
    running = status.read(Places(settings.state).run)
    for name in ("actions", "bot"):
        pid = ((running or {}).get("parts", {}).get(name) or {}).get("pid")
        if pid:
            os.kill(pid, signal.SIGTERM)
            say(f"  {name} 正在换上新模型")
    return 0
