"""好差评的保存：SQLAlchemy 一张表，默认 SQLite。

数据库打不开、锁住、磁盘满时只影响存评价，不影响启动和作答：表在第一次用到时才建。
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    DateTime,
    Engine,
    ForeignKey,
    SmallInteger,
    String,
    create_engine,
    delete,
    event,
    select,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from catalog.storage.scrub import leave_no_trace, scrub
from connectors.tables import create_tables

BUSY_MS = 2000
"""别的进程锁着数据库时等多久；再久就请市民过一会儿再评。"""


class Base(DeclarativeBase):
    """网关自己的表。"""


class Rating(Base):
    """一条好差评。意见已遮盖个人信息。"""

    __tablename__ = "rating"

    id: Mapped[int] = mapped_column(primary_key=True)
    created: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), default=lambda: dt.datetime.now(dt.UTC))
    conversation_id: Mapped[str] = mapped_column(String(64), index=True)
    code: Mapped[str | None] = mapped_column(String(128), index=True)
    rating: Mapped[int] = mapped_column(SmallInteger)
    comment: Mapped[str] = mapped_column(String(1000), default="")


class StepRating(Base):
    """一条好差评评的是一件事里的一步：`guide` 是哪个一件事，步骤的事项代码在好差评自己的 `code` 里。"""

    __tablename__ = "rating_step"

    rating_id: Mapped[int] = mapped_column(ForeignKey("rating.id"), primary_key=True, autoincrement=False)
    guide: Mapped[str] = mapped_column(String(128), index=True)


class RatingStore:
    """存取好差评。每个方法在数据库用不了时抛 sqlalchemy 的 DBAPIError。"""

    def __init__(self, url: str) -> None:
        # 数据库重启过，旧连接先验一下再用；连不上、表被锁住很快就说
        limits = {"connect_timeout": 3, "options": f"-c statement_timeout={BUSY_MS}"}
        waits = limits if url.startswith("postgresql") else {}
        self._engine: Engine = create_engine(url, pool_pre_ping=True, connect_args=waits)
        self._made = False
        leave_no_trace(self._engine)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _tune_sqlite)

    def add(self, conversation_id: str, code: str | None, rating: int, comment: str, guide: str = "") -> int:
        """存一条，返回它的编号；评的是一件事里的一步时，`guide` 是那个一件事，`code` 是那一步的事项。"""
        with self._session() as session:
            row = Rating(conversation_id=conversation_id, code=code, rating=rating, comment=comment)
            session.add(row)
            session.flush()
            if guide:
                session.add(StepRating(rating_id=row.id, guide=guide))
            session.commit()
            return row.id

    def rows(self) -> list[tuple[str, str, int, str]]:
        """全部评价：（时间, 编码, 星级, 意见），按时间。没有对话编号：拿到编号就能擦除。"""
        with self._session() as session:
            found = session.scalars(select(Rating).order_by(Rating.created))
            return [(one.created.isoformat(" ", "seconds"), one.code or "", one.rating, one.comment) for one in found]

    def erase(self, conversation_id: str) -> int:
        """删掉一个对话的评价，返回删了几条。"""
        return self._delete(Rating.conversation_id == conversation_id)

    def forget_before(self, moment: dt.datetime) -> int:
        """删掉这个时刻之前的，返回删了几条。"""
        return self._delete(Rating.created < moment)

    def _delete(self, which: ColumnElement[bool]) -> int:
        with self._session() as session:
            mine = select(Rating.id).where(which)
            session.execute(delete(StepRating).where(StepRating.rating_id.in_(mine)))
            gone = session.execute(delete(Rating).where(which))
            session.commit()
        scrub(self._engine)
        assert isinstance(gone, CursorResult)
        return gone.rowcount

    def _session(self) -> Session:
        if not self._made:
            create_tables(self._engine, Base)
            self._made = True
        return Session(self._engine)

    def close(self) -> None:
        """关掉连接。"""
        self._engine.dispose()


def _tune_sqlite(connection: Any, _record: object) -> None:
    """读写互不阻塞；断电最多丢最后一条。"""
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    connection.execute("PRAGMA journal_mode=WAL")
