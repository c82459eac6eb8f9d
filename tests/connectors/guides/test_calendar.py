"""日历文件：读回来是那些期限，办好的和没有日期的不写。"""

from __future__ import annotations

import datetime as dt

import pytest
from icalendar import Calendar

from connectors.guides.calendar import calendar_file, deadlines
from tests.connectors.guides.sample import guide, step

STAMP = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
GUIDE = guide(
    step(1, "出生登记（户口）；要紧", deadline="2026年12月3日前", deadline_date="2026-12-03"),
    step(2, "预防接种证", deadline_date="2026-12-03", done=True),
    step(3, "社保卡"),
)


def test_every_open_deadline_is_an_all_day_event_with_a_reminder() -> None:
    events = list(Calendar.from_ical(calendar_file(GUIDE, STAMP)).walk("VEVENT"))
    assert len(events) == 1 == len(deadlines(GUIDE))
    event = events[0]
    assert event["summary"] == "最晚今天办：出生登记（户口）；要紧"
    assert (event["dtstart"].dt, event["dtend"].dt) == (dt.date(2026, 12, 3), dt.date(2026, 12, 4))
    assert event["dtstamp"].dt == STAMP
    assert "四川政务服务网 https://www.sczwfw.gov.cn/" in event["description"]
    assert event.walk("VALARM")[0]["trigger"].dt == -dt.timedelta(days=3)


def test_lines_follow_the_format() -> None:
    """RFC 5545：CRLF 换行，每行不超过 75 字节，不切断字。"""
    content = calendar_file(GUIDE, STAMP)
    lines = content.split(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 and line.decode("utf-8") is not None for line in lines)


def test_same_step_keeps_its_identity_and_the_code_stays_private() -> None:
    """重新导入是更新不是重复；日历常分享给别人，编号不写进去。"""
    first, again = (calendar_file(GUIDE, STAMP + dt.timedelta(days=n)) for n in (0, 1))
    uids = [Calendar.from_ical(content).walk("VEVENT")[0]["uid"] for content in (first, again)]
    assert uids[0] == uids[1]
    assert b"K57N4" not in first


def test_guide_without_dates_has_no_calendar() -> None:
    with pytest.raises(ValueError, match="截止日期"):
        calendar_file(guide(step(1, "社保卡")), STAMP)
