"""打开目录数据库：本地状态文件夹（SQLite）或数据库地址；表结构由 Alembic 管理。"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text

from catalog.storage.address import driver_url

HEAD = "0005"
"""当前表结构的版本，与 migrations/versions 里最新的一致（有测试看着）。"""
MIGRATIONS = Path(__file__).parent.parent / "migrations"
_BUSY_TIMEOUT_MS = 15_000
MIGRATING = 0x7A68696C75
"""升级表结构时在 PostgreSQL 里拿的锁的编号（“zhilu”的字节），只要不与别的锁重。"""
_WRITER_LOCK = 20260_001
"""PostgreSQL 上写目录用的咨询锁编号（任意固定数）。"""


def database_url(state: str | Path) -> str:
    """状态文件夹或数据库地址 → 数据库地址；文件夹里放 `catalog.db`。"""
    if isinstance(state, str) and "://" in state:
        return driver_url(state)
    return f"sqlite:///{Path(state) / 'catalog.db'}"


def open_engine(state: str | Path) -> Engine:
    """连上数据库并保证表结构是最新的；文件夹不存在就建。"""
    url = database_url(state)
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _tune_sqlite)
    if _revision(engine) != HEAD:
        migrate(engine)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """一个写事务；同时写的进程排队，“查过没有再插入”因此不会撞车。"""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        elif engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"select pg_advisory_xact_lock({_WRITER_LOCK})")
        yield connection


def _tune_sqlite(connection: Any, _record: object) -> None:
    """SQLite 每个连接的设置：WAL 让读者不被发布挡住，FULL 让断电也不丢已提交的发布。"""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _revision(engine: Engine) -> str:
    """数据库现在的结构版本；空库返回空串。"""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.execute(text("select version_num from alembic_version")).scalar() or "")


def migrate(engine: Engine) -> None:
    """把表结构升级到最新；整个升级是一个事务，两个进程同时升级时后到的等先到的做完。"""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    if engine.dialect.name != "postgresql":
        command.upgrade(config, "head")
        return
    # 空库里两个进程会同时建 alembic_version；SQLite 升级一开始就拿写锁，PostgreSQL 要自己排队
    with engine.connect() as guard, guard.begin():
        guard.execute(text("select pg_advisory_xact_lock(:key)"), {"key": MIGRATING})
        command.upgrade(config, "head")
