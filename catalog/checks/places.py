"""维护者改过的区划：代码、上级、撤并去向、叫法。"""

from __future__ import annotations

from collections.abc import Iterator

from catalog.checks.place import at
from catalog.matching.names import normal
from catalog.national_layer import NationalLayer
from catalog.problems import Problem
from catalog.regions import NATION, RegionTable
from catalog.schema import RegionEntry

_LENGTHS = {"province": 6, "city": 6, "county": 6, "town": 9}


def check_places(layer: NationalLayer) -> Iterator[Problem]:
    """上级和并入的地方要存在、不能绕圈；叫法与别处同名、一个字、与事项同名的要提醒。"""
    if not layer.regions:
        return
    bundled = RegionTable.load()
    table = bundled.with_entries(layer.regions)
    services = {normal(word): item.name for item in layer.items for word in (item.name, *item.aliases)}
    for entry in layer.regions:
        yield from _structure(layer, entry, bundled, table)
        if not entry.successor:
            yield from _words(layer, entry, bundled, table, services)


def _structure(
    layer: NationalLayer, entry: RegionEntry, bundled: RegionTable, table: RegionTable
) -> Iterator[Problem]:
    """代码、层级、上级、撤并。"""
    if entry.code == NATION:
        yield at(layer, entry.code, ("code",), "地区", "“全国”不能改", "改下级的地方")
    if entry.level and len(entry.code) != _LENGTHS[entry.level]:
        said = "乡镇街道的代码是 9 位，其余是 6 位"
        yield at(layer, entry.code, ("code",), "地区", said, "核对代码和层级")
    if entry.parent:
        above = table.get(entry.parent)
        if above is None or above.code != entry.parent:
            yield at(layer, entry.code, ("parent",), "地区", f"没有上级 {entry.parent}", "写现有地方的 6 位代码")
        elif entry.parent == entry.code or _circular(table, entry.code):
            yield at(layer, entry.code, ("parent",), "地区", "上级绕回了自己", "改成真正的上级")
    elif bundled.get(entry.code) is None and not entry.successor and entry.level != "province":
        above = table.get(table.get(entry.code).parent or "") if table.get(entry.code) else None  # type: ignore[union-attr]
        if above is None or above.level == "nation":
            yield at(layer, entry.code, ("parent",), "地区", "看不出归谁管", "写上级的 6 位代码")
    if entry.successor:
        now = table.get(entry.successor)
        if entry.successor == entry.code or now is None or now.code != entry.successor:
            said = f"没有地方 {entry.successor}" if entry.successor != entry.code else "不能并入自己"
            yield at(layer, entry.code, ("successor",), "地区", said, "写并入的那个地方的代码")


def _circular(table: RegionTable, code: str) -> bool:
    """一级一级往上会不会又遇到走过的。"""
    seen: set[str] = set()
    here: str | None = code
    while here and here not in seen:
        seen.add(here)
        found = table.get(here)
        here = found.parent if found else None
    return here is not None and here in seen


def _words(
    layer: NationalLayer, entry: RegionEntry, bundled: RegionTable, table: RegionTable, services: dict[str, str]
) -> Iterator[Problem]:
    """名字和叫法。"""
    before = bundled.get(entry.code)
    if before and before.code == entry.code and before.name not in (entry.name, *entry.aliases):
        said = f"改了名，旧名“{before.name}”没有留在别名里"
        yield at(layer, entry.code, ("aliases",), "地区", said, "群众还会说旧名，加进别名", "warning")
    known = {before.name, *before.aliases} if before and before.code == entry.code else set()
    for number, word in enumerate(entry.aliases):
        if word in known:
            continue
        others = [one for one in table.named(word) if one.code != entry.code]
        if others:
            said = f"“{word}”也是{table.full_name(others[0].code)}的叫法"
            remedy = "群众这么说时会先问是哪一个；不该有歧义就去掉"
            yield at(layer, entry.code, ("aliases", number), "地区", said, remedy, "warning")
        if normal(word) in services:
            said = f"“{word}”是“{services[normal(word)]}”的说法，会把办事的话听成地名"
            yield at(layer, entry.code, ("aliases", number), "地区", said, "去掉这个叫法")
        if len(word) < 2:
            said = f"“{word}”只有一个字，整句话里认不出来"
            yield at(layer, entry.code, ("aliases", number), "地区", said, "写两个字以上的叫法", "warning")
