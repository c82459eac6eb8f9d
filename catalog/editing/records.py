"""按“来源、种类、代码、地方”认一条记录，读出它现在的内容。"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from catalog.regions import NATION, Region, RegionTable
from catalog.schema import BasicItem, Portal, Record, RegionEntry, ServiceItem, ServicePackage
from catalog.storage.tables import NATIONAL_SOURCE, StoredRecord

MODELS: dict[str, type[Record]] = {
    "basic": BasicItem,
    "package": ServicePackage,
    "portal": Portal,
    "region": RegionEntry,
    "item": ServiceItem,
    "guide": ServiceItem,
}
"""每种记录的字段定义。"""
NATIONAL_KINDS = ("basic", "package", "portal", "region")


@dataclass(frozen=True, slots=True)
class Key:
    """一条记录是谁。"""

    kind: str
    code: str
    region: str

    @property
    def national(self) -> bool:
        """是不是全国目录里的。"""
        return self.kind in NATIONAL_KINDS


@dataclass(frozen=True)
class Found:
    """读到的一条记录：是谁、哪个来源、写了的字段。"""

    key: Key
    source: str
    name: str
    content: dict[str, Any]


def find_record(connection: Connection, members: dict[str, int], key: Key) -> Found | None:
    """一个发布里的一条记录；没有返回 None。"""
    sources = {version: source for source, version in members.items()}
    row = connection.execute(
        select(StoredRecord.version_id, StoredRecord.name, StoredRecord.body)
        .where(
            StoredRecord.version_id.in_(sources),
            StoredRecord.kind == key.kind,
            StoredRecord.code == key.code,
            StoredRecord.region == key.region,
        )
        .order_by(StoredRecord.id)
        .limit(1)
    ).one_or_none()
    if row is not None:
        return Found(key, sources[row.version_id], row.name, json.loads(row.body)["record"])
    content = bundled_region(key.code) if key.kind == "region" else None
    return Found(key, NATIONAL_SOURCE, str(content["name"]), content) if content else None


BUNDLED_SOURCE, BUNDLED_CHECKED = "china-division 2.7.0（2023-06-30）", "2023-06-30"
"""随包区划数据的出处和日期，见 catalog/regions/data/README.md。"""


def bundled_region(code: str) -> dict[str, Any] | None:
    """随包区划表里的一个地方，写成记录的样子；没有这个代码（或已被取代）返回 None。"""
    found = RegionTable.load().get(code)
    return region_content(found) if found and found.code == code else None


def region_content(region: Region) -> dict[str, Any]:
    """一个地方 → 记录内容。"""
    content: dict[str, Any] = {"code": region.code, "name": region.name, "level": region.level}
    if region.parent and region.parent != NATION:
        content["parent"] = region.parent
    if region.aliases:
        content["aliases"] = list(region.aliases)
    return content | {"source": BUNDLED_SOURCE, "checked": BUNDLED_CHECKED}


def search_records(
    connection: Connection,
    members: dict[str, int],
    words: str = "",
    *,
    kinds: tuple[str, ...] = (),
    region: str = "",
    start: int = 0,
    limit: int = 50,
) -> tuple[list[Found], int]:
    """名称、代码或别名里有这些字的记录，返回（这一页，总数）；名称里有的排在前面。"""
    sources = {version: source for source, version in members.items()}
    conditions: list[Any] = [StoredRecord.version_id.in_(sources)]
    if kinds:
        conditions.append(StoredRecord.kind.in_(kinds))
    if region:
        # 省、市代码末尾的零去掉作前缀：选了省就看得到下面各县的
        prefix = region.rstrip("0") if region != "000000" else ""
        prefix += "0" * (len(prefix) % 2)
        conditions.append(StoredRecord.region.startswith(prefix) if prefix else StoredRecord.region == region)
    for word in words.split():
        conditions.append(
            or_(
                StoredRecord.name.contains(word, autoescape=True),
                StoredRecord.code.contains(word, autoescape=True),
                StoredRecord.body.contains(word, autoescape=True),
            )
        )
    where = and_(*conditions)
    total = int(connection.execute(select(func.count()).select_from(StoredRecord).where(where)).scalar_one())
    order: list[Any] = [StoredRecord.kind, StoredRecord.code, StoredRecord.region, StoredRecord.id]
    if words.strip():
        order.insert(0, StoredRecord.name.contains(words.split()[0], autoescape=True).desc())
    columns = (StoredRecord.version_id, StoredRecord.kind, StoredRecord.code, StoredRecord.region)
    rows = connection.execute(
        select(*columns, StoredRecord.name, StoredRecord.body).where(where).order_by(*order).offset(start).limit(limit)
    )
    found = [
        Found(Key(row.kind, row.code, row.region), sources[row.version_id], row.name, json.loads(row.body)["record"])
        for row in rows
    ]
    return found, total


def source_of_new(kind: str) -> str:
    """新增的记录归哪个来源：全国的归全国目录，地方的归“维护者录入”。"""
    return NATIONAL_SOURCE if kind in NATIONAL_KINDS else "maintainers"
