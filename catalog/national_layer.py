"""读全国基本目录：`national/` 里的事项、一件事和官方入口。

一条写错不影响其他条：错的变成 Problem（有文件、行号、改法），对的照常返回。
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from catalog.problems import Problem
from catalog.schema import BASIS, BasicItem, Law, Portal, Record, RegionEntry, ServicePackage
from catalog.yaml_lines import Located, read_yaml

NATIONAL = Path(__file__).parent / "national"
FORMAT = 1
"""存储格式的版本：存法变了就加一，已发布的目录会自动重建。"""
_R = TypeVar("_R", bound=Record)
_Place = tuple[str, int | None]


@dataclass
class Citation:
    """一条依据的完整说法，给人看也进回复的来源。"""

    name: str
    clause: str = ""
    number: str = ""
    effective: str = ""
    url: str = ""


@dataclass
class NationalLayer:
    """读到的全国基本目录。`places` 是每个代码所在的文件和行；`citations` 是每个事项的依据。"""

    items: list[BasicItem] = field(default_factory=list)
    packages: list[ServicePackage] = field(default_factory=list)
    portals: list[Portal] = field(default_factory=list)
    regions: list[RegionEntry] = field(default_factory=list)
    """维护者改过的区划；随包的在 catalog.regions。"""
    laws: dict[str, dict[str, Law]] = field(default_factory=dict)
    places: dict[str, _Place] = field(default_factory=dict)
    located: dict[str, Located] = field(default_factory=dict)
    paths: dict[str, tuple[str | int, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    digest: str = ""

    def line_of(self, code: str, *path: str | int) -> _Place:
        """某个代码的某个字段在哪个文件第几行。"""
        file, line = self.places.get(code, ("", None))
        found = self.located.get(file)
        if found is None or code not in self.paths:
            return file, line
        return file, found.line((*self.paths[code], *path))

    def citations(self, item: BasicItem) -> list[Citation]:
        """一个事项引用的依据，去重，先 default。没登记的依据不出现（校验会报）。"""
        laws = self.laws.get(self.places.get(item.code, ("", None))[0], {})
        cited: dict[tuple[str, str], Citation] = {}
        for text in item.basis.values():
            for part in text.split("；"):
                found = BASIS.match(part.strip())
                law = laws.get(found["law"]) if found else None
                if found and law:
                    clause = found["clause"] or ""
                    cited.setdefault(
                        (law.name, clause), Citation(law.name, clause, law.number, law.effective.isoformat(), law.url)
                    )
        return list(cited.values())


_MESSAGES = {
    "missing": ("缺少字段", "补上这个字段"),
    "extra_forbidden": ("没有这个字段", "检查拼写；字段名见 catalog/schema.py"),
    "literal_error": ("不是允许的值", "改成允许的值之一"),
    "string_pattern_mismatch": ("写法不对", "用小写英文、数字和短横线"),
    "string_too_short": ("不能为空", "写上内容，或去掉这个字段"),
    "string_type": ("应该是文字", "给值加引号"),
    "list_type": ("应该是列表", "写成 [甲, 乙] 或每行一个短横线"),
    "too_short": ("条数太少", "至少写够要求的条数"),
    "date_from_datetime_parsing": ("日期写法不对", "写成 2026-11-23"),
    "int_parsing": ("应该是整数", "只写数字"),
    "float_parsing": ("应该是数字", "只写数字"),
    "greater_than_equal": ("数字太小", "核对后改正"),
    "less_than_equal": ("数字太大", "核对后改正"),
}


def said_plainly(detail: Any) -> tuple[str, str]:
    """Pydantic 的一条报错 →（错在哪，怎么改）。"""
    said, remedy = _MESSAGES.get(detail["type"], (detail["msg"], "对照 catalog/schema.py 改正"))
    if detail["type"] == "literal_error":
        remedy = f"改成 {detail['ctx']['expected']} 之一"
    return said, remedy


def _schema_problems(error: ValidationError, found: Located, path: tuple[str | int, ...], record: str) -> list[Problem]:
    """把 pydantic 的报错翻成人话，并定位到行。"""
    problems = []
    for detail in error.errors():
        said, remedy = said_plainly(detail)
        location = tuple(part for part in detail["loc"])
        value = "" if detail["type"] == "missing" else f"（写的是 {str(detail['input'])[:40]}）"
        column = ".".join(str(part) for part in location)
        problems.append(
            Problem("字段错误", said + value, remedy, found.file, found.line((*path, *location)), column, record=record)
        )
    return problems


def _records(model: type[_R], found: Located, key: str, layer: NationalLayer, code: str = "code") -> list[_R]:
    """一份文件里某个列表的全部有效记录，无效的记成问题。"""
    listed = (found.content or {}).get(key) if isinstance(found.content, dict) else None
    if not isinstance(listed, list):
        layer.problems.append(Problem("缺少内容", f"没有列表 {key}", f"在顶层写 {key}: 再逐条列出", found.file, 1, key))
        return []
    good = []
    for index, content in enumerate(listed):
        path: tuple[str | int, ...] = (key, index)
        name = str(content.get(code, "")) if isinstance(content, dict) else ""
        try:
            record = model.model_validate(content)
        except ValidationError as error:
            layer.problems += _schema_problems(error, found, path, name)
            continue
        place = (found.file, found.line(path))
        if name in layer.places:
            file, line = layer.places[name]
            layer.problems.append(
                Problem(
                    "代码重复", f"{name} 已在 {file}:{line} 用过", "换一个代码或删掉一处", *place, code, record=name
                )
            )
            continue
        layer.places[name] = place
        layer.paths[name] = path
        good.append(record)
    return good


def _laws(found: Located, layer: NationalLayer) -> None:
    """登记一份文件的依据。"""
    content = found.content if isinstance(found.content, dict) else {}
    laws: dict[str, Law] = {}
    listed: Any = content.get("laws") or {}
    for key, value in listed.items() if isinstance(listed, dict) else ():
        try:
            laws[str(key)] = Law.model_validate(value)
        except ValidationError as error:
            layer.problems += _schema_problems(error, found, ("laws", key), str(key))
    layer.laws[found.file] = laws


def national_digest(folder: Path = NATIONAL) -> str:
    """全国目录文件的摘要：内容不变就不变，用来判断要不要重建。"""
    total = hashlib.sha256(str(FORMAT).encode())
    for path in sorted(folder.glob("**/*.yaml")):
        total.update(path.relative_to(folder).as_posix().encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def load_portals(folder: Path = NATIONAL) -> list[Portal]:
    """只读官方入口登记表（导入时核对链接用，比读全部目录快）。"""
    path = folder / "portals.yaml"
    return _records(Portal, read_yaml(path), "portals", NationalLayer(), "id") if path.exists() else []


def load_national(folder: Path = NATIONAL) -> NationalLayer:
    """读一个目录文件夹，返回有效记录和发现的问题。"""
    layer = NationalLayer(digest=national_digest(folder))

    def read(path: Path) -> Located:
        found = read_yaml(path, path.relative_to(folder).as_posix())
        layer.located[found.file] = found
        layer.problems += found.problems
        return found

    portals = folder / "portals.yaml"
    if portals.exists():
        layer.portals = _records(Portal, read(portals), "portals", layer, "id")
    for path in sorted((folder / "items").glob("*.yaml")):
        found = read(path)
        if found.content is None:
            continue
        _laws(found, layer)
        theme = str(found.content.get("theme", "")) if isinstance(found.content, dict) else ""
        items = _records(BasicItem, found, "items", layer)
        layer.items += [item if item.theme else item.model_copy(update={"theme": theme}) for item in items]
    for path in sorted((folder / "packages").glob("*.yaml")):
        found = read(path)
        if found.content is None:
            continue
        _laws(found, layer)
        layer.packages += _records(ServicePackage, found, "packages", layer)
    return layer
