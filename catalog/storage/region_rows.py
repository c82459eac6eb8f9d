"""一个发布里维护者改过的区划：读出来，叠在随包的区划表上。"""

from __future__ import annotations

import json
from functools import lru_cache

from sqlalchemy import Engine, select

from catalog.regions import RegionTable
from catalog.schema import RegionEntry
from catalog.storage import releases
from catalog.storage.tables import NATIONAL_SOURCE, StoredRecord


@lru_cache(maxsize=4)
def edited_regions(table: RegionTable, bodies: tuple[str, ...]) -> RegionTable:
    """叠上这些记录正文的区划表；没有就是原来那张，同样的内容不重算（认地名的词表也就不必重建）。"""
    if not bodies:
        return table
    return table.with_entries(RegionEntry.model_validate(json.loads(text)["record"]) for text in bodies)


def served_regions(engine: Engine) -> RegionTable:
    """正在服务的发布用的区划表；还没发布过就是随包的。"""
    serving = releases.current(engine)
    return regions_in(engine, serving.members if serving else {})


def regions_in(engine: Engine, members: dict[str, int]) -> RegionTable:
    """一组来源版本用的区划表。"""
    wanted = select(StoredRecord.body).where(
        StoredRecord.version_id == members.get(NATIONAL_SOURCE, 0), StoredRecord.kind == "region"
    )
    with engine.connect() as connection:
        bodies = tuple(connection.execute(wanted.order_by(StoredRecord.id)).scalars())
    return edited_regions(RegionTable.load(), bodies)
