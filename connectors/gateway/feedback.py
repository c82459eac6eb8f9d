"""好差评的保存：SQLAlchemy 一张表，默认 SQLite。"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import DateTime, Engine, SmallInteger, String, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from connectors.tables import create_tables


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


class RatingStore:
    """存取好差评。"""

    def __init__(self, url: str) -> None:
        # 数据库重启过，旧连接先验一下再用；连不上很快就说
        waits = {"connect_timeout": 3} if url.startswith("postgresql") else {}
        self._engine: Engine = create_engine(url, pool_pre_ping=True, connect_args=waits)
        if self._engine.dialect.name == "sqlite":
            # 读写互不阻塞；断电最多丢最后一条
            event.listen(self._engine, "connect", lambda connection, _: connection.execute("PRAGMA journal_mode=WAL"))
        create_tables(self._engine, Base)

    def add(self, conversation_id: str, code: str | None, rating: int, comment: str) -> int:
        """存一条，返回它的编号。"""
        with Session(self._engine) as session:
            row = Rating(conversation_id=conversation_id, code=code, rating=rating, comment=comment)
            session.add(row)
            session.commit()
            return row.id

    def close(self) -> None:
        """关掉连接。"""
        self._engine.dispose()
