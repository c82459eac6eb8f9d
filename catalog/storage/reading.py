"""按需读取一个发布里的地方记录：不把十万条都放进内存。"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, and_, bindparam, func, select

from catalog.matching import COVERS
from catalog.storage.steps import REGIONAL
from catalog.storage.tables import Match, StoredRecord

_COLUMNS = (
    StoredRecord.id, StoredRecord.kind, StoredRecord.code, StoredRecord.region, StoredRecord.text_digest,
    StoredRecord.body, Match.basic_code, Match.rule,
)
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Found:
    """读到的一条地方记录：正文、层级、匹配到的全国代码和规则。"""

    kind: str
    code: str
    region: str
    text_digest: str
    body: dict[str, Any]
    basic_code: str
    rule: str


@dataclass(frozen=True, slots=True)
class Passage:
    """给检索用的一条地方记录，正文还没解开：十万条里换版时多半没变，不必都解。"""

    kind: str
    code: str
    region: str
    text_digest: str
    body_text: str
    basic_code: str

    @property
    def order(self) -> tuple[str, ...]:
        """同一段文字里谁出面：级别高、代码小的在前；与导入的先后、存放的次序无关，两版之间才可比。"""
        return self.region, self.code, self.kind, self.body_text, self.basic_code

    @property
    def body(self) -> dict[str, Any]:
        """解开的正文。"""
        record: dict[str, Any] = json.loads(self.body_text)["record"]
        return record


class Reader:
    """读一个发布的地方记录。"""

    def __init__(self, engine: Engine, versions: Sequence[int], national: int | None) -> None:
        self._engine = engine
        self._versions = list(versions)
        joined = and_(Match.record_id == StoredRecord.id, Match.national_version_id == (national or 0))
        # 按代码、按文字读时，一项含几事的当作没有对应：它和哪个全国事项都不是同一件事。
        same = and_(joined, Match.rule != COVERS)
        self._base: Any = (
            select(*_COLUMNS)
            .outerjoin(Match, same)
            .where(StoredRecord.version_id.in_(self._versions))
        )
        regions: Any = bindparam("regions", expanding=True)
        self._by_code = self._base.where(StoredRecord.code == bindparam("code"), StoredRecord.kind.in_(REGIONAL))
        self._by_text = self._base.where(
            StoredRecord.text_digest == bindparam("digest"), StoredRecord.region.in_(regions)
        )
        self._by_basic = (
            select(*_COLUMNS)
            .join(Match, joined)
            .where(
                Match.basic_code == bindparam("basic"),
                Match.version_id.in_(self._versions),
                Match.region.in_(regions),
            )
        )

    def _rows(self, statement: Any, values: dict[str, Any]) -> list[Found]:
        """执行一个查询，按记录编号排好。"""
        if not self._versions:
            return []
        with self._engine.connect() as connection:
            rows = sorted(connection.execute(statement, values), key=lambda row: int(row.id))
        return [
            Found(
                row.kind,
                row.code,
                row.region,
                row.text_digest,
                json.loads(row.body)["record"],
                row.basic_code or "",
                row.rule or "",
            )
            for row in rows
        ]

    def by_code(self, code: str) -> list[Found]:
        """这个代码的地方记录（可能几个地方都有）。"""
        return self._rows(self._by_code, {"code": code})

    def by_text(self, digest: str, regions: Sequence[str]) -> list[Found]:
        """这些地方里与某条文字相同的记录。"""
        return self._rows(self._by_text, {"digest": digest, "regions": list(regions)})

    def by_basic(self, basic: str, regions: Sequence[str]) -> list[Found]:
        """这些地方里对应某个全国事项（或一件事）的记录。"""
        return self._rows(self._by_basic, {"basic": basic, "regions": list(regions)})

    def regional(self) -> Iterator[Passage]:
        """全部地方记录，一条一条给，文字相同的挨着。"""
        return self._passages(self._base.where(StoredRecord.kind.in_(REGIONAL)).order_by(StoredRecord.text_digest))

    def of_texts(self, digests: Collection[str]) -> Iterator[Passage]:
        """这些文字的全部地方记录，文字相同的挨着；已经没有记录的文字就没有。"""
        wanted = sorted(digests)
        few: Any = bindparam("digests", expanding=True)
        statement = self._base.where(StoredRecord.kind.in_(REGIONAL), StoredRecord.text_digest.in_(few))
        statement = statement.order_by(StoredRecord.text_digest)
        for start in range(0, len(wanted), _CHUNK):
            yield from self._passages(statement, {"digests": wanted[start : start + _CHUNK]})

    def _passages(self, statement: Any, values: dict[str, Any] | None = None) -> Iterator[Passage]:
        """逐条给出查到的地方记录。"""
        if not self._versions:
            return
        with self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=1000).execute(statement, values or {}):
                yield Passage(row.kind, row.code, row.region, row.text_digest, row.body, row.basic_code or "")

    def regions(self) -> set[str]:
        """有地方记录的地方。顺着（版本，地方）的索引一个地方一跳，用时只看有多少个地方，不看有多少条记录。"""
        found: set[str] = set()
        with self._engine.connect() as connection:
            for version in self._versions:
                found.update(connection.execute(_EACH_REGION, {"version": version}).scalars())
        return found


def _each_region() -> Any:
    """一个版本里的地方，从小到大：先取最小的，再取比它大的里最小的……"""
    here = StoredRecord.version_id == bindparam("version")
    first = select(func.min(StoredRecord.region).label("region")).where(here)
    walk = first.cte("walk", recursive=True)
    following = select(func.min(StoredRecord.region)).where(here, StoredRecord.region > walk.c.region).scalar_subquery()
    walk = walk.union_all(select(following).where(walk.c.region.is_not(None)))
    return select(walk.c.region).where(walk.c.region.is_not(None))


_EACH_REGION = _each_region()
