"""读 YAML 并记住每个值在第几行，校验时才能说出“哪个文件第几行”。"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from catalog.problems import Problem

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Located:
    """一份 YAML 的内容、每个路径的行号和读的时候发现的问题。"""

    file: str
    content: Any = None
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: tuple[str | int, ...]) -> int | None:
        """这个路径的行号；没有就用最近的上层。"""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def _walk(node: yaml.Node, path: tuple[str | int, ...], found: Located) -> None:
    """记下每个节点的行号，并指出同一层写了两遍的键（YAML 会悄悄丢掉前一个）。"""
    found.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            _walk(child, (*path, index), found)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, child in node.value:
            if key.value in seen:
                found.problems.append(
                    Problem(
                        "重复的键",
                        f"“{key.value}”写了两遍，前一遍会被丢掉",
                        "合并成一处",
                        found.file,
                        key.start_mark.line + 1,
                        key.value,
                    )
                )
            seen.add(key.value)
            _walk(child, (*path, key.value), found)


def read_yaml(path: Path, label: str = "") -> Located:
    """一份 YAML 的内容和行号；语法错误变成一个 Problem，内容为空。"""
    found = Located(label or path.name)
    loader = None
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        if node is not None:
            _walk(node, (), found)
            found.content = loader.construct_document(node)
    except UnicodeDecodeError as error:
        found.problems.append(Problem("编码错误", f"不是 UTF-8：{error.reason}", "用 UTF-8 另存", found.file))
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or str(error)
        found.problems.append(
            Problem(
                "YAML 语法错误",
                f"这里读不下去：{said}",
                "检查缩进；值里有冒号加空格、逗号或以特殊符号开头时要加引号",
                found.file,
                mark.line + 1 if mark else None,
            )
        )
    finally:
        if loader is not None:
            loader.dispose()
    return found
