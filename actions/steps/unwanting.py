"""指南里不办的步骤：“充电桩不装了”“水电我自己弄，不用列”——去掉的就是说到的那一步。"""

from __future__ import annotations

import re

from actions.outcomes import Reply
from actions.planner import UNWANTED, Plan, PlannedStep
from actions.questions import aspects_asked, ends_asking, fields_asked
from actions.steps.naming_step import spoken_step
from actions.steps.one_step import NECESSITY
from actions.steps.showing import plan_for, show_guide
from actions.turn import Turn
from actions.wording import say

REFUSING = re.compile(
    r"(不|别|甭|无需|用不着|没打算|不打算)(用|想|要|必|需要|准备|打算)?(再)?(去)?(办|装|列|弄|做|搞|管|买|申请|考虑|写|说|有)|没有|(不|用不着)(要了?|了)$|^不$|不(用|要|需要)"
)
"""说不办、没有、不用列。"""

PLAINLY = re.compile(
    r"(不|别|甭|无需|用不着|没打算|不打算)(用|想|要|必|需要|准备|打算)?(再)?(去)?(办|列|弄|搞|管|申请|考虑)"
)
"""明说不办：就算正问着情形问题，也不是在回答它（“医保不用办”不是“不在医院生的”）。"""


def drop_plainly(turn: Turn) -> Reply | None:
    """明说不办哪一步，同 `drop_unwanted`，在听情形问题的回答之前。"""
    return drop_unwanted(turn, PLAINLY)


def drop_unwanted(turn: Turn, refusal: re.Pattern[str] = REFUSING) -> Reply | None:
    """说了不办哪一步：从指南里去掉它；后面要靠它的步骤提醒一句。问后果、问必须不必须的不算。"""
    text = turn.text
    if not turn.state.package or NECESSITY.search(text) or aspects_asked(text) or fields_asked(text):
        return None
    plan = plan_for(turn)
    named = unwanted_step(plan, turn.parts, refusal) if plan else None
    if plan is None or named is None:
        return None
    codes = [*turn.state.situation.get(UNWANTED, []), named.item.code]
    turn.state.situation = {**turn.state.situation, UNWANTED: list(dict.fromkeys(codes))}
    waiting = [p.item.name for p in plan.steps if named.number in p.after]
    note = say("step_needed_by", name=named.item.name, others="、".join(waiting)) if waiting else ""
    return show_guide(turn, say("step_dropped", name=named.item.name) + note)


def unwanted_step(plan: Plan, parts: list[str], refusal: re.Pattern[str] = REFUSING) -> PlannedStep | None:
    """话里说不办的那一步：先看说“不”的那个分句，它没说是什么就看整句。没说不办、没说到哪一步返回 None。"""
    refusing = [part for part in parts if refusal.search(part) and not ends_asking(part)]
    for part in refusing:
        named = spoken_step(plan, part)
        if named is not None:
            return named
    return spoken_step(plan, "，".join(parts)) if refusing else None
