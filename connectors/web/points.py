"""做地名点位表：`python -m connectors.web.points adcodes.csv`，写到 source/places.txt。

网页在“用我的位置”时取这张表，在市民的设备上找最近的区县。点位取自 PyPI 包 cpca 0.5.5（MIT 许可）里的
resources/adcodes.csv（adcode,name,longitude,latitude）；名称和现行代码以本项目的区划表为准，撤并的代码换成现在的。
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from catalog.regions import Region, RegionTable

PLACES = Path(__file__).parent / "source" / "places.txt"


def points(rows: list[dict[str, str]], regions: RegionTable) -> list[str]:
    """返回一行一个区县：代码、上级、名称、经度、纬度（度，保留三位，约百米），按代码排。

    不设区县的市（东莞等）用市；同一个代码有几个点位（撤并）时用现行代码自己的那个。
    """
    found: dict[str, tuple[bool, str]] = {}
    with_counties = {region.parent for region in _counties(regions)}
    for row in rows:
        code = row["adcode"][:6]
        region = regions.get(code)
        if region is None or not row["longitude"] or not _is_leaf(region, with_counties):
            continue
        own = region.code == code
        if region.code in found and not own:
            continue
        east, north = float(row["longitude"]), float(row["latitude"])
        above = regions.full_name(region.code).removesuffix(region.name)
        found[region.code] = own, f"{region.code}\t{above}\t{region.name}\t{east:.3f}\t{north:.3f}"
    return [line for _, (_, line) in sorted(found.items())]


def _counties(regions: RegionTable) -> list[Region]:
    """全部县级地方。"""
    codes = {code for codes in regions.names().values() for code in codes}
    return [region for code in codes if (region := regions.get(code)) and region.level == "county"]


def _is_leaf(region: Region, with_counties: set[str | None]) -> bool:
    """县级；或下面没有县的市。"""
    return region.level == "county" or (region.level == "city" and region.code not in with_counties)


def main(source: str) -> None:
    """读点位，写表。"""
    with Path(source).open(encoding="utf-8", newline="") as file:
        lines = points(list(csv.DictReader(file)), RegionTable.load())
    PLACES.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"写了 {len(lines)} 个地方：{PLACES}")


if __name__ == "__main__":
    main(sys.argv[1])
