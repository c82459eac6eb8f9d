"""送审单：起草、送审、批准、退回；以及记修改。

状态：drafting 起草 → submitted 待审 → approved 已批准（正在发布）→ published 已发布；退回就回到 drafting，
不要了是 dropped。起草人不能批自己的单子，批的人也不能是单子里任何一处修改的作者。
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from catalog.editing.changes import Edit
from catalog.editing.records import Key
from catalog.storage import releases
from catalog.storage.draft_tables import Proposal, ProposalSource, ReleaseEdit, Revision
from catalog.storage.engine import writing
from catalog.storage.tables import SourceVersion

DRAFTING, SUBMITTED, APPROVED, PUBLISHED, DROPPED = "drafting", "submitted", "approved", "published", "dropped"
OPEN = (DRAFTING, SUBMITTED, APPROVED)


class NotAllowed(Exception):
    """这一步现在不能做；说明里有为什么、怎么办。"""


@dataclass(frozen=True)
class Imported:
    """送审单里的一次导入。"""

    source: str
    title: str
    version_id: int
    against_id: int | None
    rows: int


@dataclass(frozen=True)
class Draft:
    """一张送审单的内容：修改（每条记录的每一次）和导入。"""

    id: int
    title: str
    state: str
    author: str
    created_at: Any
    submitted_at: Any
    reviewer: str
    reviewed_at: Any
    review_note: str
    release_id: int | None
    trouble: list[dict[str, Any]]
    edits: list[Edit] = field(default_factory=list)
    imports: list[Imported] = field(default_factory=list)

    @property
    def authors(self) -> set[str]:
        """参与修改的人。"""
        return {self.author, *(edit.author for edit in self.edits)}


def _edit(row: Any) -> Edit:
    """数据库的一行 → 一次修改。"""
    key = Key(row.kind, row.code, row.region)
    return Edit(
        row.id, row.source, key, row.name, row.action, row.changes,
        row.author, row.created_at, row.note, row.proposal_id,
    )


def start(engine: Engine, title: str, author: str) -> int:
    """新开一张送审单，返回编号。"""
    with writing(engine) as connection:
        values = {"title": title, "state": DRAFTING, "author": author, "created_at": releases.now()}
        added = insert(Proposal).values(**values, reviewer="", review_note="", trouble=[])
        return int(connection.execute(added.returning(Proposal.id)).scalar_one())


def read(engine: Engine, number: int) -> Draft | None:
    """一张送审单；没有返回 None。"""
    with engine.connect() as connection:
        return _read(connection, number)


def _read(connection: Connection, number: int) -> Draft | None:
    row = connection.execute(select(Proposal).where(Proposal.id == number)).one_or_none()
    if row is None:
        return None
    edits = connection.execute(
        select(Revision).where(Revision.proposal_id == number, Revision.withdrawn.is_(False)).order_by(Revision.id)
    )
    imports = connection.execute(
        select(ProposalSource, SourceVersion.title, SourceVersion.row_count)
        .join(SourceVersion, SourceVersion.id == ProposalSource.version_id)
        .where(ProposalSource.proposal_id == number)
    )
    return Draft(
        row.id, row.title, row.state, row.author, row.created_at, row.submitted_at, row.reviewer, row.reviewed_at,
        row.review_note, row.release_id, list(row.trouble or ()), [_edit(one) for one in edits],
        [Imported(one.source, one.title, one.version_id, one.against_id, one.row_count) for one in imports],
    )


def listed(engine: Engine, states: tuple[str, ...] = OPEN, limit: int = 50) -> list[Draft]:
    """这些状态的送审单，新的在前。"""
    with engine.connect() as connection:
        numbers = connection.execute(
            select(Proposal.id).where(Proposal.state.in_(states)).order_by(Proposal.id.desc()).limit(limit)
        ).scalars()
        return [draft for draft in (_read(connection, number) for number in list(numbers)) if draft]


def current_draft(engine: Engine, author: str) -> int | None:
    """这个人最近一张还在起草的单子；没有返回 None。"""
    with engine.connect() as connection:
        wanted = select(Proposal.id).where(Proposal.author == author, Proposal.state == DRAFTING)
        return connection.execute(wanted.order_by(Proposal.id.desc()).limit(1)).scalar()


def add_edit(engine: Engine, number: int, edit: Edit) -> int:
    """在起草中的单子里记一次修改，返回修改的编号。"""
    with writing(engine) as connection:
        _require(connection, number, DRAFTING)
        return int(
            connection.execute(
                insert(Revision)
                .values(
                    proposal_id=number, source=edit.source, kind=edit.key.kind, code=edit.key.code,
                    region=edit.key.region, name=edit.name[:400], action=edit.action, changes=edit.changes,
                    note=edit.note[:400], withdrawn=False, author=edit.author, created_at=releases.now(),
                )
                .returning(Revision.id)
            ).scalar_one()
        )


def drop_record(engine: Engine, number: int, key: Key) -> None:
    """从起草中的单子里撤掉对一条记录的全部修改。"""
    with writing(engine) as connection:
        _require(connection, number, DRAFTING)
        same = (Revision.kind == key.kind, Revision.code == key.code, Revision.region == key.region)
        mine = update(Revision).where(Revision.proposal_id == number, *same)
        connection.execute(mine.values(withdrawn=True))


def add_import(engine: Engine, number: int, source: str, version_id: int, against_id: int | None) -> None:
    """在起草中的单子里放一次导入；同一来源再放就换掉前一次。"""
    with writing(engine) as connection:
        _require(connection, number, DRAFTING)
        mine = (ProposalSource.proposal_id == number, ProposalSource.source == source)
        connection.execute(delete(ProposalSource).where(*mine))
        values = {"proposal_id": number, "source": source, "version_id": version_id, "against_id": against_id}
        connection.execute(insert(ProposalSource).values(**values))


def submit(engine: Engine, number: int) -> None:
    """送审。空单子不能送。"""
    with writing(engine) as connection:
        draft = _require(connection, number, DRAFTING)
        if not draft.edits and not draft.imports:
            raise NotAllowed("这张单子还没有任何修改，不能送审。先改一条记录，或导入一份数据。")
        values = {"state": SUBMITTED, "submitted_at": releases.now(), "trouble": []}
        connection.execute(update(Proposal).where(Proposal.id == number).values(**values))


def approve(engine: Engine, number: int, reviewer: str) -> None:
    """批准。要另一个人批。"""
    with writing(engine) as connection:
        draft = _require(connection, number, SUBMITTED)
        if reviewer in draft.authors:
            raise NotAllowed("不能批准自己参与修改的单子，请另一位审核员来批。")
        values = {"state": APPROVED, "reviewer": reviewer, "reviewed_at": releases.now(), "trouble": []}
        connection.execute(update(Proposal).where(Proposal.id == number).values(**values))


def return_it(
    engine: Engine, number: int, reviewer: str, note: str, trouble: list[dict[str, Any]] | None = None
) -> None:
    """退回起草；写明为什么。"""
    with writing(engine) as connection:
        _require(connection, number, SUBMITTED, APPROVED)
        values = {"state": DRAFTING, "reviewer": reviewer, "reviewed_at": releases.now(), "review_note": note}
        connection.execute(update(Proposal).where(Proposal.id == number).values(**values, trouble=trouble or []))


def drop(engine: Engine, number: int) -> None:
    """不要这张单子了；里面的修改不发布，记录留着可查。"""
    with writing(engine) as connection:
        _require(connection, number, DRAFTING)
        connection.execute(update(Proposal).where(Proposal.id == number).values(state=DROPPED))


def published(engine: Engine, number: int, release_id: int) -> None:
    """记下在哪次发布里发出去的；导入的版本从此算数。"""
    with writing(engine) as connection:
        values = {"state": PUBLISHED, "release_id": release_id, "trouble": []}
        connection.execute(update(Proposal).where(Proposal.id == number).values(**values))
        mine = select(ProposalSource.version_id).where(ProposalSource.proposal_id == number)
        accepted = {"pending": False, "created_at": releases.now()}
        connection.execute(update(SourceVersion).where(SourceVersion.id.in_(mine)).values(**accepted))


def _require(connection: Connection, number: int, *states: str) -> Draft:
    """这张单子，且必须在这些状态之一。"""
    draft = _read(connection, number)
    if draft is None:
        raise NotAllowed(f"没有编号为 {number} 的送审单。")
    if draft.state not in states:
        raise NotAllowed(f"送审单 {number} 现在是“{STATE_WORDS[draft.state]}”，不能这样做。刷新页面看看最新状态。")
    return draft


STATE_WORDS = {
    DRAFTING: "起草中", SUBMITTED: "待审", APPROVED: "已批准，正在发布", PUBLISHED: "已发布", DROPPED: "不要了"
}
"""给人看的状态。"""


def edits_of_release(engine: Engine, release_id: int | None) -> list[Edit]:
    """一个发布带着的修改，按先后。"""
    if release_id is None:
        return []
    with engine.connect() as connection:
        rows = connection.execute(
            select(Revision)
            .join(ReleaseEdit, ReleaseEdit.revision_id == Revision.id)
            .where(ReleaseEdit.release_id == release_id)
            .order_by(ReleaseEdit.position)
        )
        return [_edit(row) for row in rows]


def history_of(engine: Engine, key: Key) -> list[tuple[Edit, str]]:
    """一条记录的全部修改（修改，所在单子的状态；撤掉的是“已撤掉”），新的在前。"""
    with engine.connect() as connection:
        rows = connection.execute(
            select(Revision, Proposal.state)
            .join(Proposal, Proposal.id == Revision.proposal_id)
            .where(Revision.kind == key.kind, Revision.code == key.code, Revision.region == key.region)
            .order_by(Revision.id.desc())
        )
        return [(_edit(row), "已撤掉" if row.withdrawn else STATE_WORDS[row.state]) for row in rows]
