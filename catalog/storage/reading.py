"""按需读取一个发布里的地方记录：不把十万条都放进内存。"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, and_, bindparam, select

from catalog.matching import COVERS
from catalog.storage.tables import Match, StoredRecord

_REGIONAL = ("item", "guide")
_COLUMNS = (
    StoredRecord.id, StoredRecord.kind, StoredRecord.code, StoredRecord.region, StoredRecord.text_digest,
    StoredRecord.body, Match.basic_code, Match.rule,
)


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
    region: str
    text_digest: str
    body_text: str
    basic_code: str

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
        self._by_code = self._base.where(StoredRecord.code == bindparam("code"), StoredRecord.kind.in_(_REGIONAL))
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
        statement = self._base.where(StoredRecord.kind.in_(_REGIONAL)).order_by(
            StoredRecord.text_digest, StoredRecord.id
        )
        if not self._versions:
            return
        with self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=1000).execute(statement):
                yield Passage(row.kind, row.region, row.text_digest, row.body, row.basic_code or "")

    def regions(self) -> set[str]:
        """有地方记录的地方。"""
        if not self._versions:
            return set()
        statement = select(StoredRecord.region).where(
            StoredRecord.version_id.in_(self._versions), StoredRecord.kind.in_(_REGIONAL)
        )
        with self._engine.connect() as connection:
            return set(connection.execute(statement.distinct()).scalars())
