"""冲突（数据不同源）的队列：找出来、并排看、选一方或合并、记住办法下次照办。处理的结果都是修改，照样要审。"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from catalog.conflicts import Conflict, find_conflicts
from catalog.editing.changes import EDITED, Edit, changed_fields
from catalog.editing.records import Key, find_record
from catalog.matching.names import normal
from catalog.storage import releases
from catalog.storage.desk_tables import Dispute, DisputeRule
from catalog.storage.engine import writing
from catalog.storage.tables import NATIONAL_SOURCE

OPEN, SETTLED, GONE = "open", "settled", "gone"
COPIED = ("materials", "fee", "time_limit", "consult_phone", "url")
"""选一方时，可以把这一方的值照抄到另一方的字段。"""


@dataclass(frozen=True)
class Case:
    """队列里的一处冲突。"""

    id: int
    basic_code: str
    name: str
    field: str
    harm: int
    words: str
    advice: str
    sides: list[dict[str, Any]]
    state: str
    choice: str
    settled_by: str
    settled_at: Any

    def key(self, side: int) -> Key:
        """一方是哪条记录。"""
        one = self.sides[side]
        return Key("basic" if one["source"] == NATIONAL_SOURCE else "item", one["code"], one["region"])

    @property
    def sources(self) -> tuple[str, ...]:
        """各方的来源。"""
        return tuple(side["source"] for side in self.sides)


def _digest(conflict: Conflict) -> str:
    """同一处冲突的摘要：谁和谁、哪个字段、各说什么。说法变了就是新的冲突。"""
    said = [conflict.basic_code, conflict.field, [[s.source, s.region, s.code, s.value] for s in conflict.sides]]
    return hashlib.sha1(json.dumps(said, ensure_ascii=False).encode(), usedforsecurity=False).hexdigest()


def refresh(engine: Engine) -> dict[str, int]:
    """重新找一遍：新的排进队列，已经没有的标成“没有了”，处理过的不再冒出来。返回各有几处。"""
    found = {_digest(conflict): conflict for conflict in find_conflicts(engine)}
    with writing(engine) as connection:
        known = {row.digest: row.state for row in connection.execute(select(Dispute.digest, Dispute.state))}
        fresh = [
            {
                "digest": digest, "basic_code": one.basic_code[:80], "name": one.name[:400], "field": one.field,
                "harm": one.harm, "words": one.words, "advice": one.advice, "state": OPEN, "choice": "",
                "settled_by": "", "sides": [side.__dict__ for side in one.sides],
            }
            for digest, one in found.items()
            if digest not in known
        ]
        if fresh:
            connection.execute(insert(Dispute), fresh)
        gone = [digest for digest, state in known.items() if state == OPEN and digest not in found]
        back = [digest for digest, state in known.items() if state == GONE and digest in found]
        for digests, state in ((gone, GONE), (back, OPEN)):
            for start in range(0, len(digests), 500):
                part = Dispute.digest.in_(digests[start : start + 500])
                connection.execute(update(Dispute).where(part).values(state=state))
    return {"新的": len(fresh), "没有了": len(gone), "共": len(found)}


def _case(row: Any) -> Case:
    return Case(
        row.id, row.basic_code, row.name, row.field, row.harm, row.words, row.advice, list(row.sides), row.state,
        row.choice, row.settled_by, row.settled_at,
    )


def cases(
    engine: Engine, state: str = OPEN, field: str = "", start: int = 0, limit: int = 50
) -> tuple[list[Case], int]:
    """队列的一页（各处，总数），害处大的在前。"""
    mine = [Dispute.state == state, *([Dispute.field == field] if field else [])]
    with engine.connect() as connection:
        wanted = select(Dispute).where(*mine).order_by(Dispute.harm.desc(), Dispute.name, Dispute.id)
        listed = [_case(row) for row in connection.execute(wanted.offset(start).limit(limit))]
        total = connection.execute(select(func.count()).select_from(Dispute).where(*mine)).scalar_one()
        return listed, int(total)


def read_case(engine: Engine, number: int) -> Case | None:
    """一处冲突；没有返回 None。"""
    with engine.connect() as connection:
        row = connection.execute(select(Dispute).where(Dispute.id == number)).one_or_none()
    return _case(row) if row else None


def settle(engine: Engine, case: Case, choice: str, author: str) -> None:
    """记下怎么处理的。"""
    values = {"state": SETTLED, "choice": choice[:300], "settled_by": author, "settled_at": releases.now()}
    with writing(engine) as connection:
        connection.execute(update(Dispute).where(Dispute.id == case.id).values(**values))


def remember(engine: Engine, case: Case, prefer: str, author: str) -> None:
    """记住：这两个来源的这个字段不一时听谁的。"""
    first, second = sorted(set(case.sources))[:2] if len(set(case.sources)) > 1 else (case.sources[0],) * 2
    values = {"field": case.field, "source": first, "other": second, "prefer": prefer, "author": author}
    with writing(engine) as connection:
        same = (DisputeRule.field == case.field, DisputeRule.source == first, DisputeRule.other == second)
        if connection.execute(select(DisputeRule.id).where(*same)).first():
            connection.execute(update(DisputeRule).where(*same).values(prefer=prefer, author=author))
        else:
            connection.execute(insert(DisputeRule).values(**values, created_at=releases.now()))


def rules(engine: Engine) -> list[Any]:
    """记住的办法。"""
    with engine.connect() as connection:
        return list(connection.execute(select(DisputeRule).order_by(DisputeRule.id)).all())


def forget(engine: Engine, number: int) -> None:
    """不再照这个办法。"""
    with writing(engine) as connection:
        connection.execute(delete(DisputeRule).where(DisputeRule.id == number))


def edit_for(connection: Connection, members: dict[str, int], case: Case, winner: int, author: str) -> Edit | None:
    """照抄一方的值到另一方，返回这个修改；这种字段不能照抄、或已经一样，返回 None。"""
    if case.field not in COPIED or len(case.sides) != 2:
        return None
    right = find_record(connection, members, case.key(winner))
    wrong = find_record(connection, members, case.key(1 - winner))
    if right is None or wrong is None or right.content.get(case.field) is None:
        return None
    note = f"冲突：以“{case.sides[winner]['value'][:40]}”为准"
    return _edited(wrong, {case.field: right.content[case.field]}, author, note)


def merged_edit(connection: Connection, members: dict[str, int], case: Case, author: str) -> Edit | None:
    """两边的材料都列上，改在来源数据那一方（两方都是来源数据就改第二方）；只有材料能合并。"""
    if case.field != "materials" or len(case.sides) != 2:
        return None
    target = 0 if case.sides[1]["source"] == NATIONAL_SOURCE else 1
    mine = find_record(connection, members, case.key(target))
    other = find_record(connection, members, case.key(1 - target))
    if mine is None or other is None:
        return None
    listed = list(mine.content.get("materials", []))
    have = {normal(material["name"]) for material in listed}
    listed += [one for one in other.content.get("materials", []) if normal(one["name"]) not in have]
    return _edited(mine, {"materials": listed}, author, "冲突：两边的材料都列上")


def _edited(found: Any, values: dict[str, Any], author: str, note: str) -> Edit | None:
    """改几个字段。"""
    changes = changed_fields(found.content, {**found.content, **values})
    return Edit(0, found.source, found.key, found.name, EDITED, changes, author, note=note) if changes else None


def by_rules(engine: Engine, author: str) -> list[tuple[Case, Edit]]:
    """照记住的办法能处理的（冲突，修改）。只算不存。"""
    known = {(rule.field, rule.source, rule.other): rule.prefer for rule in rules(engine)}
    serving = releases.current(engine)
    if not known or serving is None:
        return []
    made = []
    with engine.connect() as connection:
        for case in cases(engine, OPEN, limit=100_000)[0]:
            pair = tuple(sorted(set(case.sources)))
            prefer = known.get((case.field, *pair)) if len(pair) == 2 else None  # type: ignore[arg-type]
            if prefer in case.sources:
                edit = edit_for(connection, serving.members, case, case.sources.index(prefer), author)
                if edit is not None:
                    made.append((case, edit))
    return made
