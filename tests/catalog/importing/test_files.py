"""读各种坏文件：编码、合并单元格、公式、缺列、重复、空行。每一行要么进来，要么有说明。"""

from __future__ import annotations

import codecs
import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from catalog.importing import Imported, Mapping, find_mapping, import_rows

COLUMNS = """
title: 测试
captured: 2026-10-01
region: "511602"
columns:
  name: {from: [事项名称, 名称], required: true}
  code: {from: 编码, steps: [slug], required: true}
  department: 实施主体
  promised_days: {from: 承诺时限, steps: [blank, int]}
  materials: {from: 材料, each: {name: name}}
  consult_phone: 咨询电话
"""
HEAD = ["事项名称", "编码", "实施主体", "承诺时限", "材料", "咨询电话"]


@pytest.fixture(scope="module")
def mapping(tmp_path_factory: pytest.TempPathFactory) -> Mapping:
    path = tmp_path_factory.mktemp("m") / "m.yaml"
    path.write_text(COLUMNS, encoding="utf-8")
    found, problems = find_mapping(str(path))
    assert found is not None and not problems
    return found


def csv_bytes(rows: list[list[str]], encoding: str) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *rows])
    return out.getvalue().encode(encoding)


def run(path: Path, content: bytes, mapping: Mapping) -> Imported:
    path.write_bytes(content)
    return import_rows(path, mapping)


ROW = ["教师资格认定", "A-1", "区教育局", "20个工作日", "身份证；学历证", "12345"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_csv_in_any_usual_encoding(tmp_path: Path, mapping: Mapping, encoding: str) -> None:
    result = run(tmp_path / "a.csv", csv_bytes([ROW], encoding), mapping)
    assert [item.name for item in result.items] == ["教师资格认定"] and not result.problems
    item = result.items[0]
    assert item.promised_days == 20 and item.code == "a-1" and item.region == "511602"
    assert [material.name for material in item.materials] == ["身份证", "学历证"]


def test_title_lines_blank_lines_and_semicolons(tmp_path: Path, mapping: Mapping) -> None:
    text = "某区政务服务事项清单;;\n\n名称;编码;实施主体\n护照换发;P1;公安局\n;;\n"
    result = run(tmp_path / "a.csv", text.encode(), mapping)
    assert [(item.name, item.department) for item in result.items] == [("护照换发", "公安局")]


def test_broken_bytes_reject_the_row_and_name_it(tmp_path: Path, mapping: Mapping) -> None:
    good = csv_bytes([ROW, ["护照换发", "P1", "公安局", "", "", ""]], "utf-8")
    broken = good.replace("护照换发".encode(), "护照".encode() + b"\xff\xfe\xfa")
    result = run(tmp_path / "a.csv", broken, mapping)
    assert [item.name for item in result.items] == ["教师资格认定"]
    assert result.rejected == 1
    assert any(problem.type == "编码错误" and problem.row == 3 for problem in result.problems)


def test_missing_column_lists_the_header_and_guesses(tmp_path: Path, mapping: Mapping) -> None:
    result = run(tmp_path / "a.csv", "事项名字,编码\n护照,1\n".encode(), mapping)
    assert not result.items and result.rejected == 1
    [problem] = result.problems
    assert problem.type == "缺少列" and "事项名字" in problem.message and problem.remedy


def test_duplicate_codes_keep_the_first_and_say_so(tmp_path: Path, mapping: Mapping) -> None:
    other = ["别的事项", "A-1", "", "", "", ""]
    result = run(tmp_path / "a.csv", csv_bytes([ROW, ROW, other], "utf-8"), mapping)
    assert len(result.items) == 1 and result.rejected == 2
    assert [(p.type, p.row, p.severity) for p in result.problems] == [
        ("代码重复", 3, "warning"),
        ("代码重复", 4, "error"),
    ]


def test_bad_number_is_reported_and_the_row_is_kept(tmp_path: Path, mapping: Mapping) -> None:
    row = ["护照", "P1", "", "尽快", "", ""]
    result = run(tmp_path / "a.csv", csv_bytes([row], "utf-8"), mapping)
    assert result.items[0].promised_days is None
    [problem] = result.problems
    assert (problem.row, problem.column) == (2, "承诺时限") and "尽快" in problem.message


def test_merged_cells_fill_every_row_and_formulas_are_reported(tmp_path: Path, mapping: Mapping) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["某区事项清单（2026）"])
    sheet.merge_cells("A1:F1")
    sheet.append(HEAD)
    sheet.append(["身份证换领", "I1", "公安局", 60, "身份证", 12345])
    sheet.append(["身份证补领", "I2", None, "=1+1", None, None])
    sheet.merge_cells("C3:C4")
    path = tmp_path / "a.xlsx"
    book.save(path)
    result = import_rows(path, mapping)
    assert [item.department for item in result.items] == ["公安局", "公安局"]
    assert result.items[0].promised_days == 60 and result.items[0].consult_phone == "12345"
    [problem] = result.problems
    assert problem.type == "公式没有结果" and (problem.row, problem.column) == (4, "承诺时限")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.xlsx", b"not a workbook", "Excel 错误"),
        ("a.xls", b"x", "格式不支持"),
        ("a.pdf", b"x", "格式不支持"),
        ("a.json", b'[{"a": 1}', "JSON 错误"),
        ("a.json", b'{"a": 1}', "JSON 错误"),
        ("a.csv", b"", "没有内容"),
    ],
)
def test_unreadable_files_are_problems_with_a_remedy(
    tmp_path: Path, mapping: Mapping, name: str, content: bytes, kind: str
) -> None:
    result = run(tmp_path / name, content, mapping)
    assert not result.items
    assert kind in {problem.type for problem in result.problems}
    assert all(problem.remedy and problem.file == name for problem in result.problems)


def test_nested_json_carries_the_upper_fields(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(COLUMNS + "rows: [items]\n", encoding="utf-8")
    mapping, _ = find_mapping(str(path))
    assert mapping is not None
    content = [{"实施主体": "公安局", "items": [{"名称": "护照", "编码": "1"}]}, {"实施主体": "空局"}]
    result = run(tmp_path / "a.json", json.dumps(content, ensure_ascii=False).encode(), mapping)
    assert [(item.name, item.department) for item in result.items] == [("护照", "公安局")]
    assert [problem.type for problem in result.problems] == ["JSON 错误"]


cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(cells, min_size=6, max_size=6), max_size=6))
@pytest.mark.promise("导入的每一行要么成为事项，要么说清为什么没有")
def test_every_row_is_an_item_or_a_problem(tmp_path: Path, mapping: Mapping, rows: list[list[str]]) -> None:
    result = run(tmp_path / "a.csv", csv_bytes(rows, "utf-8"), mapping)
    assert len(result.items) + result.rejected == result.read
    rejected_rows = {problem.row for problem in result.problems}
    assert result.rejected <= len(rejected_rows)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    noise=st.binary(max_size=60),
    at=st.integers(0, 200),
    suffix=st.sampled_from(["a.csv", "a.json", "a.xlsx"]),
    start=st.sampled_from([b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, b"[{", b"PK\x03\x04"]),
)
@pytest.mark.promise("什么样的坏文件都不会让导入崩掉")
def test_no_bytes_raise(tmp_path: Path, mapping: Mapping, noise: bytes, at: int, suffix: str, start: bytes) -> None:
    good = csv_bytes([ROW], "gbk")
    result = run(tmp_path / suffix, start + good[:at] + noise + good[at:], mapping)
    assert all(problem.remedy for problem in result.problems)
