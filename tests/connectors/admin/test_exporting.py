"""导出的 CSV 用 Excel 打开不会执行公式。"""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.admin.exporting import csv_lines, safe_cell


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_formulas_become_text(cell: str) -> None:
    assert safe_cell(cell).startswith("'")


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), max_size=5))
def test_every_cell_is_harmless_and_readable_again(rows: list[list[str]]) -> None:
    content = "".join(csv_lines(["甲", "乙"], rows))
    assert content.startswith("\ufeff")
    for row in csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline="")):
        assert all(not cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_numbers_stay_numbers() -> None:
    assert safe_cell(-3) == -3
