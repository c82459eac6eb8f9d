"""把广安区的真数据做成一份 Excel：表头换成人写的叫法，改动几处。"""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from catalog.importing import find_mapping
from catalog.importing.readers import read_table

SOURCES = Path(__file__).parents[4] / "shared" / "data" / "sources"
HEAD = {"department": "实施主体", "main_item": "大项", "name": "事项名称", "link": "办理链接"}


def district_rows() -> list[dict[str, str]]:
    """真数据的各行，用项目自己的读法读。"""
    path = SOURCES / "sichuan_guangan_district.json"
    if not path.is_file():
        pytest.fail("找不到真实来源：请把数据放在仓库旁边的 shared/data/sources/ 再运行")
    mapping, _ = find_mapping("sichuan_guangan")
    assert mapping is not None
    table = read_table(path, "json", rows=mapping.rows, sheet="", wanted=frozenset())
    return [{name: str(row.values.get(name, "")) for name in HEAD} for row in table.rows]


def write_xlsx(path: Path, rows: list[dict[str, str]]) -> Path:
    """写成 Excel：第一行是标题，第二行是表头，像真的导出那样。"""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["广安市广安区政务服务事项清单"])
    sheet.append(list(HEAD.values()))
    for row in rows:
        sheet.append([row[name] for name in HEAD])
    book.save(path)
    return path
