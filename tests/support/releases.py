"""什么都会做的发布者：随机增删改记录、换地方、丢来源、改全国目录、改区划、回退，接连发布到真的数据库里。"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine

from catalog.national_layer import load_national
from catalog.schema import RegionEntry, ServiceItem
from catalog.storage import releases, source_versions
from catalog.storage.records import national_rows, service_row
from catalog.storage.tables import NATIONAL_SOURCE
from tests.catalog.conftest import ITEMS, write_national

NAMES = (
    "居民身份证换领（有效期满）", "居民身份证换领", "身份证到期换证", "居民身份证丢失补领", "机动车驾驶证换证（期满）",
    "河道采砂许可", "渡口设置审批", "捕捞许可", "新生儿出生“一件事”", "居民身份证办理",
)  # fmt: skip
PLACES = ("430000", "430100", "430200", "511602", "511603", "000000")
NATIONS = (
    ITEMS,
    ITEMS.replace("身份证快到期或已经过期", "身份证到期"),
    ITEMS.replace("aliases: [身份证到期换证]", "aliases: [换二代证]"),
    ITEMS.replace("name: 机动车驾驶证换证（期满）", "name: 河道采砂许可"),
)
"""全国目录的几种样子：只改说明、改别名、改名字（后两种会让地方记录换了对应）。"""


class Publisher:
    """一个发布者；`act` 做一件事并发布，返回做了什么。"""

    def __init__(self, engine: Engine, folder: Path, random: Random) -> None:
        self._engine, self._folder, self._random = engine, folder, random
        self._sources: dict[str, dict[tuple[str, str], ServiceItem]] = {name: {} for name in ("甲", "乙", "丙")}
        self._nation, self._edited = 0, False
        for _ in range(12):
            self._change()
        self._publish()

    def act(self) -> str:
        """做一两件事再发布，或者回退。"""
        if self._random.random() < 0.2:
            return self._back()
        actions = [self._change] * 6 + [self._other_nation] * 2 + [self._drop, self._places, self._many]
        done = [self._random.choice(actions)() for _ in range(self._random.choice((1, 1, 2)))]
        self._publish()
        return "；".join(done)

    def _item(self, source: str, code: str, region: str) -> ServiceItem:
        pick = self._random.choice
        name = pick(NAMES)
        said: dict[str, Any] = {
            "code": code, "name": name, "region": region, "source": source, "captured": "2026-11-01",
            "checked": "2026-11-01", "department": pick(("", "公安局", "水利局")), "promised_days": pick((None, 5, 9)),
            "basic_code": pick(("", "", "", "id-card-lost")),
        }  # fmt: skip
        if "一件事" in name:
            said |= {"members": [{"name": pick(("出生登记", "上户口"))}], "basic_code": ""}
        elif name == "居民身份证办理":
            said |= {"covers": ["id-card-renewal", "id-card-lost"], "basic_code": ""}
        return ServiceItem.model_validate(said)

    def _change(self) -> str:
        """增、改、删一条，或把一条搬到别处。"""
        source = self._random.choice(sorted(self._sources))
        records = self._sources[source]
        key = (f"c{self._random.randrange(6)}", self._random.choice(PLACES))
        if key in records and self._random.random() < 0.5:
            gone = records.pop(key)
            there = (key[0], self._random.choice(PLACES))
            if self._random.random() < 0.5 and there not in records:
                records[there] = gone.model_copy(update={"region": there[1]})
                return f"{source} 搬 {key} 到 {there[1]}"
            return f"{source} 删 {key}"
        records[key] = self._item(source, *key)
        return f"{source} 写 {key} {records[key].name}"

    def _many(self) -> str:
        return "；".join(self._change() for _ in range(6))

    def _drop(self) -> str:
        source = self._random.choice(sorted(self._sources))
        self._sources[source].clear()
        return f"{source} 没有了"

    def _other_nation(self) -> str:
        self._nation = self._random.randrange(len(NATIONS))
        return f"全国目录换成第 {self._nation} 种"

    def _places(self) -> str:
        self._edited = not self._edited
        return "改区划" if self._edited else "区划改回来"

    def _back(self) -> str:
        """回退到随便哪一版；手上的内容不跟着变，下次发布又是新的一版。"""
        known = releases.history(self._engine)
        chosen = self._random.choice(known).id
        assert releases.point_to(self._engine, chosen)
        return f"回退到 {chosen}"

    def _publish(self) -> None:
        layer = load_national(write_national(self._folder, NATIONS[self._nation]))
        if self._edited:
            entry = {"code": "511602", "name": "新广安区", "source": "测试", "checked": "2026-11-01"}
            layer.regions.append(RegionEntry.model_validate(entry))
        version, _ = source_versions.save_version(self._engine, NATIONAL_SOURCE, national_rows(layer))
        members = {NATIONAL_SOURCE: version.id}
        for source, records in self._sources.items():
            if records:
                rows = [service_row(item) for item in records.values()]
                self._random.shuffle(rows)  # 文件里的次序随便换
                members[source] = source_versions.save_version(self._engine, source, rows)[0].id
        releases.publish_members(self._engine, members)
