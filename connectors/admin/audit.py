"""审计：只增不改，每条带着上一条的摘要，可以验。"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, or_, select

from catalog.storage.engine import writing
from connectors.admin.storage import AuditEntry

FIRST = "0" * 64


@dataclass(frozen=True)
class Entry:
    """一条审计。"""

    id: int
    at: str
    who: str
    what: str
    subject: str
    detail: str
    address: str


class Audit:
    """记审计、查审计、验审计。没有修改和删除的办法。"""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(self, who: str, what: str, subject: str = "", detail: Any = "", address: str = "") -> None:
        """记一条：谁、做了什么、对什么、细节、从哪个地址。"""
        with writing(self._engine) as connection:
            self.note_in(connection, who, what, subject, detail, address)

    def note_in(
        self, connection: Connection, who: str, what: str, subject: str = "", detail: Any = "", address: str = ""
    ) -> None:
        """在已有的写事务里记一条。"""
        previous = connection.execute(select(AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1)).scalar()
        written = detail if isinstance(detail, str) else json.dumps(detail, ensure_ascii=False, sort_keys=True)
        values = {
            "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), "who": who[:80], "what": what[:60],
            "subject": subject[:400], "detail": written[:20_000], "address": address[:64],
            "previous": previous or FIRST,
        }
        connection.execute(insert(AuditEntry).values(**values, digest=_digest(values)))

    def listed(self, words: str = "", start: int = 0, limit: int = 100) -> tuple[list[Entry], int]:
        """含有这些字的审计（这一页，总数），新的在前。"""
        wanted, counted = select(AuditEntry), select(func.count()).select_from(AuditEntry)
        if words:
            columns = (AuditEntry.who, AuditEntry.what, AuditEntry.subject)
            where = or_(*(column.contains(words, autoescape=True) for column in columns))
            wanted, counted = wanted.where(where), counted.where(where)
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.order_by(AuditEntry.id.desc()).offset(start).limit(limit)).all()
            total = connection.execute(counted).scalar_one()
        return [Entry(r.id, r.at, r.who, r.what, r.subject, r.detail, r.address) for r in rows], total

    def broken_at(self) -> int | None:
        """从头验一遍，返回第一条对不上的编号；都对得上返回 None。"""
        previous = FIRST
        with self._engine.connect() as connection:
            for row in connection.execute(select(AuditEntry).order_by(AuditEntry.id)):
                values = {name: getattr(row, name) for name in _FIELDS}
                if row.previous != previous or row.digest != _digest(values):
                    return int(row.id)
                previous = row.digest
        return None


_FIELDS = ("at", "who", "what", "subject", "detail", "address", "previous")


def _digest(values: dict[str, Any]) -> str:
    """一条审计连同上一条摘要的摘要。"""
    return hashlib.sha256(json.dumps([values[name] for name in _FIELDS], ensure_ascii=False).encode()).hexdigest()
