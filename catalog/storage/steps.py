"""两个发布之间哪些地方文字变了：发布前在数据库里比好存下，跟版时只读这些。

一段文字的检索文档由有这段文字的全部记录（种类、代码、地方、正文、对应的全国事项）决定，与存放次序无关；
所以两版里这组记录一样，文档就一样。比的是记录的集合：哪一边多出一条，它的文字就算变了。
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, and_, exists, func, insert, select
from sqlalchemy.orm import aliased

from catalog.matching import COVERS
from catalog.storage.tables import NATIONAL_SOURCE, ChangedText, Match, ReleaseStep, StoredRecord

REGIONAL = ("item", "guide")
"""地方记录的种类。"""
MOST_CHANGED = 20_000
"""变了的文字多过这么多就不记：一段一段去读，已不比整个重读快。"""
MOST_STEPS = 64
"""隔了这么多次发布就不再一步步追，整个重读。"""
_CHUNK = 2000


def changed_texts(engine: Engine, old: Mapping[str, int], new: Mapping[str, int]) -> list[str] | None:
    """两组来源版本之间变了的地方文字（摘要，已排序）；多过 MOST_CHANGED 返回 None。

    两组的匹配都要已经算好。来源版本写完就不再改，所以不必在发布的事务里比。
    """
    nations = old.get(NATIONAL_SOURCE, 0), new.get(NATIONAL_SOURCE, 0)
    before, after = _regional(old), _regional(new)
    found: set[str] = set()
    with engine.connect() as connection:
        for one, other, here, there in (
            (after - before, before - after, nations[1], nations[0]),
            (before - after, after - before, nations[0], nations[1]),
        ):
            statements = [_only(one, other, here, there)]
            if here != there:
                statements.append(_matched_only(before & after, here, there))
            for statement in statements:
                found.update(connection.execute(statement.limit(MOST_CHANGED + 1)).scalars())
                if len(found) > MOST_CHANGED:
                    return None
    return sorted(found)


def _regional(members: Mapping[str, int]) -> frozenset[int]:
    """地方来源的版本。"""
    return frozenset(version for source, version in members.items() if source != NATIONAL_SOURCE)


def _matched(record: Any, match: Any, national: int) -> Any:
    """一条记录按这个全国版本匹配上的：一项含几事的不算对应（读文档时也不算）。"""
    return and_(match.record_id == record.id, match.national_version_id == national, match.rule != COVERS)


def _only(versions: Collection[int], others: Collection[int], national: int, other_national: int) -> Any:
    """`versions` 里有、`others` 里没有一模一样的记录的文字。"""
    mine, same = aliased(StoredRecord), aliased(StoredRecord)
    match, same_match = aliased(Match), aliased(Match)
    twin = (
        select(same.id)
        .outerjoin(same_match, _matched(same, same_match, other_national))
        .where(
            same.version_id.in_(others),
            same.text_digest == mine.text_digest,
            same.region == mine.region,
            same.kind == mine.kind,
            same.code == mine.code,
            same.body == mine.body,
            func.coalesce(same_match.basic_code, "") == func.coalesce(match.basic_code, ""),
        )
        .correlate(mine, match)
    )
    return (
        select(mine.text_digest)
        .outerjoin(match, _matched(mine, match, national))
        .where(mine.version_id.in_(versions), mine.kind.in_(REGIONAL), ~exists(twin))
        .distinct()
    )


def _matched_only(versions: Collection[int], national: int, other_national: int) -> Any:
    """两版都有的来源里，按 `national` 对应到某个全国事项、按 `other_national` 却不对应到它的记录的文字。"""
    match, same = aliased(Match), aliased(Match)
    twin = select(same.record_id).where(
        same.national_version_id == other_national,
        same.record_id == match.record_id,
        same.basic_code == match.basic_code,
        same.rule != COVERS,
    )
    return (
        select(StoredRecord.text_digest)
        .join(match, _matched(StoredRecord, match, national))
        .where(match.version_id.in_(versions), ~exists(twin.correlate(match)))
        .distinct()
    )


def save_step(connection: Connection, release_id: int, previous_id: int, changed: Sequence[str]) -> None:
    """记下一个发布相对另一个（编号更小的）变了哪些文字。"""
    connection.execute(insert(ReleaseStep).values(release_id=release_id, previous_id=previous_id))
    for start in range(0, len(changed), _CHUNK):
        part = changed[start : start + _CHUNK]
        connection.execute(insert(ChangedText), [{"release_id": release_id, "text_digest": digest} for digest in part])


def texts_between(engine: Engine, one: int, other: int) -> set[str] | None:
    """从一个发布到另一个（往前、往后、隔几次、回退过再发布都行）可能变了的文字；追不到或变得太多返回 None。

    每个发布只和一个更早的比过，连起来是一棵树：两头轮流往早处退，退到同一个为止，沿途变过的都算。
    """
    found: set[str] = set()
    with engine.connect() as connection:
        for _ in range(MOST_STEPS):
            if one == other:
                return found
            late, other = max(one, other), min(one, other)
            before = connection.execute(
                select(ReleaseStep.previous_id).where(ReleaseStep.release_id == late)
            ).scalar_one_or_none()
            if before is None or before >= late:
                return None
            changed = select(ChangedText.text_digest).where(ChangedText.release_id == late)
            found.update(connection.execute(changed).scalars())
            if len(found) > MOST_CHANGED:
                return None
            one = before
    return None
