"""比较两组来源版本：增加、删除、改动了哪些记录，改动了哪些字段。"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, Engine, select

from catalog.storage.tables import StoredRecord


@dataclass(frozen=True, slots=True)
class Change:
    """一条记录的变化；`fields` 是改动的字段名（增加、删除时为空）。"""

    what: Literal["增加", "删除", "改动"]
    source: str
    kind: str
    code: str
    region: str
    name: str
    fields: tuple[str, ...] = ()

    def text(self) -> str:
        """给人看的一行。"""
        changed = f"（{'、'.join(self.fields)}）" if self.fields else ""
        return f"{self.what} {self.source} {self.region} {self.code} {self.name}{changed}"


def _bodies(connection: Connection, version: int | None) -> dict[tuple[str, str, str], tuple[str, str]]:
    """一个版本的（种类，代码，地方）→（名称，正文）。"""
    if version is None:
        return {}
    columns = (StoredRecord.kind, StoredRecord.code, StoredRecord.region, StoredRecord.name, StoredRecord.body)
    rows = connection.execute(select(*columns).where(StoredRecord.version_id == version))
    return {(row.kind, row.code, row.region): (row.name, row.body) for row in rows}


def _changed_fields(old: str, new: str) -> tuple[str, ...]:
    """两份正文不同的字段；只有依据说明不同时写 basis。"""
    before, after = json.loads(old), json.loads(new)
    fields = {
        key
        for key in before["record"].keys() | after["record"].keys()
        if before["record"].get(key) != after["record"].get(key)
    }
    return tuple(sorted(fields)) or ("basis",)


def compare_members(engine: Engine, old: dict[str, int], new: dict[str, int]) -> list[Change]:
    """两组来源版本的全部变化；版本相同的来源不读。"""
    changes: list[Change] = []
    with engine.connect() as connection:
        for source in sorted(old.keys() | new.keys()):
            if old.get(source) == new.get(source):
                continue
            before, after = _bodies(connection, old.get(source)), _bodies(connection, new.get(source))
            for key in sorted(before.keys() | after.keys()):
                kind, code, region = key
                if key not in before:
                    changes.append(Change("增加", source, kind, code, region, after[key][0]))
                elif key not in after:
                    changes.append(Change("删除", source, kind, code, region, before[key][0]))
                elif before[key][1] != after[key][1]:
                    fields = _changed_fields(before[key][1], after[key][1])
                    changes.append(Change("改动", source, kind, code, region, after[key][0], fields))
    return changes
