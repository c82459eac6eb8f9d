"""指南的期限写成日历文件（iCalendar，RFC 5545），手机和电脑的日历都能导入。"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from icalendar import Alarm, Calendar, Event

PRODUCT = "-//zhilu//guide//ZH"
REMIND_DAYS = 3


def deadlines(guide: dict[str, Any]) -> list[dict[str, Any]]:
    """还没办、有具体截止日期的步骤。"""
    return [step for step in guide["steps"] if step.get("deadline_date") and not step.get("done")]


def calendar_file(guide: dict[str, Any], stamp: dt.datetime) -> bytes:
    """日历文件的内容：每个期限一个全天事件，提前几天提醒。`stamp` 是生成时间（带时区）。没有期限抛 ValueError。"""
    steps = deadlines(guide)
    if not steps:
        raise ValueError("这份指南没有具体的截止日期")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", guide["title"])
    for step in steps:
        calendar.add_component(_event(guide, step, stamp))
    return calendar.to_ical()


def _event(guide: dict[str, Any], step: dict[str, Any], stamp: dt.datetime) -> Event:
    event = Event()
    day = dt.date.fromisoformat(step["deadline_date"])
    # 同一份指南的同一步，重新导入时更新而不是重复；编号本身不写进去，日历常会分享给别人
    seed = f"{guide.get('resume_code')}/{step['code']}"
    event.add("uid", f"{hashlib.sha256(seed.encode()).hexdigest()[:24]}@zhilu")
    event.add("dtstamp", stamp)
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("summary", f"最晚今天办：{step['name']}")
    entry = step.get("entry") or {}
    lines = [guide["title"], step.get("why", ""), f"部门：{step['department']}"]
    lines.append("材料：" + "、".join(step["materials"]) if step["materials"] else "")
    lines.append(f"去哪办：{entry['name']} {entry.get('url') or ''}".strip() if entry else "")
    event.add("description", "\n".join(line for line in lines if line))
    if entry.get("url"):
        event.add("url", entry["url"])
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"还有{REMIND_DAYS}天到期：{step['name']}")
    alarm.add("trigger", -dt.timedelta(days=REMIND_DAYS))
    event.add_component(alarm)
    return event
