"""记录 ↔ 表单：把内容摆进格子，把填的变回内容。填错的原样留着，由校验指出来。"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from connectors.admin.forms.fields import Field

Filled = Mapping[str, Sequence[str]]
"""表单：格子的名字 → 填的值（多选有几个）。"""
_LIST = re.compile(r"[、,，;；\s]+")


def read(fields: Sequence[Field], filled: Filled, prefix: str = "") -> dict[str, Any]:
    """填好的表单 → 记录内容；空着的格子不出现。"""
    content: dict[str, Any] = {}
    for field in fields:
        value = _read_one(field, filled, prefix + field.name)
        if value is not None and (value != [] and value != {} and value != ""):
            content[field.name] = value
    return content


def _one(filled: Filled, name: str) -> str:
    """一格的文字。"""
    values = filled.get(name) or [""]
    return str(values[0]).replace("\r\n", "\n").strip()


def _read_one(field: Field, filled: Filled, name: str) -> Any:
    """一格 → 值。"""
    said = _one(filled, name)
    match field.widget:
        case "lines":
            return [line.strip() for line in said.split("\n") if line.strip()]
        case "choices":
            return [value for value in filled.get(name, ()) if value]
        case "check":
            return (name in filled) if (name in filled) != field.default else None
        case "number":
            return int(said) if re.fullmatch(r"-?\d{1,9}", said) else said or None
        case "decimal":
            return float(said) if re.fullmatch(r"\d{1,9}(\.\d+)?", said) else said or None
        case "when_text":
            return _when(said)
        case "choices_text":
            return [_option(line) for line in said.split("\n") if line.strip()]
        case "group":
            return read(field.columns, filled, name + ".")
        case "rows":
            return _rows(field, filled, name)
        case "pairs":
            keys = [_one(filled, f"{name}.{n}.key") for n in range(_count(filled, name))]
            texts = [_one(filled, f"{name}.{n}.text") for n in range(len(keys))]
            return {key: value for key, value in zip(keys, texts, strict=True) if key and value}
        case _:
            return said or None


def _count(filled: Filled, name: str) -> int:
    """这张表格有多少行（含空行）；上限防着有人乱填。"""
    said = _one(filled, f"{name}.count")
    return min(int(said), 500) if said.isdecimal() else 0


def _rows(field: Field, filled: Filled, name: str) -> list[dict[str, Any]]:
    """表格 → 一行一条；除了打勾的，全空就是没有这一行。"""
    made = []
    for row in range(_count(filled, name)):
        content = read(field.columns, filled, f"{name}.{row}.")
        checks = {column.name for column in field.columns if column.widget == "check"}
        if content.keys() - checks:
            made.append(content)
    return made


def _when(said: str) -> dict[str, list[str]]:
    """“问题=选项,选项；问题=选项”→ 对照。"""
    made: dict[str, list[str]] = {}
    for part in re.split(r"[；;\n]", said):
        key, mark, values = part.partition("=")
        if key.strip():
            made[key.strip()] = [value for value in _LIST.split(values) if value] if mark else []
    return made


def _option(line: str) -> dict[str, Any]:
    """“代码｜给人看的话｜别的说法、别的说法”→ 选项。"""
    parts = [part.strip() for part in re.split(r"[｜|]", line)]
    words = [word for word in re.split(r"[、,，]", parts[2]) if word.strip()] if len(parts) > 2 else []
    made: dict[str, Any] = {"value": parts[0], "label": parts[1] if len(parts) > 1 else ""}
    return {**made, "words": words} if words else made


def shown(field: Field, value: Any) -> Any:
    """一格里显示什么：文字、选中的值、或表格的各行（末尾加空行）。"""
    match field.widget:
        case "lines":
            return "\n".join(str(part) for part in value or ())
        case "choices":
            return list(value or ())
        case "check":
            return field.default if value is None else bool(value)
        case "when_text":
            return "；".join(f"{key}={','.join(values)}" for key, values in (value or {}).items())
        case "choices_text":
            return "\n".join(
                "｜".join([one["value"], one["label"], *(["、".join(one["words"])] if one.get("words") else [])])
                for one in value or ()
            )
        case "group":
            return value or {}
        case "rows":
            return [*(value or ()), *({} for _ in range(field.spare))]
        case "pairs":
            return [*(value or {}).items(), *(("", "") for _ in range(field.spare))]
        case _:
            return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
