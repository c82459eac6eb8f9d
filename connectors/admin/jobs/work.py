"""办任务的人手上有什么：参数、设置、目录、怎么报进度。"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from catalog.regions import RegionTable
from connectors.admin.audit import Audit
from connectors.admin.console import Console
from connectors.admin.jobs.store import Jobs, Task
from connectors.building.places import Places

BEAT_S = 5.0
TELL_EVERY_S = 0.4


class Failed(Exception):
    """没有办成；说明给人看。`result` 是要留给页面显示的内容。"""

    def __init__(self, said: str, **result: Any) -> None:
        super().__init__(said)
        self.result = result


@dataclass
class Work:
    """一个正在办的任务。"""

    task: Task
    console: Console
    jobs: Jobs
    _told: float = 0.0

    @property
    def params(self) -> dict[str, Any]:
        """任务的参数。"""
        return self.task.params

    @property
    def catalog(self) -> Engine:
        """目录数据库。"""
        return self.console.catalog

    @property
    def national(self) -> Path:
        """全国目录的文件夹。"""
        return self.console.national

    @cached_property
    def places(self) -> Places:
        """状态目录的布局。"""
        return Places(self.console.settings.state)

    @property
    def regions(self) -> RegionTable:
        """随包的区划表；发布里改过的，目录打开时自己叠上。"""
        return RegionTable.load()

    @property
    def audit(self) -> Audit:
        """审计。"""
        return self.console.audit

    def tell(self, said: str, done: int = 0, total: int = 0) -> None:
        """报进度；说得太密就略过，开头和结尾总要说。"""
        moment = time.monotonic()
        if moment - self._told >= TELL_EVERY_S or not done or done == total:
            self._told = moment
            self.jobs.tell(self.task.id, said, done, total)

    def keep_beating(self) -> threading.Event:
        """另起一个线程报平安；返回的事件一设就停。"""
        stop = threading.Event()

        def beat() -> None:
            while not stop.wait(BEAT_S):
                self.jobs.beat(self.task.id)

        threading.Thread(target=beat, daemon=True, name="beat").start()
        return stop
