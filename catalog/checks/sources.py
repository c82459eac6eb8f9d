"""随包发布的映射：写得对不对，人工核对的对应关系指向的代码在不在。"""

from __future__ import annotations

from collections.abc import Iterator

from catalog.importing.mapping import NO_MATCH, SOURCES, find_mapping
from catalog.national_layer import NationalLayer
from catalog.problems import Problem


def _each(codes: str | list[str]) -> list[str]:
    """一个或几个代码，都成列表。"""
    return codes if isinstance(codes, list) else [codes]


def check_sources(layer: NationalLayer) -> Iterator[Problem]:
    """catalog/sources 里每个映射的问题。"""
    items = {item.code for item in layer.items}
    packages = {package.code for package in layer.packages}
    for path in sorted(SOURCES.glob("*.yaml")):
        if path.stem.endswith(".matches"):
            continue
        mapping, problems = find_mapping(path.stem)
        yield from problems
        if mapping is None:
            continue
        pairs = [(name, code, items, "matches") for name, codes in mapping.matches.items() for code in _each(codes)]
        pairs += [(name, code, packages, "packages") for name, code in mapping.packages.items()]
        for name, code, known, column in pairs:
            if code not in known and code != NO_MATCH:
                yield Problem(
                    "对应关系",
                    f"“{name}”指向的 {code} 不在全国目录里",
                    "改成现有的代码，或删掉这一条",
                    path.name,
                    None,
                    column,
                    record=name,
                )
