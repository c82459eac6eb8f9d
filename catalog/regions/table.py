"""行政区划表：由代码查地方、由地方查上级、由名字查代码。"""

from __future__ import annotations

import copy
import gzip
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, Protocol, cast

import yaml

from catalog.regions.naming import colloquial

Level = Literal["nation", "province", "city", "county", "town"]
NATION = "000000"
DATA = Path(__file__).parent / "data"
_RANK: dict[str, int] = {"nation": 0, "province": 1, "city": 2, "county": 3, "town": 4}
_TOWN_ENDINGS = ("镇", "乡", "街道", "苏木", "农场", "林场", "开发区", "园区", "管理区", "办事处", "团")


@dataclass(frozen=True, slots=True)
class Region:
    """一个行政区划：代码 6 位（县级以上）或 9 位（乡镇），上级代码，日常叫法和旧名。"""

    code: str
    name: str
    level: Level
    parent: str | None
    aliases: list[str] = field(default_factory=list, hash=False, compare=False)

    @property
    def short(self) -> str:
        """给人看的短名：有两个字以上的日常叫法就用它，否则用全称。"""
        return next((alias for alias in self.aliases if len(alias) >= 2), self.name)


class Entry(Protocol):
    """维护者改过或增加的一个区划，字段见 catalog.schema.RegionEntry。"""

    @property
    def code(self) -> str:
        """6 或 9 位代码。"""
    @property
    def name(self) -> str:
        """全称。"""
    @property
    def level(self) -> Literal["", "province", "city", "county", "town"]:
        """层级；空的按代码推。"""
    @property
    def parent(self) -> str:
        """上级代码；空的按代码推。"""
    @property
    def aliases(self) -> list[str]:
        """全部叫法。"""
    @property
    def successor(self) -> str:
        """并入哪里；空的没有撤并。"""


def _circular(gone: dict[str, str], code: str) -> bool:
    """撤并的去向绕不绕圈：填错的当没有填。"""
    seen: set[str] = set()
    while code in gone and code not in seen:
        seen.add(code)
        code = gone[code]
    return code in seen


def _lines(path: Path) -> list[list[str]]:
    """一份制表符分隔的表（可压缩），去掉 # 开头的说明行。"""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def _level_of(code: str) -> Level:
    """由代码的位数和末尾的零判断层级。"""
    if code == NATION:
        return "nation"
    if len(code) == 9:
        return "town"
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


def _as_divisions(code: str) -> str:
    """把 2、4、6、9、12 位代码统一成 6 位或 9 位；末三位是零的九位代码就是县级。"""
    digits = re.sub(r"\D", "", code)
    if len(digits) < 6:
        return digits.ljust(6, "0")
    if len(digits) >= 9 and digits[6:9] != "000":
        return digits[:9]
    return digits[:6]


