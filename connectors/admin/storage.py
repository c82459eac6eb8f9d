"""后台自己的表：账号、会话、登录尝试、令牌、审计、后台任务。默认与好差评同一个数据库。"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Boolean, DateTime, Engine, ForeignKey, Integer, String, Text, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from catalog.storage.address import driver_url
from connectors.tables import create_tables

_BUSY_TIMEOUT_MS = 15_000


class AdminBase(DeclarativeBase):
    """后台各表的基类。"""


class Account(AdminBase):
    """一个维护者。口令只存 argon2 的摘要。"""

    __tablename__ = "admin_account"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    shown: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(16))
    password: Mapped[str] = mapped_column(String(300))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


class SignedIn(AdminBase):
    """一次登录。浏览器里的令牌只存摘要，库被偷走也不能拿来登录。"""

    __tablename__ = "admin_session"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("admin_account.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    notice: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    seen_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


class Attempt(AdminBase):
    """一次没登录成。多个网关进程看同一张表，换个进程也绕不过限制。"""

    __tablename__ = "admin_attempt"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(40), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


class ApiToken(AdminBase):
    """给自动化程序用的令牌，只存摘要；权限不超过给它的角色。"""

    __tablename__ = "admin_token"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    label: Mapped[str] = mapped_column(String(80))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    author: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True), nullable=True)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True), nullable=True)


class SpentToken(AdminBase):
    """用过的一次性口令：进程重启也不能再用。"""

    __tablename__ = "admin_spent_token"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)


class AuditEntry(AdminBase):
    """一条审计：谁在什么时候做了什么。每条带着上一条的摘要，改动或抽掉任何一条都对不上。"""

    __tablename__ = "admin_audit"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[str] = mapped_column(String(32))
    who: Mapped[str] = mapped_column(String(80), index=True)
    what: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(400))
    detail: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class Job(AdminBase):
    """一个后台任务，进度存在库里：关掉网页、重启网关都不丢。"""

    __tablename__ = "admin_job"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    title: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(12), index=True)
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    said: Mapped[str] = mapped_column(String(300), default="")
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    author: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    beat_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True), nullable=True)
    finished_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True), nullable=True)


class PreviewTurn(AdminBase):
    """维护者对着草稿说的一轮：话（已遮盖）和答复。过一天就删。"""

    __tablename__ = "admin_preview_turn"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    talk: Mapped[str] = mapped_column(String(64), index=True)
    who: Mapped[str] = mapped_column(String(80))
    draft: Mapped[int] = mapped_column(Integer)
    said: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(String(12), default="")
    replies: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    handled_by: Mapped[str] = mapped_column(String(16))
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


def open_admin(url: str) -> Engine:
    """连上后台的数据库，没有的表建好。"""
    engine = create_engine(driver_url(url))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _tune_sqlite)
    create_tables(engine, AdminBase)
    return engine


def _tune_sqlite(connection: Any, _record: object) -> None:
    """读写互不阻塞，写的排队等。"""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def now() -> dt.datetime:
    """现在的 UTC 时间。"""
    return dt.datetime.now(dt.UTC)


def aware(moment: dt.datetime) -> dt.datetime:
    """SQLite 读出来的时间没有时区：补上 UTC 才能比较。"""
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
