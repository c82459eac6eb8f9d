"""映射文件：说明一份来源数据的哪一列是什么、怎么转换。放在 catalog/sources/，也可以给路径。"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from catalog.problems import Problem
from catalog.schema import Record, ServiceItem, Text
from catalog.yaml_lines import read_yaml

SOURCES = Path(__file__).parent.parent / "sources"
NO_MATCH = "-"
"""人工核对后写明“对应不到任何一个全国事项”。"""
Scalar = str | bool | int | float


class Column(Record):
    """目录的一个字段从哪来。

    `from` 依次取第一个有内容的列，给了 `join` 就把各列连起来；`steps` 依次转换；`values` 是取值对照；
    `each` 用于一列里装着多条（材料、成员事项）；`const` 是固定值。
    """

    source: list[str] = Field(default=[], alias="from")
    join: str | None = None
    steps: list[str] = []
    values: dict[str, Any] = {}
    const: Scalar | None = None
    required: bool = False
    each: dict[str, Column] = {}


class Mapping(Record):
    """一份来源的映射。`name` 就是来源名；`captured` 是抓取日期（列里有就写在 columns 里）。"""

    name: str
    title: Text
    publisher: str = ""
    licence: str = ""
    captured: dt.date | None = None
    format: Literal["", "json", "csv", "xlsx"] = ""
    rows: list[str] = []
    sheet: str = ""
    region: str = ""
    columns: dict[str, Column]
    ignore: list[str] = []
    max_rejected_share: float = Field(default=0.02, ge=0, le=1)
    matches: dict[str, str | list[str]] = {}
    packages: dict[str, str] = {}


def _listed(content: Any) -> Any:
    """`from: 名称` 和 `from: [名称, 事项名称]` 都可以；`字段: 列名` 是最短的写法。"""
    if isinstance(content, str):
        return {"from": [content]}
    if isinstance(content, dict):
        made = dict(content)
        if isinstance(made.get("from"), str):
            made["from"] = [made["from"]]
        if isinstance(made.get("each"), dict):
            made["each"] = {key: _listed(value) for key, value in made["each"].items()}
        return made
    return content


def find_mapping(name: str, folder: Path = SOURCES) -> tuple[Mapping | None, list[Problem]]:
    """来源名（catalog/sources 里的文件名）或映射文件路径 → 映射；找不到或写错返回 None 和问题。"""
    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        path = folder / f"{name}.yaml"
    if not path.is_file():
        known = "、".join(sorted(p.stem for p in folder.glob("*.yaml") if not p.stem.endswith(".matches")))
        return None, [
            Problem(
                "没有映射",
                f"找不到来源 {name} 的映射文件",
                f"用已有的来源名（{known}），或给出映射文件的路径",
                str(name),
            )
        ]
    found = read_yaml(path)
    content = found.content
    if not isinstance(content, dict):
        return None, found.problems or [Problem("映射错误", "映射文件是空的", "照 docs/add-source.md 写", path.name)]
    content.setdefault("name", path.stem)
    if isinstance(content.get("columns"), dict):
        content["columns"] = {key: _listed(value) for key, value in content["columns"].items()}
    _add_matches(path, content, found.problems)
    try:
        mapping = Mapping.model_validate(content)
    except ValidationError as error:
        return None, found.problems + [
            Problem(
                "映射错误",
                f"{detail['msg']}（写的是 {str(detail['input'])[:40]}）",
                "照 docs/add-source.md 改正",
                path.name,
                found.line(tuple(detail["loc"])),
                ".".join(str(part) for part in detail["loc"]),
            )
            for detail in error.errors()
        ]
    wrong = [field for field in mapping.columns if field not in ServiceItem.model_fields]
    problems = found.problems + [
        Problem(
            "映射错误",
            f"目录没有字段 {field}",
            "字段名见 catalog/schema.py 的 ServiceItem",
            path.name,
            found.line(("columns", field)),
            field,
        )
        for field in wrong
    ]
    return (None if wrong else mapping), problems


def _add_matches(path: Path, content: dict[str, Any], problems: list[Problem]) -> None:
    """旁边有 `来源.matches.yaml`（人工核对的对应关系）就并进来。"""
    beside = path.with_name(f"{path.stem}.matches.yaml")
    if beside.is_file():
        found = read_yaml(beside)
        problems += found.problems
        content["matches"] = {**(found.content or {}), **content.get("matches", {})}
