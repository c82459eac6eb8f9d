"""在区划表里按名称、代码、叫法找地方，给后台列出来改。"""

from __future__ import annotations

from catalog.editing.records import Found, Key, region_content
from catalog.regions import NATION, Region, RegionTable
from catalog.storage.tables import NATIONAL_SOURCE


def search_places(
    table: RegionTable, words: str = "", within: Region | None = None, start: int = 0, limit: int = 50
) -> tuple[list[Found], int]:
    """名称、代码或叫法里有这些字的地方（在 `within` 里面的），返回（这一页，总数）；叫法正好相同的在前，再按代码。

    没有写字也没有选上级时只列县级以上：乡镇四万多个，翻页找不到。
    """
    wanted = words.split()
    matched = [
        one
        for one in table.every(towns=bool(wanted or within))
        if one.code != NATION and all(_has(one, word) for word in wanted)
    ]
    if within is not None:
        matched = [one for one in matched if any(above.code == within.code for above in table.chain(one.code))]
    exact = set(wanted)
    matched.sort(key=lambda one: (not exact & {one.name, one.code, *one.aliases}, len(one.code), one.code))
    page = matched[start : start + limit]
    return [
        Found(Key("region", one.code, NATION), NATIONAL_SOURCE, one.name, region_content(one)) for one in page
    ], len(matched)


def _has(region: Region, word: str) -> bool:
    """这个地方的名称、代码、叫法里有没有这个词。"""
    return word in region.name or region.code.startswith(word) or any(word in alias for alias in region.aliases)
