"""按文件种类选读法。"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from catalog.importing.readers.csv_rows import read_csv
from catalog.importing.readers.json_rows import read_json
from catalog.importing.readers.rows import Table
from catalog.importing.readers.xlsx_rows import read_xlsx
from catalog.problems import Problem

MAX_BYTES = 200 * 1024 * 1024
"""超过这个大小多半不是事项清单，不读。"""


def read_table(
    path: Path, kind: str, *, rows: Sequence[str], sheet: str, wanted: frozenset[str], most: int | None = None
) -> Table:
    """读一个文件；kind 不写按扩展名。`wanted` 是映射里用到的列，用来找表头行；`most` 是很大的 Excel 最多看几行。"""
    if not path.is_file():
        return Table(problems=[Problem("没有文件", "找不到这个文件", "核对路径", path.name)])
    if path.stat().st_size > MAX_BYTES:
        return Table(problems=[Problem("文件太大", "超过 200 MB", "拆成几份再导入", path.name)])
    kind = kind or path.suffix.lower().lstrip(".")
    if kind == "json":
        return read_json(path, list(rows))
    if kind in ("csv", "tsv", "txt"):
        return read_csv(path, wanted)
    if kind in ("xlsx", "xlsm"):
        return read_xlsx(path, sheet, wanted, most) if most else read_xlsx(path, sheet, wanted)
    if kind == "xls":
        remedy = "用 Excel 或 WPS 另存为 xlsx"
        return Table(problems=[Problem("格式不支持", "旧版 xls 格式", remedy, path.name)])
    return Table(
        problems=[
            Problem("格式不支持", f"不认识 {path.suffix or '没有扩展名的'} 文件", "用 json、csv 或 xlsx", path.name)
        ]
    )
