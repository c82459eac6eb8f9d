"""映射文件：找得到、写错说得清；转换步骤；文档里的步骤表与代码一致。"""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.importing import find_mapping
from catalog.importing.mapping import SOURCES
from catalog.importing.steps import STEPS, StepError, apply

DOC = Path(__file__).parents[3] / "docs" / "add-source.md"


def test_unknown_source_lists_the_known_ones() -> None:
    mapping, [problem] = find_mapping("nowhere")
    assert mapping is None and "sichuan_guangan" in problem.remedy


@pytest.mark.parametrize("path", sorted(p for p in SOURCES.glob("*.yaml") if ".matches" not in p.name))
def test_every_shipped_mapping_is_valid(path: Path) -> None:
    mapping, problems = find_mapping(path.stem)
    assert mapping is not None and not problems
    assert mapping.name == path.stem
    steps = [step.partition(" ")[0] for column in mapping.columns.values() for step in column.steps]
    assert set(steps) <= set(STEPS)


def test_a_misspelt_field_is_reported_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("title: x\ncolumns:\n  name: 名称\n  depratment: 部门\n", encoding="utf-8")
    mapping, [problem] = find_mapping(str(path))
    assert mapping is None and problem.row == 4 and problem.column == "depratment"


@pytest.mark.parametrize(
    ("value", "step", "expected"),
    [
        ("http://a.gov.cn/x?itemCode=511A-1&b=2", "query itemCode", "511A-1"),
        ("511A-1 甲", "slug", "511a-1"),
        ("511602000000", "region", "511602"),
        ("浦东新区", "region", "310115"),
        ("2026年7月4日", "date", "2026-07-04"),
        ("2026-07", "date", "2026-07-01"),
        ("20个工作日", "int", 20),
        ("无", "blank", ""),
        ("省、市、县", "levels", ["省级", "市级", "县级"]),
        ("个人/法人", "audience", ["自然人", "法人"]),
        ("不收费（代码0）", "fee", {"amount_yuan": 0, "text": "不收费"}),
        ("收费代码1：邮寄速递费20元", "fee", {"text": "收费代码1：邮寄速递费20元"}),
        ("甲->乙", "split ->", ["甲", "乙"]),
        ("证照核验，免提交", "contains 免提交", True),
        ("是", "whether", True),
    ],
)
def test_steps(value: str, step: str, expected: object) -> None:
    assert apply(value, step) == expected


@pytest.mark.parametrize(
    ("value", "step"),
    [
        ("甲", "slug"),
        ("鼓楼区", "region"),
        ("2026-13-01", "date"),
        ("尽快", "int"),
        ("或许", "whether"),
        ("x", "nostep"),
    ],
)
def test_steps_that_cannot_say_why(value: str, step: str) -> None:
    with pytest.raises(StepError) as raised:
        apply(value, step)
    assert raised.value.message and raised.value.remedy


def test_the_document_lists_exactly_the_steps() -> None:
    text = DOC.read_text(encoding="utf-8")
    listed = {line.split("`")[1].split()[0] for line in text.splitlines() if line.startswith("| `")}
    assert listed == set(STEPS)
