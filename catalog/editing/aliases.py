"""别名：谁有哪些叫法、哪些叫法几条记录都有。别名写在各条记录里，这里只汇总。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from catalog.editing.records import Key
from catalog.matching.names import normal
from catalog.regions import NATION, RegionTable
from catalog.schema import BasicItem, ServicePackage


@dataclass(frozen=True)
class Alias:
    """一条记录的一个叫法；`also` 是也有这个叫法的别的记录的名称。"""

    word: str
    key: Key
    name: str
    also: tuple[str, ...] = ()


def all_aliases(
    items: Iterable[BasicItem], packages: Iterable[ServicePackage], regions: RegionTable
) -> list[Alias]:
    """全国事项、一件事、县级以上地区（和改过的乡镇）的全部别名；名称也算一种叫法，用来看重不重，但不列出来。"""
    named: dict[str, list[tuple[Key, str]]] = defaultdict(list)
    listed: list[Alias] = []
    for kind, records in (("basic", items), ("package", packages), ("region", regions.every())):
        for one in records:
            key = Key(kind, one.code, NATION)
            for word in dict.fromkeys([one.name, *one.aliases]):
                named[normal(word)].append((key, one.name))
                if word != one.name:
                    listed.append(Alias(word, key, one.name))
    return [
        Alias(one.word, one.key, one.name, tuple(name for key, name in named[normal(one.word)] if key != one.key))
        for one in listed
    ]


def found_aliases(every: Iterable[Alias], words: str, kind: str, shared: bool) -> list[Alias]:
    """叫法或记录名称里有这些字的；`kind` 只看一种，`shared` 只看几条记录都有的。正好就是这个叫法的在前。"""
    wanted = words.split()
    found = [
        one
        for one in every
        if (not kind or one.key.kind == kind)
        and (not shared or one.also)
        and all(word in one.word or word in one.name or word == one.key.code for word in wanted)
    ]
    return sorted(found, key=lambda one: (one.word not in wanted, one.word, one.key.kind, one.key.code))
