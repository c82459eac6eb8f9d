"""导出 CSV：用 Excel 打开也不会把单元格当公式执行。"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fastapi.responses import StreamingResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: Any) -> Any:
    """以公式记号开头的文字前面加一个单引号（OWASP 的做法）；数字原样。"""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """一行一行的 CSV；开头的 BOM 让 Excel 认得是 UTF-8。"""
    yield "\ufeff"
    for row in (head, *rows):
        line = io.StringIO()
        csv.writer(line).writerow([safe_cell(cell) for cell in row])
        yield line.getvalue()


def csv_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingResponse:
    """给浏览器下载的 CSV。"""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(csv_lines(head, rows), media_type="text/csv; charset=utf-8", headers=headers)
