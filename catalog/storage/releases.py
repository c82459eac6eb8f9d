"""写入与发布。

每一步都是一个事务：写来源版本 → 算匹配 → 发布（写发布、成员，改指针）。任何一步之间被杀掉，
读者看到的仍是原来的发布；再运行一次就接着做完。
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from catalog.problems import Problem
from catalog.storage.draft_tables import ReleaseEdit
from catalog.storage.engine import writing
from catalog.storage.matches import ensure_matches
from catalog.storage.records import Row
from catalog.storage.tables import (
    NATIONAL_SOURCE,
    Pointer,
    Release,
    ReleaseMember,
    SourceVersion,
    StoredRecord,
)

_CHUNK = 2000
_PROBLEMS_KEPT = 500
Step = Callable[[str], None]


def _no_step(_name: str) -> None:
    """默认不在步骤之间做任何事；测试在这里杀进程。"""


@dataclass(frozen=True)
class Version:
    """一个来源版本的要点。"""

    id: int
    source: str
    digest: str
    rows: int
    created_at: dt.datetime


@dataclass(frozen=True)
class ReleaseInfo:
    """一次发布的要点；`members` 是来源 → 版本号。"""

    id: int
    digest: str
    created_at: dt.datetime
    note: str
    members: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    previous_id: int | None = None
    author: str = ""
    approver: str = ""


@dataclass(frozen=True)
class Signed:
    """谁送审、谁批准，带着哪些修改（按先后）。命令行发布没有人名，修改照旧带着。"""

    edits: tuple[int, ...] = ()
    author: str = ""
    approver: str = ""


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


def current(engine: Engine) -> ReleaseInfo | None:
    """正在提供服务的发布；还没发布过返回 None。"""
    with engine.connect() as connection:
        release_id = connection.execute(select(Pointer.release_id)).scalar()
        return release_info(connection, release_id) if release_id is not None else None


def release_info(connection: Connection, release_id: int) -> ReleaseInfo | None:
    """一次发布的要点；没有这个编号返回 None。"""
    row = connection.execute(select(Release).where(Release.id == release_id)).one_or_none()
    if row is None:
        return None
    members = connection.execute(
        select(ReleaseMember.source, ReleaseMember.version_id).where(ReleaseMember.release_id == release_id)
    )
    return ReleaseInfo(
        id=row.id,
        digest=row.digest,
        created_at=row.created_at,
        note=row.note,
        members={member.source: member.version_id for member in members},
        counts=row.counts,
        previous_id=row.previous_id,
        author=row.author,
        approver=row.approver,
    )


def history(engine: Engine, limit: int = 50) -> list[ReleaseInfo]:
    """最近的发布，新的在前。"""
    with engine.connect() as connection:
        ids = connection.execute(select(Release.id).order_by(Release.id.desc()).limit(limit)).scalars().all()
        return [info for info in (release_info(connection, number) for number in ids) if info]


def publish_members(
    engine: Engine,
    members: dict[str, int],
    *,
    note: str = "",
    signed: Signed | None = None,
    after_step: Step = _no_step,
) -> ReleaseInfo:
    """发布一组来源版本：先算好匹配，再在一个事务里写发布并改指针。内容没变就不产生新发布。"""
    with engine.connect() as connection:
        digests = [
            f"{source}:{found.digest}"
            for source, number in sorted(members.items())
            if (found := version_of(connection, number))
        ]
    digest = hashlib.sha256("\n".join(digests).encode()).hexdigest()
    now_serving = current(engine)
    if now_serving and now_serving.digest == digest:
        return now_serving
    match_members(engine, members, after_step)
    signed = signed or Signed()
    with writing(engine) as connection:
        pointed = connection.execute(select(Pointer.release_id)).scalar()
        now_serving = release_info(connection, pointed) if pointed is not None else None
        if now_serving and now_serving.digest == digest:  # 另一个进程刚发布了同样的内容
            return now_serving
        counts: dict[str, int] = {}
        for kind, total in connection.execute(
            select(StoredRecord.kind, func.count())
            .where(StoredRecord.version_id.in_(members.values()))
            .group_by(StoredRecord.kind)
        ):
            counts[kind] = total
        release_id = int(
            connection.execute(
                insert(Release)
                .values(
                    digest=digest,
                    created_at=now(),
                    note=note,
                    previous_id=now_serving.id if now_serving else None,
                    counts=counts,
                    author=signed.author,
                    approver=signed.approver,
                )
                .returning(Release.id)
            ).scalar_one()
        )
        connection.execute(
            insert(ReleaseMember),
            [{"release_id": release_id, "source": s, "version_id": v} for s, v in sorted(members.items())],
        )
        if signed.edits:
            carried = [{"release_id": release_id, "revision_id": e, "position": n} for n, e in enumerate(signed.edits)]
            connection.execute(insert(ReleaseEdit), carried)
        after_step("写发布")
        _point(connection, release_id)
        after_step("改指针")
    after_step("提交")
    published = current(engine)
    if published is None:
        raise RuntimeError("发布事务已提交，但读不到当前发布")
    return published


def match_members(engine: Engine, members: dict[str, int], after_step: Step = _no_step) -> None:
    """算好一组来源版本的匹配；算过的不再算。"""
    national = members.get(NATIONAL_SOURCE)
    if national is None:
        return
    for source, number in sorted(members.items()):
        if source != NATIONAL_SOURCE:
            ensure_matches(engine, national, number)
            after_step(f"匹配 {source}")


def point_to(engine: Engine, release_id: int) -> ReleaseInfo | None:
    """把当前发布指到一个已有的发布（回退）；没有这个编号返回 None，什么也不改。"""
    with writing(engine) as connection:
        info = release_info(connection, release_id)
        if info is not None:
            _point(connection, release_id)
    return info


def _point(connection: Connection, release_id: int) -> None:
    """改指针：有就更新，没有就插入。"""
    changed = connection.execute(
        update(Pointer).where(Pointer.id == 1).values(release_id=release_id, changed_at=now())
    ).rowcount
    if not changed:
        connection.execute(insert(Pointer).values(id=1, release_id=release_id, changed_at=now()))
