"""读 CSV：认编码、认分隔符、找表头行。"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from catalog.importing.readers.rows import HEADER_WITHIN, RawRow, Table, clean_header, header_at
from catalog.importing.readers.text import read_text
from catalog.problems import Problem

csv.field_size_limit(16 * 1024 * 1024)


def _delimiter(text: str) -> str:
    """出现最多的分隔符：逗号、制表符、分号、竖线。"""
    head = "\n".join(text.splitlines()[:HEADER_WITHIN])
    return max([",", "\t", ";", "|"], key=lambda mark: head.count(mark))


def read_csv(path: Path, wanted: frozenset[str]) -> Table:
    """一份 CSV 的列和行；每行的问题都有行号。"""
    text, problems = read_text(path)
    table = Table(problems=problems)
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=_delimiter(text))
    lines: list[tuple[int, list[str]]] = []
    try:
        start = 1
        for cells in reader:
            lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        table.problems.append(
            Problem("CSV 错误", f"读到这里停下：{error}", "检查引号是否成对", path.name, reader.line_num)
        )
    lines = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if not lines:
        table.problems.append(Problem("没有内容", "文件是空的", "核对文件", path.name))
        return table
    heads = [[clean_header(cell) for cell in cells] for _, cells in lines[:HEADER_WITHIN]]
    at = header_at(heads, wanted)
    table.columns = heads[at]
    for number, cells in lines[at + 1 :]:
        if len(cells) > len(table.columns) and any(cell.strip() for cell in cells[len(table.columns) :]):
            table.problems.append(
                Problem(
                    "多出的格子",
                    f"有 {len(cells)} 格，表头只有 {len(table.columns)} 列",
                    "检查这一行的分隔符和引号",
                    path.name,
                    number,
                )
            )
        table.rows.append(RawRow(number, dict(zip(table.columns, cells, strict=False))))
    return table
