"""读 Excel：合并单元格填满，公式取算好的值，没算过的公式报告出来。"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from catalog.importing.readers.rows import RawRow, Table, clean_header, header_at
from catalog.problems import Problem

_MAX_ROWS = 300_000
_STREAMED_ABOVE = 4 * 1024 * 1024
"""比这大的文件一行一行读：整个读进内存要几个 GB。"""


def read_xlsx(path: Path, sheet: str, wanted: frozenset[str], most: int = _MAX_ROWS) -> Table:
    """一张工作表的列和行；不写 sheet 用第一张。很大的文件只读前 `most` 行。"""
    if path.stat().st_size > _STREAMED_ABOVE:
        return _streamed(path, sheet, wanted, most)
    try:
        values = load_workbook(path, data_only=True)
        formulas = load_workbook(path, data_only=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError, EOFError) as error:
        remedy = "用 Excel 或 WPS 打开后另存为 xlsx"
        return Table(problems=[Problem("Excel 错误", f"打不开：{type(error).__name__}", remedy, path.name)])
    if sheet and sheet not in values.sheetnames:
        have = "、".join(values.sheetnames)
        return Table(problems=[Problem("没有工作表", f"没有工作表 {sheet}，有：{have}", "改映射的 sheet", path.name)])
    page: Any = values[sheet] if sheet else values.worksheets[0]
    source: Any = formulas[page.title]
    table = Table()
    grid: list[list[Any]] = [
        list(row) for row in page.iter_rows(values_only=True, max_row=min(page.max_row, _MAX_ROWS))
    ]
    _fill_merged(page, grid)
    kept = [(index, row) for index, row in enumerate(grid, 1) if any(cell not in (None, "") for cell in row)]
    if not kept:
        table.problems.append(Problem("没有内容", "工作表是空的", "核对文件", path.name))
        return table
    heads = [[clean_header(cell) for cell in row] for _, row in kept[:10]]
    at = header_at(heads, wanted)
    table.columns = heads[at]
    for number, row in kept[at + 1 :]:
        for index, cell in enumerate(row):
            formula = source.cell(number, index + 1).value
            if cell is None and isinstance(formula, str) and formula.startswith("="):
                table.problems.append(
                    Problem(
                        "公式没有结果",
                        f"单元格是公式 {formula[:30]}，文件里没有存计算结果",
                        "用 Excel 打开并保存一次，或改成值",
                        path.name,
                        number,
                        table.columns[index] if index < len(table.columns) else "",
                    )
                )
        table.rows.append(RawRow(number, dict(zip(table.columns, row, strict=False))))
    if page.max_row > _MAX_ROWS:
        table.problems.append(Problem("行数太多", f"只读了前 {_MAX_ROWS} 行", "拆成几份", path.name, _MAX_ROWS))
    return table


def _streamed(path: Path, sheet: str, wanted: frozenset[str], most: int) -> Table:
    """很大的文件：一行一行读，合并单元格只认左上角那一格。"""
    try:
        book = load_workbook(path, data_only=True, read_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError, EOFError) as error:
        remedy = "用 Excel 或 WPS 打开后另存为 xlsx"
        return Table(problems=[Problem("Excel 错误", f"打不开：{type(error).__name__}", remedy, path.name)])
    if sheet and sheet not in book.sheetnames:
        have = "、".join(book.sheetnames)
        return Table(problems=[Problem("没有工作表", f"没有工作表 {sheet}，有：{have}", "改映射的 sheet", path.name)])
    page: Any = book[sheet] if sheet else book.worksheets[0]
    table = Table()
    kept = [
        (number, row)
        for number, row in enumerate(page.iter_rows(values_only=True, max_row=most), 1)
        if any(cell not in (None, "") for cell in row)
    ]
    book.close()
    if not kept:
        table.problems.append(Problem("没有内容", "工作表是空的", "核对文件", path.name))
        return table
    at = header_at([[clean_header(cell) for cell in row] for _, row in kept[:10]], wanted)
    table.columns = [clean_header(cell) for cell in kept[at][1]]
    table.rows = [RawRow(number, dict(zip(table.columns, row, strict=False))) for number, row in kept[at + 1 :]]
    table.partial = kept[-1][0] >= most
    if kept[-1][0] >= _MAX_ROWS:
        table.problems.append(Problem("行数太多", f"只读了前 {_MAX_ROWS} 行", "拆成几份", path.name, _MAX_ROWS))
    return table


def _fill_merged(page: Any, grid: list[list[Any]]) -> None:
    """合并单元格的值填到它盖住的每一格。"""
    for area in page.merged_cells.ranges:
        top = grid[area.min_row - 1][area.min_col - 1] if area.min_row <= len(grid) else None
        for row in range(area.min_row - 1, min(area.max_row, len(grid))):
            for column in range(area.min_col - 1, min(area.max_col, len(grid[row]))):
                grid[row][column] = top
