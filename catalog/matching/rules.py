"""匹配规则，从最有把握的开始；第一条命中的规则算数，命中多个就不认定。"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from catalog.matching.names import action_last, event, normal, without_brackets

COVERS = "映射文件写明（一项含几事）"
"""一条地方记录包含几个全国事项时的规则名：只借它的链接和部门，不当作同一件事。"""
RULES_VERSION = 3
"""改了规则就加一：全国版本的摘要会变，匹配会重算。"""
_ALIAS_MIN_CHARS = 4


@dataclass(frozen=True, slots=True)
class BasicNames:
    """全国目录里一个事项或一件事用来匹配的名字和编码。"""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    catalog_code: str = ""


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """名字 → 代码，只留只对应一个代码的名字。"""
    found: dict[str, set[str]] = {}
    for key, code in pairs:
        if key:
            found.setdefault(key, set()).add(code)
    return {key: next(iter(codes)) for key, codes in found.items() if len(codes) == 1}


class Matcher:
    """按规则认定一条地方记录对应的全国代码。"""

    def __init__(self, items: Iterable[BasicNames], packages: Iterable[BasicNames]) -> None:
        basics, events = list(items), list(packages)
        self._codes = {basic.code for basic in basics}
        self._package_codes = {package.code for package in events}
        self._by_catalog_code = _unique((b.catalog_code, b.code) for b in basics)
        self._by_name = _unique((normal(b.name), b.code) for b in basics)
        self._by_order = _unique((action_last(b.name), b.code) for b in basics)
        self._by_core = _unique((without_brackets(b.name), b.code) for b in basics)
        names = {normal(b.name) for b in basics}
        self._by_alias = _unique(
            (normal(alias), b.code)
            for b in basics
            for alias in b.aliases
            if len(normal(alias)) >= _ALIAS_MIN_CHARS and normal(alias) not in names
        )
        self._by_event = _unique((event(p.name), p.code) for p in events)

    def item(self, name: str, catalog_code: str = "", declared: str = "") -> tuple[str, str] | None:
        """事项对应的（全国代码，规则名）；没有把握返回 None。"""
        if declared:
            return (declared, "映射文件写明") if declared in self._codes else None
        if catalog_code and catalog_code in self._by_catalog_code:
            return self._by_catalog_code[catalog_code], "基本编码相同"
        rules: tuple[tuple[str, Callable[[str], str], dict[str, str]], ...] = (
            ("名称相同", normal, self._by_name),
            ("动作词位置不同", action_last, self._by_order),
            ("全国名称去括注后相同", normal, self._by_core),
            ("名称是唯一别名", normal, self._by_alias),
        )
        for rule, form, index in rules:
            code = index.get(form(name))
            if code:
                return code, rule
        return None

    def covered(self, declared: str) -> list[tuple[str, str]]:
        """写明包含几个全国事项的（空格隔开），其中存在的那些。"""
        return [(code, COVERS) for code in declared.split() if code in self._codes]

    def package(self, name: str, declared: str = "") -> tuple[str, str] | None:
        """一件事指南对应的（全国一件事代码，规则名）。"""
        if declared:
            return (declared, "映射文件写明") if declared in self._package_codes else None
        code = self._by_event.get(event(name))
        return (code, "一件事名称相同") if code else None
