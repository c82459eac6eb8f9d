"""找出已发布目录里“数据不同源”的地方：同一事项在不同来源、不同层级说法不一。

返回给维护者的冲突队列，害处大的在前，每条说明谁怎么说、建议以谁为准。
"""

from __future__ import annotations

import dataclasses
import itertools
import json
from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Engine, and_, select

from catalog.differences import HARM, differences
from catalog.matching import COVERS
from catalog.matching.names import normal
from catalog.outdated import outdated_hits
from catalog.regions import NATION, RegionTable
from catalog.schema import BasicItem, ServiceItem
from catalog.storage.region_rows import served_regions
from catalog.storage.releases import current
from catalog.storage.tables import NATIONAL_SOURCE, Match, StoredRecord


@dataclass(frozen=True)
class Side:
    """冲突的一方：来源、地方、说法、日期。"""

    source: str
    region: str
    code: str
    value: str
    updated: str


@dataclass(frozen=True)
class Conflict:
    """一处不一致。`harm` 5 最大；`advice` 说明暂时以谁为准。"""

    name: str
    basic_code: str
    field: str
    harm: int
    words: str
    advice: str
    sides: list[Side] = dataclasses.field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """可写进 JSON 的形式。"""
        return asdict(self)


@dataclass(frozen=True)
class _Entry:
    """参加比较的一份说法。"""

    source: str
    region: str
    item: BasicItem
    basic_code: str

    @property
    def label(self) -> str:
        """给人看的叫法：全国规定，或“来源（地方）”。"""
        if not isinstance(self.item, ServiceItem):
            return "全国规定"
        place = RegionTable.load().get(self.region)
        return f"{place.name if place else self.region}（{self.item.source_name or self.source}）"

    def side(self, value: str) -> Side:
        """冲突里的一方。"""
        day = self.item.captured if isinstance(self.item, ServiceItem) else self.item.checked
        return Side(self.source, self.region, self.item.code, value, day.isoformat())


def _entries(engine: Engine) -> list[_Entry]:
    """已发布的全部事项（一件事指南不参加：它是多个事项的合并）。"""
    info = current(engine)
    if info is None:
        return []
    national = info.members.get(NATIONAL_SOURCE, 0)
    sources = {version: source for source, version in info.members.items()}
    joined = and_(Match.record_id == StoredRecord.id, Match.national_version_id == national, Match.rule != COVERS)
    statement = (
        select(StoredRecord.kind, StoredRecord.version_id, StoredRecord.region, StoredRecord.body, Match.basic_code)
        .outerjoin(Match, joined)
        .where(StoredRecord.version_id.in_(sources), StoredRecord.kind.in_(("basic", "item")))
        .order_by(StoredRecord.id)
    )
    found = []
    with engine.connect() as connection:
        for row in connection.execution_options(yield_per=1000).execute(statement):
            record = json.loads(row.body)["record"]
            if row.kind == "basic":
                basic = BasicItem.model_validate(record)
                found.append(_Entry(NATIONAL_SOURCE, NATION, basic, basic.code))
            else:
                item = ServiceItem.model_validate(record)
                found.append(_Entry(sources[row.version_id], row.region, item, row.basic_code or ""))
    return found


def _advice(first: _Entry, second: _Entry, field_name: str) -> str:
    """建议暂时以谁为准。"""
    national = [side for side in (first, second) if not isinstance(side.item, ServiceItem)]
    if national and field_name in ("fee", "time_limit"):
        return "有全国法定规定的以全国规定为准，并向来源单位核实"
    if national:
        return "市民看到的是当地说法并附提醒；核实后改当地数据或更新全国目录"
    newer = max((first, second), key=lambda side: side.side("").updated)
    return f"暂以较新的为准：{newer.label}"


def find_conflicts(engine: Engine) -> list[Conflict]:
    """全部冲突，害处大的在前。"""
    table = served_regions(engine)
    groups: dict[str, list[_Entry]] = defaultdict(list)
    found: list[Conflict] = []
    for entry in _entries(engine):
        groups[entry.basic_code or f"name:{normal(entry.item.name)}"].append(entry)
        if isinstance(entry.item, ServiceItem):
            found += _outdated(entry)
    chains: dict[str, set[str]] = {}
    for entries in groups.values():
        for first, second in itertools.combinations(entries, 2):
            for region in (first.region, second.region):
                if region not in chains:
                    chains[region] = {place.code for place in table.chain(region)}
            if first.region not in chains[second.region] and second.region not in chains[first.region]:
                continue
            for one in differences(first.item, second.item, first.label, second.label):
                named = second if isinstance(first.item, ServiceItem) else first
                found.append(
                    Conflict(
                        named.item.name,
                        first.basic_code or second.basic_code,
                        one.field,
                        one.harm,
                        one.words,
                        _advice(first, second, one.field),
                        [first.side(one.first), second.side(one.second)],
                    )
                )
    return sorted(found, key=lambda conflict: (-conflict.harm, conflict.name, conflict.field))


def _outdated(entry: _Entry) -> list[Conflict]:
    """地方说法与全国新规定不一致的过时之处。"""
    made = []
    for hit in outdated_hits(entry.item):
        if hit.path == ("name",):
            continue
        field_name = str(hit.path[0])
        made.append(
            Conflict(
                entry.item.name,
                entry.basic_code,
                field_name,
                HARM.get(field_name, 3),
                f"{entry.label}写着“{hit.sentence[:40]}”，{hit.rule.why}",
                f"以全国新规定为准；向来源单位核实：{hit.rule.remedy}",
                [entry.side(hit.sentence)],
            )
        )
    return made
