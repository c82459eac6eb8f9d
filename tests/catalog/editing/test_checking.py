"""改一条记录时的校验：问题落在字段上。"""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from catalog.editing.checking import check_record, tidy
from catalog.editing.records import find_record
from catalog.storage import releases
from tests.catalog.editing.conftest import RENEWAL, local_item


@pytest.fixture
def content(engine: Engine) -> dict[str, Any]:
    serving = releases.current(engine)
    assert serving is not None
    with engine.connect() as connection:
        found = find_record(connection, serving.members, RENEWAL)
    assert found is not None
    return found.content


@pytest.mark.parametrize(
    ("field", "value", "column"),
    [
        ("summary", "", "summary"),
        ("audience", ["外星人"], "audience.0"),
        ("time_limit", {"days": "三十"}, "time_limit.days"),
        ("channels", [{"kind": "online", "portal": "nowhere"}], "channels.0"),
        ("basis", {"default": "no-such-law 第一条"}, "basis.default"),
        ("consult_phone", "12345678901234", "consult_phone"),
        ("conditions", ["详见 www.example.com"], "conditions.0"),
        ("valid_to", "2020-01-01", "valid_to"),
    ],
)
def test_each_problem_is_beside_its_field(
    content: dict[str, Any], folder: Path, field: str, value: object, column: str
) -> None:
    problems = check_record("basic", {**content, field: value}, [], folder)
    assert column in {problem.column for problem in problems if problem.severity == "error"}


def test_a_good_record_has_no_errors(content: dict[str, Any], folder: Path) -> None:
    assert [one for one in check_record("basic", content, [], folder) if one.severity == "error"] == []


def test_a_local_record_is_checked_too(folder: Path) -> None:
    bad = local_item(url="https://evil.example/", basic_code="nothing").model_dump(mode="json", exclude_defaults=True)
    assert {one.column for one in check_record("item", bad, [], folder)} == {"url", "basic_code"}


def test_defaults_are_not_written() -> None:
    written = {"code": "a", "name": "甲", "region": "511602", "source": "s", "captured": "2026-11-01",
               "checked": "2026-11-01", "materials": [{"name": "身份证", "required": True, "waived": False}]}
    assert tidy("item", written)["materials"] == [{"name": "身份证"}]
