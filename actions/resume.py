"""续办编号：指南存在服务器上，凭一个短编号在任何渠道接着办，不用登录。

只存计划要用的东西：哪件事、哪个地区、选了哪些情形、办好了哪几步、事件日期（市民说过才有，用来算期限）。
没有姓名、号码、原话；对话编号只留单向摘要，供按编号擦除。编号随机，过期作废；输错的次数有限制，试不出来。
数据库用不了时（锁住、磁盘满、只读）抛 StorageOff，歇一阵再试：指南照给，只是没有编号。
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Date, DateTime, Engine, String, create_engine, delete, event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from actions.codes import new_code, normalise
from catalog.storage.address import driver_url
from catalog.storage.scrub import leave_no_trace, scrub

BUSY_MS = 500
"""别的进程锁着数据库时等多久；市民在等着，不能久。"""
STATEMENT_MS = 1000
"""PostgreSQL 上一条语句最多等多久。"""
PAUSE_S = 10.0
"""数据库出错后多久不再去碰它，免得每句话都等一遍。"""


class Base(DeclarativeBase):
    """动作服务自己的表。"""


class SavedRow(Base):
    """一份存下来的指南。"""

    __tablename__ = "saved_guide"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    package: Mapped[str] = mapped_column(String(300))
    region: Mapped[str | None] = mapped_column(String(12))
    situation: Mapped[dict[str, Any]] = mapped_column(JSON)
    done_steps: Mapped[list[str]] = mapped_column(JSON)
    event_date: Mapped[dt.date | None] = mapped_column(Date)
    expires: Mapped[dt.datetime] = mapped_column(DateTime, index=True)


class Origin(Base):
    """哪个对话存过哪份指南。对话编号本身随机，只留摘要。"""

    __tablename__ = "saved_guide_origin"

    conversation: Mapped[str] = mapped_column(String(64), primary_key=True)
    code: Mapped[str] = mapped_column(String(16), primary_key=True)


@dataclass(frozen=True)
class SavedGuide:
    """存下来的指南：恢复计划所需的全部。"""

    package: str
    region: str | None = None
    situation: dict[str, list[str]] = field(default_factory=dict)
    done_steps: list[str] = field(default_factory=list)
    event_date: str | None = None


class StorageOff(Exception):
    """数据库现在用不了。"""


class TooManyTries(Exception):
    """输错编号的次数太多，要过一阵再试。"""


class Tries:
    """数输错了几次：同一个来源有上限，所有来源合起来也有上限。"""

    def __init__(self, each: int, total: int, window_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._each, self._total, self._window_s, self._clock = each, total, window_s, clock
        self._wrong: deque[tuple[float, str]] = deque()
        self._lock = threading.Lock()

    def check(self, source: str) -> None:
        """还能试就返回，否则抛 TooManyTries。"""
        with self._lock:
            while self._wrong and self._wrong[0][0] < self._clock() - self._window_s:
                self._wrong.popleft()
            mine = sum(1 for _, who in self._wrong if who == source)
            if mine >= self._each or len(self._wrong) >= self._total:
                raise TooManyTries

    def wrong(self, source: str) -> None:
        """记一次输错。"""
        with self._lock:
            self._wrong.append((self._clock(), source))


class SavedGuides:
    """存取指南。线程安全。"""

    def __init__(self, url: str, days: int, tries: Tries, now: Callable[[], dt.datetime] | None = None) -> None:
        # 表被锁住、连不上都要很快知道：市民在等着
        waits = {"connect_timeout": 2, "options": f"-c statement_timeout={STATEMENT_MS}"}
        arguments = waits if url.startswith("postgresql") else {}
        self._engine: Engine = create_engine(url, pool_pre_ping=True, connect_args=arguments)
        leave_no_trace(self._engine)
        self._made, self._off_until = False, 0.0
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _tune_sqlite)
        self.days, self._tries = days, tries
        self._now = now or (lambda: dt.datetime.now(dt.UTC).replace(tzinfo=None))

    @classmethod
    def open(cls, place: Path | str, days: int, tries: Tries) -> SavedGuides:
        """打开状态目录里的 `guides.db`（没有就建），或给定地址的数据库。"""
        if isinstance(place, str):
            return cls(driver_url(place), days, tries)
        place.mkdir(parents=True, exist_ok=True)
        return cls(f"sqlite:///{place / 'guides.db'}", days, tries)

    def save(self, guide: SavedGuide, code: str | None = None, conversation: str = "") -> str:
        """存下（或更新）一份指南，返回编号；有效期从现在重新算。`conversation` 是哪个对话存的，擦除时用。"""
        with self._session() as session:
            row = session.get(SavedRow, code) if code else None
            if row is None:
                row = SavedRow(code=new_code(secrets.randbelow))
                session.add(row)
            row.package, row.region = guide.package, guide.region
            row.situation, row.done_steps = dict(guide.situation), list(guide.done_steps)
            row.event_date = dt.date.fromisoformat(guide.event_date) if guide.event_date else None
            row.expires = self._now() + dt.timedelta(days=self.days)
            if conversation:
                session.merge(Origin(conversation=_digest(conversation), code=row.code))
            session.commit()
            return row.code

    def load(self, said: str, source: str) -> SavedGuide | None:
        """按市民说的编号取指南；没有或过期返回 None 并记一次输错；错得太多抛 TooManyTries。"""
        self._tries.check(source)
        code = normalise(said)
        with self._session() as session:
            row = session.get(SavedRow, code) if code else None
            if row is None or row.expires < self._now():
                self._tries.wrong(source)
                return None
            day = row.event_date.isoformat() if row.event_date else None
            return SavedGuide(row.package, row.region, dict(row.situation), list(row.done_steps), day)

    def forget_expired(self) -> int:
        """删掉过期的，返回删了几份。"""
        with self._session() as session:
            gone = session.execute(delete(SavedRow).where(SavedRow.expires < self._now()))
            session.execute(delete(Origin).where(Origin.code.not_in(select(SavedRow.code))))
            session.commit()
        scrub(self._engine)
        return int(getattr(gone, "rowcount", 0))

    def erase(self, conversation: str) -> int:
        """删掉一个对话存过的指南，返回删了几份。"""
        mine = Origin.conversation == _digest(conversation)
        self._off_until = 0.0
        with self._session() as session:
            codes = list(session.scalars(select(Origin.code).where(mine)))
            session.execute(delete(SavedRow).where(SavedRow.code.in_(codes)))
            session.execute(delete(Origin).where(Origin.code.in_(codes)))
            session.commit()
        scrub(self._engine)
        return len(codes)

    @contextmanager
    def _session(self) -> Iterator[Session]:
        """一次往来；数据库出错换成 StorageOff，并歇一阵。"""
        if time.monotonic() < self._off_until:
            raise StorageOff
        try:
            if not self._made:
                Base.metadata.create_all(self._engine)
                self._made = True
            with Session(self._engine) as session:
                yield session
        except DBAPIError as problem:
            self._off_until = time.monotonic() + PAUSE_S
            raise StorageOff from problem

    def close(self) -> None:
        """放掉数据库连接。"""
        self._engine.dispose()


def _tune_sqlite(connection: Any, _record: object) -> None:
    """读写互不阻塞；断电最多丢最后几步进度，换来每轮对话不等磁盘。"""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _digest(conversation: str) -> str:
    """对话编号的单向摘要。"""
    return hashlib.sha256(f"zhilu-guide:{conversation}".encode()).hexdigest()
