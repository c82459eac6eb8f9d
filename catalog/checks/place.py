"""在问题里写上代码、文件和行号。"""

from __future__ import annotations

from catalog.national_layer import NationalLayer
from catalog.problems import Problem, Severity


def at(
    layer: NationalLayer,
    code: str,
    path: tuple[str | int, ...],
    kind: str,
    message: str,
    remedy: str,
    severity: Severity = "error",
) -> Problem:
    """某条记录某个字段的问题，带文件和行号。"""
    file, line = layer.line_of(code, *path)
    return Problem(kind, message, remedy, file, line, ".".join(str(part) for part in path), severity, code)
