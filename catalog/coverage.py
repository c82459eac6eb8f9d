"""收录情况：各地收了多少、对应上多少、信息全不全；各主题全国有多少、各地对应多少。"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from sqlalchemy import Engine, and_, select

from catalog.regions import NATION
from catalog.storage.region_rows import served_regions
from catalog.storage.releases import current
from catalog.storage.tables import NATIONAL_SOURCE, Match, StoredRecord


@dataclass
class RegionCoverage:
    """一个地方的收录情况。`matched` 是对应到多少个不同的全国事项。"""

    code: str
    name: str
    level: str
    items: int = 0
    guides: int = 0
    matched: int = 0
    with_materials: int = 0
    with_link: int = 0


@dataclass
class ThemeCoverage:
    """一个主题的收录情况。`matched` 是地方代码 → 对应上的全国事项数。"""

    theme: str
    basic_items: int = 0
    packages: int = 0
    matched: dict[str, int] = field(default_factory=dict)


@dataclass
class Coverage:
    """整个目录的收录情况。`without_portal` 是连政务服务网都没登记的省。"""

    regions: list[RegionCoverage]
    themes: list[ThemeCoverage]
    basic_items: int
    without_portal: list[str]
    rules: dict[str, int]


def measure_coverage(engine: Engine) -> Coverage:
    """统计正在服务的发布；没发布过就全是零。"""
    table = served_regions(engine)
    info = current(engine)
    members = info.members if info else {}
    national = members.get(NATIONAL_SOURCE, 0)
    joined = and_(Match.record_id == StoredRecord.id, Match.national_version_id == national)
    columns = (StoredRecord.kind, StoredRecord.code, StoredRecord.region, StoredRecord.body)
    statement = (
        select(*columns, Match.basic_code, Match.rule)
        .outerjoin(Match, joined)
        .where(StoredRecord.version_id.in_(members.values()))
    )
    regions: dict[str, RegionCoverage] = {}
    themes: dict[str, ThemeCoverage] = {}
    theme_of: dict[str, str] = {}
    matched: dict[str, set[str]] = defaultdict(set)
    rules: Counter[str] = Counter()
    portals: set[str] = set()
    with engine.connect() as connection:
        for row in connection.execution_options(yield_per=1000).execute(statement):
            record = json.loads(row.body)["record"]
            if row.kind == "portal":
                portals.add(row.code)
            elif row.kind in ("basic", "package"):
                theme = themes.setdefault(record.get("theme") or "其他", ThemeCoverage(record.get("theme") or "其他"))
                if row.kind == "basic":
                    theme.basic_items += 1
                    theme_of[row.code] = theme.theme
                else:
                    theme.packages += 1
            else:
                place = table.get(row.region)
                name = table.full_name(row.region)
                one = regions.setdefault(row.region, RegionCoverage(row.region, name, place.level if place else ""))
                one.guides += row.kind == "guide"
                one.items += row.kind == "item"
                one.with_materials += bool(record.get("materials"))
                one.with_link += bool(record.get("url"))
                if row.basic_code:
                    rules[row.rule] += 1
                    matched[row.region].add(row.basic_code)
    for code, basics in matched.items():
        regions[code].matched = len(basics)
        for theme_name, total in Counter(theme_of[basic] for basic in basics if basic in theme_of).items():
            themes[theme_name].matched[code] = total
    provinces = [place for place in (table.get(f"{number:02d}0000") for number in range(11, 83)) if place]
    return Coverage(
        regions=sorted(regions.values(), key=lambda one: one.code),
        themes=sorted(themes.values(), key=lambda one: -one.basic_items),
        basic_items=len(theme_of),
        without_portal=[
            place.name for place in provinces if place.code != NATION and f"portal-{place.code}" not in portals
        ],
        rules=dict(rules.most_common()),
    )
