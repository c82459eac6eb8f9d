"""连接数据库，给出事务。SQLite 与 PostgreSQL 的差别都在这里。"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

from catalog.storage.scrub import leave_no_trace
from connectors.tables import create_tables

BUSY_MS = 10_000


class Database:
    """一个数据库。`begin()` 给出一个写事务。"""

    def __init__(self, url: str, base: type[DeclarativeBase]) -> None:
        """只记下地址：表在第一次用到时才建，数据库一时打不开不影响网关启动。"""
        self.engine: Engine = create_engine(
            url, pool_pre_ping=True, connect_args={"connect_timeout": 3} if url.startswith("postgresql") else {}
        )
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        leave_no_trace(self.engine)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_immediate)
        self._base, self._made = base, False

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """一个事务：正常结束提交，出错回滚。"""
        self._make()
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """一个只读的事务：SQLite 上不去抢写锁。"""
        self._make()
        with Session(self.engine.execution_options(reading=True)) as session, session.begin():
            yield session

    def _make(self) -> None:
        if not self._made:
            create_tables(self.engine, self._base)
            self._made = True

    def insert_new(self, session: Session, table: type[DeclarativeBase], **values: Any) -> bool:
        """没有这一行就插入；返回是不是新插入的。"""
        make: Any = sqlite.insert if self.is_sqlite else postgresql.insert
        statement = make(table).values(**values).on_conflict_do_nothing()
        # 用 RETURNING 而不是 rowcount：插入的行数各驱动说法不一，psycopg 会说 -1
        return session.execute(statement.returning(*table.__table__.primary_key)).first() is not None

    def close(self) -> None:
        """关掉连接。"""
        self.engine.dispose()


def is_passing(problem: Exception) -> bool:
    """数据库一时的毛病（锁太久、连接断了），再试就好。"""
    return isinstance(problem, OperationalError) or (isinstance(problem, DBAPIError) and problem.connection_invalidated)


def _prepare_sqlite(connection: Any, _: Any) -> None:
    # 由 SQLAlchemy 发 BEGIN，驱动不要自己发；WAL 让读写互不阻塞，断电最多丢最后几条
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")


def _begin_immediate(connection: Any) -> None:
    # 一开始就拿写锁：先读后写的事务才不会在半路上互相冲突
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("reading") else "BEGIN IMMEDIATE")
