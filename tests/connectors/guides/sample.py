"""一份小指南，给打印页、日历、分段文字的测试用。"""

from __future__ import annotations

from typing import Any


def step(number: int, name: str, **more: Any) -> dict[str, Any]:
    """指南里的一步。"""
    return {
        "number": number, "code": f"s{number}", "name": name, "department": "派出所", "after": [], "why": "要用。",
        "materials": ["居民身份证"], "time_limit": "当场", "deadline": None, "deadline_date": None, "fee": "不收费",
        "entry": {"name": "四川政务服务网", "url": "https://www.sczwfw.gov.cn/", "reason": "省级入口"},
        "fallback": {"name": "派出所窗口", "number": "12345"}, "done": False, "optional": False, "uncertain": False,
        **more,
    }  # fmt: skip


def guide(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    """一份指南。"""
    return {
        "code": "newborn", "title": "新生儿出生一件事",
        "region": {"code": "511621", "name": "岳池县", "level": "county"},
        "situation": {}, "situation_text": ["在医院出生"], "steps": list(steps),
        "materials": [{"name": "居民身份证", "used_in": [1], "from_step": None, "waived": True, "sheets": "原件"}],
        "visits": 1, "longest_path_days": 30, "resume_code": "K57N4-G5B65", "warnings": ["以办理地公布为准"], **more,
    }  # fmt: skip
