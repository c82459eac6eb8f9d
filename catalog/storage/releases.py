"""写入与发布。

每一步都是一个事务：写来源版本 → 算匹配 → 算哪些文字变了 → 发布（写发布、成员、变了的文字，改指针）。
任何一步之间被杀掉，读者看到的仍是原来的发布；再运行一次就接着做完。
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, func, insert, select, update

from catalog.storage.draft_tables import ReleaseEdit
from catalog.storage.engine import writing
from catalog.storage.matches import ensure_matches
from catalog.storage.source_versions import now as now
from catalog.storage.source_versions import version_of
from catalog.storage.steps import changed_texts, save_step
from catalog.storage.tables import NATIONAL_SOURCE, Pointer, Release, ReleaseMember, StoredRecord

Step = Callable[[str], None]


def _no_step(_name: str) -> None:
    """默认不在步骤之间做任何事；测试在这里杀进程。"""


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
    changed = changed_texts(engine, now_serving.members, members) if now_serving else None
    compared = now_serving.id if now_serving and changed is not None else None
    after_step("算变化")
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
        if compared is not None and changed is not None:
            # 比的时候在服务的那一版；这期间别的进程又发布了也无妨，差异是这两版之间的
            save_step(connection, release_id, compared, changed)
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
