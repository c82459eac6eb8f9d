"""事件日期：说得准的才认。"""

from __future__ import annotations

import datetime as dt

import pytest

from actions.dates import spoken_date

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("8月3号生的", dt.date(2026, 8, 3)),
        ("12月30日办的", dt.date(2025, 12, 30)),
        ("去年3月1号", dt.date(2025, 3, 1)),
        ("2024年2月29日", dt.date(2024, 2, 29)),
        ("昨天刚出院", dt.date(2026, 11, 22)),
        ("大前天", dt.date(2026, 11, 20)),
        ("我妈昨天去世了", dt.date(2026, 11, 22)),
        ("她今天又不肯签了", None),
        ("昨天问过窗口，说要复印件", None),
        ("今天想先把材料备齐", None),
        ("上个月生的", None),
        ("2月30号", None),
        ("13月5号", None),
    ],
)
def test_spoken_date(said: str, expected: dt.date | None) -> None:
    assert spoken_date(said, TODAY) == expected
