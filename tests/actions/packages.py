"""测试用的小事项、小一件事：只有必要的字段。"""

from __future__ import annotations

import datetime as dt

from catalog.schema import BasicItem, Event, Material, Option, Question, ServicePackage, Step, TimeLimit

TODAY = dt.date(2026, 11, 23)


def item(code: str, materials: list[str] | None = None, days: int | None = None, waived: bool = False) -> BasicItem:
    """一个只有必要字段的事项。"""
    return BasicItem(
        code=code,
        name=f"事项{code}",
        summary="测试用",
        audience=["自然人"],
        department="测试部门",
        materials=[Material(name=name, waived=waived) for name in materials or []],
        time_limit=TimeLimit(days=days),
        checked=TODAY,
    )


def package(steps: list[Step], questions: list[Question] | None = None) -> ServicePackage:
    """一件事；步骤可以少于目录要求的两步。"""
    return ServicePackage.model_construct(
        code="test",
        name="测试一件事",
        official="",
        audience=["自然人"],
        stage="",
        theme="",
        summary="测试用",
        aliases=[],
        event=Event(name="测试"),
        questions=questions or [],
        steps=steps,
        notes=[],
        basis="测试",
        checked=TODAY,
    )


def step(code: str, after: list[str] | None = None, **more: object) -> Step:
    """一步。"""
    return Step(item=code, why="测试。", after=after or [], **more)


def question(key: str, *values: str) -> Question:
    """一个情形问题。"""
    return Question(key=key, ask=f"{key}？", options=[Option(value=value, label=value) for value in values])


WHERE = question("where", "city", "village")
