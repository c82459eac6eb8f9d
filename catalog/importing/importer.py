"""按映射把读到的行变成地方事项。每一行要么成为记录，要么成为有位置、有改法的问题。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from rapidfuzz import process

from catalog.importing.mapping import Column, Mapping
from catalog.importing.readers import RawRow, read_table
from catalog.importing.readers.rows import clean_header
from catalog.importing.steps import StepError, apply
from catalog.problems import Problem
from catalog.schema import ServiceItem

Progress = Callable[[int, int], None]
_TELL_EVERY = 1000


@dataclass
class Imported:
    """导入的结果：记录、问题、读到和拒绝的行数、没用到的列。"""

    items: list[ServiceItem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    read: int = 0
    rejected: int = 0
    unused: list[str] = field(default_factory=list)

    @property
    def rejected_share(self) -> float:
        """被拒绝的行占多少。"""
        return self.rejected / self.read if self.read else 0.0


def _text(value: Any) -> str:
    """单元格的文字：日期成 ISO，整的小数去 .0，其余去两端空白。"""
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


class _Row:
    """一行的取值过程：记下用了哪一列，出错时能说出列名。"""

    def __init__(self, mapping: Mapping, file: str, row: RawRow) -> None:
        self._mapping = mapping
        self._file = file
        self._row = row
        self.problems: list[Problem] = []
        self.columns: dict[str, str] = {}

    def problem(self, kind: str, message: str, remedy: str, column: str) -> None:
        """记一个这一行的问题。"""
        name = _text(self._row.values.get("name") or self._row.values.get("事项名称"))[:40]
        self.problems.append(Problem(kind, message, remedy, self._file, self._row.number, column, record=name))

    def value(self, field_name: str, column: Column, values: dict[str, Any]) -> Any:
        """一个字段的值；没有内容返回 None。"""
        if column.const is not None:
            return column.const
        present = [
            name for name in column.source if _text(values.get(name)) != "" or isinstance(values.get(name), list)
        ]
        used = present[0] if present else (column.source[0] if column.source else field_name)
        self.columns[field_name] = used
        if not present:
            return None
        raw = values.get(used)
        if column.each:
            return self._each(column, raw, used)
        if isinstance(raw, list) and not column.steps:
            return [_text(part) for part in raw if _text(part)]
        text = column.join.join(_text(values.get(name)) for name in present) if column.join is not None else _text(raw)
        if "�" in text:
            self.problem("编码错误", f"有读不出的字：{text[:30]}", "从原系统用 UTF-8 重新导出", used)
            return None
        made: Any = text
        for step in column.steps:
            if made == "":
                return None
            try:
                made = apply(made, step)
            except StepError as error:
                self.problem("值不对", error.message, error.remedy, used)
                return None
        if column.values:
            if str(made) not in column.values:
                known = "、".join(column.values)
                self.problem("没有对照", f"“{str(made)[:30]}”不在对照表里（{known}）", "在映射的 values 里补上", used)
                return None
            made = column.values[str(made)]
        return None if made == "" else made

    def _each(self, column: Column, raw: Any, used: str) -> list[dict[str, Any]] | None:
        """一列里的多条（材料、成员）：每条再按子列取值。"""
        if not isinstance(raw, list):
            parts = [part for part in _text(raw).replace("；", "\n").replace(";", "\n").splitlines() if part.strip()]
            return [{"name": part.strip()} for part in parts]
        made = []
        for part in raw:
            inner = part if isinstance(part, dict) else {"name": part}
            record = {
                key: value for key, sub in column.each.items() if (value := self.value(key, sub, inner)) is not None
            }
            if record.get("name"):
                made.append(record)
            else:
                self.problem("缺少内容", f"这一条没有名称：{str(part)[:40]}", "补上名称", used)
        return made


def import_rows(path: Path, mapping: Mapping, progress: Progress | None = None) -> Imported:
    """读一个文件，返回全部记录和问题；`progress` 隔一阵收到（做了几行，共几行）。"""
    wanted = frozenset(clean_header(name) for column in mapping.columns.values() for name in column.source)
    table = read_table(path, mapping.format, rows=mapping.rows, sheet=mapping.sheet, wanted=wanted)
    result = Imported(problems=list(table.problems), read=len(table.rows))
    missing = _missing_columns(mapping, table.columns, path.name)
    if missing and table.rows:
        result.problems += missing
        result.rejected = result.read
        return result
    result.unused = [name for name in table.columns if name and name not in wanted and name not in mapping.ignore]
    seen: dict[tuple[str, str], tuple[int, ServiceItem]] = {}
    for done, raw in enumerate(table.rows, 1):
        if progress is not None and done % _TELL_EVERY == 0:
            progress(done, len(table.rows))
        item, problems = _item(mapping, path.name, raw)
        result.problems += problems
        if item is None:
            result.rejected += 1
            continue
        key = (item.code, item.region)
        if key in seen:
            number, first = seen[key]
            same = first == item
            result.problems.append(
                Problem(
                    "代码重复",
                    f"{item.code} 与第 {number} 行重复" + ("，内容相同，只留一条" if same else "，内容不同，留前一条"),
                    "删掉一行" if same else "核对两行，改正代码或删掉一行",
                    path.name,
                    raw.number,
                    "code",
                    "warning" if same else "error",
                    item.name[:40],
                )
            )
            result.rejected += 1
            continue
        seen[key] = (raw.number, item)
        result.items.append(item)
    return result


def _missing_columns(mapping: Mapping, columns: list[str], file: str) -> list[Problem]:
    """必需的字段在来源里一列都没有：说出表头是什么、最像哪一列。"""
    problems = []
    for name, column in mapping.columns.items():
        if not column.required or column.const is not None or any(part in columns for part in column.source):
            continue
        near = process.extractOne(column.source[0], columns, score_cutoff=60) if columns and column.source else None
        guess = f"，最像的是“{near[0]}”" if near else ""
        problems.append(
            Problem(
                "缺少列",
                f"没有列“{'”或“'.join(column.source)}”{guess}；表头是：{'、'.join(columns)[:200]}",
                f"改表头，或在映射的 {name} 里补上列名",
                file,
                None,
                name,
            )
        )
    return problems


def _item(mapping: Mapping, file: str, raw: RawRow) -> tuple[ServiceItem | None, list[Problem]]:
    """一行 → 一条地方事项；做不到返回 None 和原因。"""
    row = _Row(mapping, file, raw)
    made: dict[str, Any] = {}
    for name, column in mapping.columns.items():
        value = row.value(name, column, raw.values)
        if value is not None:
            made[name] = value
        elif column.required and not row.problems:
            row.problem("缺少内容", f"{name} 是空的", "补上内容", row.columns.get(name, name))
    if row.problems and any(column.required and name not in made for name, column in mapping.columns.items()):
        return None, row.problems
    made.setdefault("region", mapping.region)
    made.setdefault("captured", mapping.captured)
    made.setdefault("checked", made["captured"])
    made |= {"source": mapping.name, "source_name": mapping.title}
    names = (str(made.get("code", "")), str(made.get("name", "")))
    if made.get("members"):
        made["package_code"] = next((mapping.packages[name] for name in names if name in mapping.packages), "")
    else:
        target = next((mapping.matches[name] for name in names if name in mapping.matches), "")
        made["covers" if isinstance(target, list) else "basic_code"] = target
    try:
        return ServiceItem.model_validate(made), row.problems
    except ValidationError as error:
        for detail in error.errors():
            target_field = str(detail["loc"][0]) if detail["loc"] else ""
            row.problem(
                "值不对",
                f"{target_field}：{detail['msg']}（是 {str(detail['input'])[:40]}）",
                "核对这一格，或改映射的转换步骤",
                row.columns.get(target_field, target_field),
            )
        return None, row.problems
