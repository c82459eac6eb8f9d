"""读 JSON：顶层是列表（或对象里的一个列表），可以逐层展开；上层的文字随每一行带下来。"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from catalog.importing.readers.rows import RawRow, Table
from catalog.importing.readers.text import read_text
from catalog.problems import Problem


def read_json(path: Path, levels: list[str]) -> Table:
    """一份 JSON（或每行一个对象的 JSONL）的行；`levels` 是逐层展开的键。"""
    text, problems = read_text(path)
    table = Table(problems=problems)
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        content = _json_lines(text)
        if content is None:
            table.problems.append(
                Problem(
                    "JSON 错误",
                    f"第 {error.colno} 个字符读不下去：{error.msg}",
                    "检查逗号和引号",
                    path.name,
                    error.lineno,
                )
            )
            return table
    except RecursionError:
        table.problems.append(Problem("JSON 错误", "嵌套太深", "核对文件是不是事项清单", path.name))
        return table
    keys = list(levels)
    if isinstance(content, dict) and keys and isinstance(content.get(keys[0]), list):
        content = content[keys.pop(0)]
    if not isinstance(content, list):
        table.problems.append(Problem("JSON 错误", "顶层不是列表", "映射的 rows 写明列表在哪个键下", path.name))
        return table
    _expand(content, keys, {}, table, path.name)
    names: dict[str, None] = {}
    for row in table.rows:
        names.update(dict.fromkeys(row.values))
    table.columns = list(names)
    return table


def _json_lines(text: str) -> list[Any] | None:
    """每行一个对象的写法；不是就返回 None。"""
    made = []
    for line in text.splitlines():
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            return None
        if not isinstance(value, dict):
            return None
        made.append(value)
    return made or None


def _expand(listed: list[Any], levels: list[str], above: dict[str, Any], table: Table, file: str) -> None:
    """逐层展开：下层同名的值盖过上层；缺了下层列表的记成问题，不悄悄丢。"""
    for value in listed:
        if not isinstance(value, dict):
            number = len(table.rows) + 1
            table.problems.append(Problem("JSON 错误", f"第 {number} 条不是对象", "每条写成 {列: 值}", file, number))
            continue
        if not levels:
            table.rows.append(RawRow(len(table.rows) + 1, {**above, **value}))
            continue
        below = value.get(levels[0])
        kept = {key: part for key, part in value.items() if key != levels[0]}
        if not isinstance(below, list):
            table.problems.append(
                Problem(
                    "JSON 错误",
                    f"没有列表 {levels[0]}：{str(kept)[:60]}",
                    "补上，或改映射的 rows",
                    file,
                    len(table.rows) + 1,
                    levels[0],
                )
            )
            continue
        _expand(below, levels[1:], {**above, **kept}, table, file)
