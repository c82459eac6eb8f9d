"""来源版本：一个来源的一次导入，写完就不再改；内容与某次相同就还是那一次。"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from catalog.problems import Problem
from catalog.storage.engine import writing
from catalog.storage.records import Row
from catalog.storage.tables import SourceVersion, StoredRecord

_CHUNK = 2000
_PROBLEMS_KEPT = 500


@dataclass(frozen=True)
class Version:
    """一个来源版本的要点。"""

    id: int
    source: str
    digest: str
    rows: int
    created_at: dt.datetime


def now() -> dt.datetime:
    """现在的 UTC 时间。"""
    return dt.datetime.now(dt.UTC)


def rows_digest(rows: Iterable[Row]) -> str:
    """一组记录的摘要，与顺序无关。"""
    total = hashlib.sha256()
    for line in sorted(f"{row.kind}\t{row.code}\t{row.region}\t{row.basic_code}\t{row.body}" for row in rows):
        total.update(line.encode())
        total.update(b"\n")
    return total.hexdigest()


def save_version(
    engine: Engine,
    source: str,
    rows: Sequence[Row],
    *,
    digest: str = "",
    title: str = "",
    file_name: str = "",
    problems: Sequence[Problem] = (),
    rejected: int = 0,
    pending: bool = False,
) -> tuple[Version, bool]:
    """存一个来源的一次内容，返回（版本，是不是新的）；内容与某次相同就返回那一次。"""
    digest = digest or rows_digest(rows)
    with writing(engine) as connection:
        known = connection.execute(
            select(SourceVersion).where(SourceVersion.source == source, SourceVersion.digest == digest)
        ).one_or_none()
        if known is not None:
            # 重新导入旧内容等于“最新一次就是它”：把时间往前提，发布时会选中它。
            moment = known.created_at if pending else now()
            values = {} if pending else {"created_at": moment, "pending": False}
            if values:
                connection.execute(update(SourceVersion).where(SourceVersion.id == known.id).values(**values))
            return Version(known.id, source, digest, known.row_count, moment), False
        moment = now()
        version_id = int(
            connection.execute(
                insert(SourceVersion)
                .values(
                    source=source,
                    title=title,
                    digest=digest,
                    file_name=file_name,
                    created_at=moment,
                    row_count=len(rows),
                    rejected=rejected,
                    problems=[problem.as_dict() for problem in problems[:_PROBLEMS_KEPT]],
                    pending=pending,
                )
                .returning(SourceVersion.id)
            ).scalar_one()
        )
        for start in range(0, len(rows), _CHUNK):
            connection.execute(
                insert(StoredRecord),
                [{"version_id": version_id, **row.columns()} for row in rows[start : start + _CHUNK]],
            )
    return Version(version_id, source, digest, len(rows), moment), True


def latest_versions(connection: Connection) -> dict[str, Version]:
    """每个来源最近一次导入的原件；没审过的导入、叠了修改的版本不算。"""
    found: dict[str, Version] = {}
    imported = select(SourceVersion).where(SourceVersion.pending.is_(False), SourceVersion.base_id.is_(None))
    for row in connection.execute(imported.order_by(SourceVersion.created_at, SourceVersion.id)):
        found[row.source] = Version(row.id, row.source, row.digest, row.row_count, row.created_at)
    return found


def version_of(connection: Connection, number: int) -> Version | None:
    """一个来源版本的要点；没有这个编号返回 None。"""
    row = connection.execute(select(SourceVersion).where(SourceVersion.id == number)).one_or_none()
    return Version(row.id, row.source, row.digest, row.row_count, row.created_at) if row else None


def imports(connection: Connection) -> list[dict[str, Any]]:
    """全部来源版本的登记内容，新的在前。"""
    rows = connection.execute(select(SourceVersion).order_by(SourceVersion.created_at.desc(), SourceVersion.id.desc()))
    return [dict(row._mapping) for row in rows]


def find_version(connection: Connection, source: str, digest: str) -> Version | None:
    """某个来源内容摘要为 digest 的版本；没存过返回 None。"""
    row = connection.execute(
        select(SourceVersion).where(SourceVersion.source == source, SourceVersion.digest == digest)
    ).one_or_none()
    return Version(row.id, row.source, row.digest, row.row_count, row.created_at) if row else None
