"""导出成 CSV：给电子表格打开的，所以公式开头的格子要变成文字（CSV 公式注入）。"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def safe_cell(value: object) -> str:
    """一格的文字；会被当作公式的前面加单引号，电子表格就只显示它。"""
    text = "" if value is None else str(value)
    return "'" + text if text.lstrip().startswith(FORMULA_STARTS) else text


def csv_text(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """整个 CSV；带 BOM，常见的电子表格才认得出是 UTF-8。"""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()
