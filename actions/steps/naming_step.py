"""话里说的是指南里的哪一步：第几步、点了名字，或者连着这件事去找。"""

from __future__ import annotations

import re

from actions.facts import content_words, item_facts
from actions.planner import Plan, PlannedStep
from actions.questions import without_fields
from actions.turn import Turn

STEP = "step"
"""正在说指南里的哪一步，记在 `clarifying` 里。"""

STEP_NUMBER = re.compile(r"第?(\d{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])步")


def step_number(text: str) -> int | None:
    """话里说的是第几步（“第12步”“第十二步”）；没说返回 None。"""
    match = STEP_NUMBER.search(text)
    if match is None:
        return None
    said = match.group(1).replace("两", "二")
    if said.isdigit():
        return int(said)
    tens, _, ones = said.rpartition("十")
    units = "零一二三四五六七八九"
    if "十" not in said:
        return units.index(said)
    return 10 * (units.index(tens) if tens else 1) + (units.index(ones) if ones else 0)


def spoken_step(plan: Plan, text: str) -> PlannedStep | None:
    """话里说到的那一步：共同的词最多的，一样多看名称里有没有；一个词也不共，或还是分不出，返回 None。"""
    words = content_words(text)
    scored = [
        (sum(len(word) + (word in planned.item.name) / 2 for word in words if mentions_step(planned, word)), planned)
        for planned in plan.steps
    ]
    best = max((length for length, _ in scored), default=0)
    same = [planned for length, planned in scored if length == best]
    return same[0] if best >= 2 and len(same) == 1 else None


def step_in_context(turn: Turn, plan: Plan) -> PlannedStep | None:
    """连着这件事去找，事项里最像的就是指南里的一步，它的规定又写着话里的东西：是那一步；两样缺一样返回 None。"""
    words = [word for word in content_words(without_fields(turn.text)) if word not in plan.package.name]
    hits = [hit for hit in turn.search(f"{plan.package.name} {turn.text}").hits if hit.kind == "item"]
    if not words or not hits:
        return None
    steps = {planned.item.code: planned for planned in plan.steps}
    planned = steps.get(hits[0].code)
    clear = hits[0].score >= turn.tools.policy.clear_share * sum(hit.score for hit in hits)
    if planned is None or not clear:
        return None
    written = [planned.item.name, planned.step.why, *planned.item.aliases, *item_facts(planned.item)]
    return planned if any(word in text for word in words for text in written) else None


def mentions_step(planned: PlannedStep, word: str) -> bool:
    """这一步的名称、别名里有没有这个词。"""
    return any(word in text for text in (planned.item.name, *planned.item.aliases))
