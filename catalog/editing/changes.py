"""一次修改是什么：字段从什么变成什么；怎么套到记录上。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from catalog.editing.records import Key

ADDED, EDITED, REMOVED = "add", "edit", "remove"
WHOLE = "*"
"""新增、删除时，`changes` 里唯一的键：整条记录。"""


@dataclass(frozen=True)
class Edit:
    """一次修改。`changes` 是 字段 → {old, new}，没有写的字段值是 None。"""

    id: int
    source: str
    key: Key
    name: str
    action: str
    changes: dict[str, Any]
    author: str = ""
    created_at: Any = None
    note: str = ""
    proposal_id: int = 0


def changed_fields(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """两份内容不同的字段：字段 → {old, new}。"""
    return {
        name: {"old": old.get(name), "new": new.get(name)}
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    }


def applied(content: dict[str, Any] | None, edit: Edit) -> dict[str, Any] | None:
    """套上一次修改后的内容；None 表示没有这条记录。改一条已经不在的记录，结果还是没有。"""
    if edit.action == ADDED:
        return dict(edit.changes[WHOLE]["new"])
    if edit.action == REMOVED or content is None:
        return None
    made = dict(content)
    for name, change in edit.changes.items():
        if change["new"] is None:
            made.pop(name, None)
        else:
            made[name] = change["new"]
    return made


def clashes(content: dict[str, Any] | None, edit: Edit) -> list[str]:
    """修改时看到的旧值与现在不同的字段：别人先改过了，不能悄悄盖掉。"""
    if edit.action == ADDED:
        return [WHOLE] if content is not None and content != edit.changes[WHOLE]["new"] else []
    if content is None:
        return [WHOLE]
    if edit.action == REMOVED:
        return []
    return [
        name for name, change in edit.changes.items() if content.get(name) not in (change["old"], change["new"])
    ]


def compacted(edits: Iterable[Edit]) -> list[Edit]:
    """去掉被后来的修改完全盖住的：发布带着的修改不会越积越多。"""
    kept: list[Edit] = []
    covered: dict[Key, set[str]] = {}
    for edit in reversed(list(edits)):
        later = covered.setdefault(edit.key, set())
        if WHOLE in later or (edit.action == EDITED and set(edit.changes) <= later):
            continue
        kept.append(edit)
        later |= set(edit.changes)
    return kept[::-1]
