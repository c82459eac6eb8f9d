"""哪些进程活着：定时续命，过期的当作死了。"""

from __future__ import annotations

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import ColumnElement

from connectors.wechat.inbox.database import Database
from connectors.wechat.inbox.tables import Worker


def alive(owner: InstrumentedAttribute[str], now: float) -> ColumnElement[bool]:
    """“这一行的主人还活着”的条件。"""
    return exists(select(Worker.owner).where(Worker.owner == owner, Worker.alive_until >= now))


def is_alive(session: Session, owner: str, now: float) -> bool:
    """这个进程是否还活着；空的主人不算。"""
    until = session.scalar(select(Worker.alive_until).where(Worker.owner == owner))
    return until is not None and until >= now


def beat(database: Database, owner: str, now: float, lease_s: float) -> None:
    """续命到 `now + lease_s`；顺手清掉死了很久的。"""
    with database.begin() as session:
        changed = session.execute(
            update(Worker).where(Worker.owner == owner).values(alive_until=now + lease_s)
        )
        if not changed.rowcount:  # type: ignore[attr-defined]
            database.insert_new(session, Worker, owner=owner, alive_until=now + lease_s)
        session.execute(delete(Worker).where(Worker.alive_until < now - 3600))


def leave(database: Database, owner: str) -> None:
    """进程正常退出：马上让别人接手，不用等过期。"""
    with database.begin() as session:
        session.execute(delete(Worker).where(Worker.owner == owner))