class RegionTable:
    """全国行政区划。县级以上常驻内存；乡镇在第一次用到时才读。"""

    def __init__(
        self, divisions: Iterable[list[str]], former: Iterable[list[str]], overrides: dict[str, Any], towns: Path
    ) -> None:
        self._towns_path = towns
        self._former = {code: (name, successor) for code, name, successor in former}
        removed = set(overrides["removed"])
        names = {code: name for code, name in divisions if code not in removed}
        given: dict[str, list[str]] = {code: list(words) for code, words in overrides["short"].items()}
        levels: dict[str, Level] = {}
        for entry in overrides["added"]:
            names[entry["code"]] = entry["name"]
            levels[entry["code"]] = entry["level"]
            given.setdefault(entry["code"], []).extend(entry.get("aliases", []))
        self._parents: dict[str, str] = overrides["parents"]
        self._not_short = set(overrides["not_short"])
        self._not_in_text = set(overrides["not_in_text"])
        self._regions = {
            code: Region(code, name, levels.get(code, _level_of(code)), self._parent(code, names), given.get(code, []))
            for code, name in sorted(names.items())
        }
        self._add_colloquial()
        self._add_former_names()

    @classmethod
    @cache
    def load(cls) -> RegionTable:
        """读随包发布的区划数据；同一进程里只读一次。"""
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        overrides = yaml.load((DATA / "overrides.yaml").read_bytes(), Loader=loader)
        return cls(_lines(DATA / "divisions.tsv.gz"), _lines(DATA / "former.tsv"), overrides, DATA / "towns.tsv.gz")

    def _parent(self, code: str, names: dict[str, str]) -> str | None:
        """一个代码的上级：先看例外表，再看市、省；直辖市的区没有市一级，直接归到市（省级）。"""
        if code == NATION:
            return None
        if code in self._parents:
            return self._parents[code]
        candidates = [code[:6]] if len(code) == 9 else []
        candidates += [code[:4] + "00", code[:2] + "0000"]
        return next((c for c in candidates if c in names and c != code), NATION)

    def _usable(self, word: str, level: Level) -> bool:
        """能不能当简称：至少两个字，不是普通词；省级不受普通词表限制（海南、河北）。"""
        return len(word) >= 2 and (level == "province" or word not in self._not_short)

    def _add_colloquial(self) -> None:
        """补上日常叫法；与上级城市同名的县不要裸名（说“承德”指承德市）。开发区一类不缩短，免得“兰州新区”变成“兰州”。"""
        for region in self._regions.values():
            if region.level == "county" and region.code[4] in "789" and region.code[4:] < "81":
                continue
            parent = self._regions.get(region.parent or "")
            taken = colloquial(parent.name) if parent else []
            usual = [word for word in colloquial(region.name) if self._usable(word, region.level) and word not in taken]
            region.aliases[:] = list(dict.fromkeys([*usual, *region.aliases]))

    def _add_former_names(self) -> None:
        """旧名指向现在的区划；旧名若正被别处使用（东山区），就不作别名，避免认错地方。"""
        current = {region.name for region in self._regions.values()}
        current |= {alias for region in self._regions.values() for alias in region.aliases}
        for name, successor in self._former.values():
            region = self._regions.get(successor)
            if region is None:
                continue
            for word in (name, *colloquial(name)):
                if self._usable(word, region.level) and word not in current and word not in region.aliases:
                    region.aliases.append(word)

    @cached_property
    def _towns(self) -> dict[str, str]:
        """乡镇代码 → 名称。"""
        return {code: name for code, name in _lines(self._towns_path)}

    @cached_property
    def _town_names(self) -> dict[str, list[str]]:
        """乡镇全称 → 代码列表。"""
        index: dict[str, list[str]] = {}
        for code, name in self._towns.items():
            index.setdefault(name, []).append(code)
        return index

    @cached_property
    def _index(self) -> dict[str, list[str]]:
        """县级以上：全称或叫法 → 代码列表，层级高的在前。"""
        index: dict[str, list[str]] = {}
        for region in sorted(self._regions.values(), key=lambda r: (_RANK[r.level], r.code)):
            for word in dict.fromkeys([region.name, *region.aliases]):
                index.setdefault(word, []).append(region.code)
        return index

    def get(self, code: str) -> Region | None:
        """代码对应的地方；接受 2～12 位，旧代码给出现在的区划，表里没有的村和新乡镇给出所在的县。查不到返回 None。"""
        key = _as_divisions(code)
        if len(key) == 9 and key in self._regions:  # 维护者改过的乡镇
            return self._regions[key]
        if len(key) == 9 and key in self._former:
            return self.get(self._former[key][1])
        if len(key) == 9 and key in self._towns:
            county = self.get(key[:6])
            return Region(key, self._towns[key], "town", county.code if county else NATION)
        key = key[:6]
        if key in self._regions:
            return self._regions[key]
        if key in self._former:
            return self.get(self._former[key][1])
        # 直辖市的“市辖区”（310100）和没有单列的旧县：归到最近的上级，代码前缀必须真实存在。
        city = self._regions.get(key[:4] + "00")
        if key.endswith("00") and not key.endswith("0000"):
            return city or self._regions.get(key[:2] + "0000")
        return None

    def chain(self, code: str) -> list[Region]:
        """从这个地方一级一级往上直到全国，最近的在前；代码无效时只有全国。"""
        region = self.get(code)
        links: list[Region] = []
        while region is not None and region not in links:  # 填错的上级绕成圈也要走得出来
            links.append(region)
            region = self.get(region.parent) if region.parent else None
        return links or [self._regions[NATION]]

    def named(self, word: str) -> list[Region]:
        """叫这个名字的所有地方（全称、简称、旧名），层级高的在前；县级以上没有时再看乡镇全称。"""
        codes = list(self._index.get(word, ()))
        if all(len(code) == 9 for code in codes) and len(word) >= 3 and word.endswith(_TOWN_ENDINGS):
            codes += [code for code in self._town_names.get(word, ()) if code not in self._regions]
        found = (self.get(code) for code in codes)
        return list(dict.fromkeys(region for region in found if region is not None))

    def brief(self, code: str) -> dict[str, str] | None:
        """回复里用的 {code, name, level}；查不到返回 None。"""
        region = self.get(code)
        return {"code": region.code, "name": region.name, "level": region.level} if region else None

    def names(self, towns: bool = False) -> dict[str, list[str]]:
        """供逐字匹配的词表：词（至少两个字，去掉整句里常误认的）→ 代码列表；`towns` 为真时并入乡镇全称。"""
        usable = (word for word in self._index if len(word) >= 2 and word not in self._not_in_text)
        words = {word: list(self._index[word]) for word in usable}
        if towns:
            for word, codes in self._town_names.items():
                words.setdefault(word, []).extend(codes)
        return words

    def with_entries(self, entries: Iterable[Entry]) -> RegionTable:
        """叠上维护者的改动，返回另一张表，自己不变：改名、换上级、换叫法、增加、撤并（名字从此指向并入的地方）。"""
        made = copy.copy(self)
        for cached in ("_index", "_towns", "_town_names"):
            made.__dict__.pop(cached, None)
        made._regions = {code: replace(one, aliases=list(one.aliases)) for code, one in self._regions.items()}
        made._former = dict(self._former)
        listed = list(entries)
        gone = {one.code: one.successor for one in listed if one.successor}
        names = {code: one.name for code, one in made._regions.items()} | {one.code: one.name for one in listed}
        for one in listed:
            if one.code in gone and not _circular(gone, one.code):
                made._regions.pop(one.code, None)
                made._former[one.code] = (one.name, one.successor)
                continue
            known = self.get(one.code)
            known = known if known and known.code == one.code else None
            parent = one.parent or (known.parent if known else made._parent(one.code, names))
            level = cast(Level, one.level) or (known.level if known else _level_of(one.code))
            made._regions[one.code] = Region(one.code, one.name, level, parent, list(dict.fromkeys(one.aliases)))
        for one in listed:
            now = made.get(one.code) if one.code in made._former else None
            if now is not None:
                now.aliases.extend(word for word in (one.name, *one.aliases) if word not in now.aliases)
        return made

    def every(self, towns: bool = False) -> Iterator[Region]:
        """全部地方，按代码；`towns` 为真时连乡镇一起。"""
        yield from (self._regions[code] for code in sorted(self._regions))
        if towns:
            yield from (region for code in self._towns if code not in self._regions and (region := self.get(code)))

    def full_name(self, code: str) -> str:
        """从省到本级连起来的全称：四川省广安市广安区；全国就是“全国”。"""
        parts = [region.name for region in reversed(self.chain(code)) if region.level != "nation"]
        return "".join(parts) or self._regions[NATION].name
