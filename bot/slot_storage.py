"""对话槽值存在哪里：本进程内存（一个机器人时），或数据库（几个机器人共用时）。

每个对话只有一行 JSON（1–4 KB），没有历史、没有市民原话之外的东西；过了保留期删除。
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

log = logging.getLogger("bot.slot_storage")

FORGET_EVERY_S = 600.0
RETRY_S = 5.0


class SlotStorage(Protocol):
    """对话编号 → 槽值 JSON。"""

    def load(self, conversation_id: str) -> str | None:
        """返回存着的 JSON；没有这个对话返回 None。"""
        ...

    def save(self, conversation_id: str, slots: str) -> None:
        """存下（覆盖）。"""
        ...

    def erase(self, conversation_id: str) -> None:
        """删掉这个对话。"""
        ...

    def ids(self) -> Iterable[str]:
        """全部对话编号。"""
        ...


class InMemory:
    """存在本进程里：最多 `limit` 个对话，最久没说话的先丢；`keep_s` 秒没说话的也丢。"""

    def __init__(self, limit: int, keep_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._keep_s, self._clock = limit, keep_s, clock
        # 编号 → （最后说话的时刻, 槽值），按最后说话的先后排
        self._slots: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def load(self, conversation_id: str) -> str | None:
        """取。"""
        self._forget_old()
        found = self._slots.get(conversation_id)
        return found[1] if found else None

    def save(self, conversation_id: str, slots: str) -> None:
        """存，并丢掉超出上限的。"""
        self._forget_old()
        self._slots[conversation_id] = (self._clock(), slots)
        self._slots.move_to_end(conversation_id)
        while len(self._slots) > self._limit:
            self._slots.popitem(last=False)

    def erase(self, conversation_id: str) -> None:
        """删。"""
        self._slots.pop(conversation_id, None)

    def ids(self) -> Iterable[str]:
        """全部对话编号。"""
        self._forget_old()
        return list(self._slots)

    def _forget_old(self) -> None:
        """从最久没说话的看起，过期的丢掉。"""
        oldest = self._clock() - self._keep_s
        while self._slots and next(iter(self._slots.values()))[0] < oldest:
            self._slots.popitem(last=False)


metadata = sa.MetaData()
TABLE = sa.Table(
    "conversation_slots",
    metadata,
    sa.Column("conversation_id", sa.String(200), primary_key=True),
    sa.Column("slots", sa.Text, nullable=False),
    sa.Column("updated", sa.DateTime, nullable=False, index=True),
)


class InDatabase:
    """存在 PostgreSQL（或几个进程共用的 SQLite）里。

    数据库出错时退到本进程内存，`RETRY_S` 秒后再试数据库：这期间对话不断，只是换到别的机器人时会忘掉上文。
    """

    def __init__(self, url: str, limit: int, retention_days: int) -> None:
        """`url` 是 SQLAlchemy 地址；超过 `retention_days` 天没说话的对话会被删除。"""
        self._engine = sa.create_engine(_with_driver(url), pool_pre_ping=True, connect_args=_connect_arguments(url))
        self._retention = dt.timedelta(days=retention_days)
        self._own = InMemory(limit, self._retention.total_seconds())
        self._down_until = 0.0
        self._next_forget = 0.0
        self._made = False

    def load(self, conversation_id: str) -> str | None:
        """取。本进程里有，说明上一轮数据库出错没存进去，那一份更新。"""
        own = self._own.load(conversation_id)
        if own is not None:
            return own
        query = sa.select(TABLE.c.slots).where(TABLE.c.conversation_id == conversation_id)
        found = self._try(lambda connection: connection.execute(query).scalar())
        return found if isinstance(found, str) else None

    def save(self, conversation_id: str, slots: str) -> None:
        """存；出错时存在本进程里。"""
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        row = {"conversation_id": conversation_id, "slots": slots, "updated": _now()}
        changed = {name: row[name] for name in ("slots", "updated")}
        upsert = insert(TABLE).values(**row).on_conflict_do_update(index_elements=["conversation_id"], set_=changed)
        if self._try(lambda connection: connection.execute(upsert).rowcount is not None):
            self._own.erase(conversation_id)
        else:
            self._own.save(conversation_id, slots)
        self._forget_old()

    def erase(self, conversation_id: str) -> None:
        """两处都删。删不掉要让调用方知道，所以不吞错误。"""
        self._own.erase(conversation_id)
        self._make_table()
        with self._engine.begin() as connection:
            connection.execute(TABLE.delete().where(TABLE.c.conversation_id == conversation_id))

    def ids(self) -> Iterable[str]:
        """全部对话编号。"""
        found = self._try(lambda connection: [row[0] for row in connection.execute(sa.select(TABLE.c.conversation_id))])
        return [*(found or []), *self._own.ids()]

    def _forget_old(self) -> None:
        """隔一阵删一次过期的。"""
        if time.monotonic() < self._next_forget:
            return
        self._next_forget = time.monotonic() + FORGET_EVERY_S
        before = _now() - self._retention
        self._try(lambda connection: connection.execute(TABLE.delete().where(TABLE.c.updated < before)).rowcount)

    def _make_table(self) -> None:
        """建表。几个机器人同时第一次启动会撞在一起，撞了再看一次就有了，不能当作数据库坏了。"""
        try:
            metadata.create_all(self._engine)
        except (sa.exc.ProgrammingError, sa.exc.IntegrityError):
            metadata.create_all(self._engine)
        self._made = True

    def _try(self, work):  # type: ignore[no-untyped-def]
        """做一件事；数据库出错返回 None。"""
        if time.monotonic() < self._down_until:
            return None
        try:
            if not self._made:
                self._make_table()
            with self._engine.begin() as connection:
                return work(connection)
        except sa.exc.SQLAlchemyError as problem:
            self._down_until = time.monotonic() + RETRY_S
            log.warning("对话存储暂时用不了，改用内存：%s", type(problem).__name__)
            return None


def open_storage(url: str, limit: int, retention_days: int) -> SlotStorage:
    """没给数据库地址就存在内存里。"""
    if url:
        return InDatabase(url, limit, retention_days)
    return InMemory(limit, dt.timedelta(days=retention_days).total_seconds())


def _with_driver(url: str) -> str:
    """主环境用 psycopg 3，这里（SQLAlchemy 1.4）只能用 psycopg2：地址写法统一成这边的。"""
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg2://{rest}" if scheme.startswith("postgres") else url


def _connect_arguments(url: str) -> dict[str, object]:
    """连不上、查不动都要很快知道：网关只等几秒。"""
    if url.startswith("postgres"):
        # 一秒：短于网关等机器人的耐心（patience_s），表被锁住时这一句照样由机器人答
        return {"connect_timeout": 2, "options": "-c statement_timeout=1000"}
    return {"timeout": 2} if url.startswith("sqlite") else {}


def _now() -> dt.datetime:
    return dt.datetime.utcnow()
