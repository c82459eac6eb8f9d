"""把匹配结果存下来：由（全国版本，来源版本）决定，只算一次，与发布一样不可变。"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select

from catalog.matching import BasicNames, Matcher
from catalog.storage.engine import writing
from catalog.storage.tables import Match, Matched, StoredRecord

_CHUNK = 2000


def ensure_matches(engine: Engine, national: int, version: int) -> int:
    """算好一个来源版本对一个全国版本的匹配，返回匹配上的条数；算过就不再算。"""
    with writing(engine) as connection:
        done = connection.execute(
            select(Matched).where(Matched.national_version_id == national, Matched.version_id == version)
        ).first()
        counted = select(func.count()).where(Match.national_version_id == national, Match.version_id == version)
        if done is not None:
            return int(connection.execute(counted).scalar_one())
        connection.execute(delete(Match).where(Match.national_version_id == national, Match.version_id == version))
        matcher = _matcher(connection, national)
        columns = (
            StoredRecord.id,
            StoredRecord.kind,
            StoredRecord.name,
            StoredRecord.catalog_code,
            StoredRecord.basic_code,
            StoredRecord.region,
        )
        matched: list[dict[str, Any]] = []
        for row in connection.execute(select(*columns).where(StoredRecord.version_id == version)):
            for code, rule in _found(matcher, row):
                matched.append(
                    {
                        "national_version_id": national,
                        "record_id": row.id,
                        "version_id": version,
                        "region": row.region,
                        "basic_code": code,
                        "kind": row.kind,
                        "rule": rule,
                    }
                )
        for start in range(0, len(matched), _CHUNK):
            connection.execute(insert(Match), matched[start : start + _CHUNK])
        connection.execute(insert(Matched).values(national_version_id=national, version_id=version))
    return len(matched)


def _found(matcher: Matcher, row: Any) -> list[tuple[str, str]]:
    """一条记录对应的（全国代码，规则），通常至多一个。"""
    if row.kind == "guide":
        one = matcher.package(row.name, row.basic_code)
    elif " " in row.basic_code:
        return matcher.covered(row.basic_code)
    else:
        one = matcher.item(row.name, row.catalog_code, row.basic_code)
    return [one] if one else []


def _matcher(connection: Connection, national: int) -> Matcher:
    """由一个全国版本建匹配器。"""
    items: list[BasicNames] = []
    packages: list[BasicNames] = []
    for row in connection.execute(select(StoredRecord).where(StoredRecord.version_id == national)):
        if row.kind == "basic":
            aliases = tuple(json.loads(row.body)["record"].get("aliases", ()))
            items.append(BasicNames(row.code, row.name, aliases, row.catalog_code))
        elif row.kind == "package":
            packages.append(BasicNames(row.code, row.name))
    return Matcher(items, packages)
