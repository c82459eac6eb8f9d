"""任务的登记：排上、领走、报进度、办完。"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, insert, select, update

from catalog.storage.engine import writing
from connectors.admin.storage import Job, aware, now

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
STATE_WORDS = {WAITING: "排着", RUNNING: "正在办", DONE: "办完了", FAILED: "没有办成"}
STALE_S = 20.0
"""这么久没有动静，就当那个进程没了。"""
MOST_TRIES = 3


@dataclass(frozen=True)
class Task:
    """一个任务的样子。"""

    id: int
    kind: str
    title: str
    state: str
    done: int
    total: int
    said: str
    author: str
    created_at: dt.datetime
    finished_at: dt.datetime | None
    params: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        """办完了，不管成没成。"""
        return self.state in (DONE, FAILED)


def _task(row: Any) -> Task:
    return Task(
        row.id, row.kind, row.title, row.state, row.done, row.total, row.said, row.author, row.created_at,
        row.finished_at, dict(row.params or {}), dict(row.result or {}),
    )


class Jobs:
    """任务表。"""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, kind: str, title: str, author: str, **params: Any) -> int:
        """排上一个任务，返回编号。"""
        values = {"kind": kind, "title": title[:300], "state": WAITING, "author": author, "params": params}
        with writing(self._engine) as connection:
            made = insert(Job).values(**values, done=0, total=0, said="排着队", result={}, created_at=now())
            return int(connection.execute(made.returning(Job.id)).scalar_one())

    def read(self, number: int) -> Task | None:
        """一个任务；没有返回 None。"""
        with self._engine.connect() as connection:
            row = connection.execute(select(Job).where(Job.id == number)).one_or_none()
        return _task(row) if row else None

    def listed(self, kind: str = "", limit: int = 20) -> list[Task]:
        """最近的任务，新的在前。"""
        wanted = select(Job).order_by(Job.id.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [_task(row) for row in connection.execute(wanted.where(Job.kind == kind) if kind else wanted)]

    def claim(self, at_once: int) -> Task | None:
        """领走一个排着的；正在办的太多、或同一种的正在办，就不领。几个网关同时来领也只有一个领到。"""
        with writing(self._engine) as connection:
            self._requeue(connection)
            running = set(connection.execute(select(Job.kind).where(Job.state == RUNNING)).scalars())
            if len(running) >= at_once:
                return None
            wanted = select(Job).where(Job.state == WAITING, Job.kind.not_in(running)).order_by(Job.id).limit(1)
            row = connection.execute(wanted).one_or_none()
            if row is None:
                return None
            connection.execute(update(Job).where(Job.id == row.id).values(state=RUNNING, beat_at=now()))
        return _task(row)

    def _requeue(self, connection: Any) -> None:
        """进程没了的任务重新排上；试了几次都不行就算没有办成。"""
        for row in connection.execute(select(Job).where(Job.state == RUNNING)).all():
            if row.beat_at is not None and (now() - aware(row.beat_at)).total_seconds() < STALE_S:
                continue
            tries = int((row.params or {}).get("tries", 0)) + 1
            values: dict[str, Any] = {"state": WAITING, "said": "进程停了，重新来过", "done": 0}
            if tries >= MOST_TRIES:
                values |= {"state": FAILED, "said": "试了几次都没有办完", "finished_at": now()}
            params = {**(row.params or {}), "tries": tries}
            connection.execute(update(Job).where(Job.id == row.id).values(**values, params=params))

    def beat(self, number: int) -> None:
        """还活着。"""
        self._set(number, beat_at=now())

    def tell(self, number: int, said: str, done: int, total: int) -> None:
        """报进度。"""
        self._set(number, said=said[:300], done=done, total=total, beat_at=now())

    def finish(self, number: int, state: str, said: str, result: dict[str, Any]) -> None:
        """办完了。"""
        self._set(number, state=state, said=said[:300], result=result, finished_at=now(), beat_at=now())

    def _set(self, number: int, **values: Any) -> None:
        with writing(self._engine) as connection:
            connection.execute(update(Job).where(Job.id == number).values(**values))
