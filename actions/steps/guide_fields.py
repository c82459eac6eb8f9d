"""回答一件事的某一个方面：点名某一步就答那一步，否则各步合起来答。"""

from __future__ import annotations

import re

from actions.outcomes import Outcome, Reply, text_message
from actions.planner import Plan
from actions.questions import (
    asks_amount,
    fields_asked,
)
from actions.render.guide import materials_line
from actions.render.service import fee_text, time_limit_text
from actions.steps.answering import found_open, unanswered
from actions.steps.citing import cited
from actions.steps.item_fields import about_item, is_aside, say_field
from actions.steps.progress import spoken_step
from actions.steps.showing import effective_region, plan_for, show_guide
from actions.turn import Turn

FIELD_NAMES = {"fee": "费用", "time": "时限", "place": "去哪办", "online": "网上入口", "phone": "咨询电话"}

STEP = "step"
"""正在说指南里的哪一步，记在 `clarifying` 里。"""


def about_package(turn: Turn, field: str | None) -> Reply | None:
    """指南里：点名某一步就答那一步，否则答整件事。"""
    plan = plan_for(turn)
    if plan is None:
        return None
    if turn.intent == "ask_order":
        return Reply(Outcome.PROGRESS, [text_message(_order_text(plan))])
    step = _named(turn, plan) or _same_step(turn, plan)
    if step is None and is_aside(turn.text):
        found = found_open(turn)
        if found:
            return Reply(Outcome.FIELD, [text_message(cited(turn, found))])
    if step is not None and field:
        offer = turn.offer(step)
        if offer:
            turn.state.clarifying = {**turn.state.clarifying, STEP: step}
            return Reply(Outcome.FIELD, about_item(turn, offer, field))
    if asks_amount(turn.text):
        # 问能领多少，不是各步收多少钱
        return unanswered(turn) or show_guide(turn)
    said = fields_asked(turn.text)
    texts = [_whole_package(turn, plan, one) for one in (said if len(said) > 1 else [field or ""])]
    if all(texts):
        return Reply(Outcome.FIELD, [text_message("\n".join(texts))])
    return unanswered(turn) or show_guide(turn)


def _whole_package(turn: Turn, plan: Plan, field: str) -> str:
    """一件事在一个方面的回答；这一方面不好合起来说的返回空串。"""
    title = f"【{plan.package.name}】（{effective_region(turn).name}）"
    if field == "materials":
        return title + materials_line(plan)
    return title + _each_step(turn, plan, field) if field in {"fee", "time", "place", "online", "phone"} else ""


def _named(turn: Turn, plan: Plan) -> str | None:
    if not plan.steps:
        return None
    scores = turn.similarity(turn.text, [p.item.name for p in plan.steps])
    best = int(scores.argmax())
    spoken = [
        p.item.code for p in plan.steps if any(w in p.item.name or w in p.item.aliases for w in turn.service_words)
    ]
    if len(spoken) == 1:
        return spoken[0]
    if float(scores[best]) >= turn.tools.policy.step_similarity:
        return plan.steps[best].item.code
    planned = spoken_step(plan, turn.text)
    return planned.item.code if planned else None


def _same_step(turn: Turn, plan: Plan) -> str | None:
    """刚答的是指南里的某一步，短短接着问另一方面：还是那一步；说了“都”“一共”的不是。"""
    step: str | None = turn.state.clarifying.get(STEP)
    if (
        step is None
        or len(turn.text) > turn.tools.policy.short_message
        or re.search("都|全|一共|总共|各|每", turn.text)
    ):
        return None
    return step if any(p.item.code == step for p in plan.steps) else None


def _order_text(plan: Plan) -> str:
    lines = [f"【{plan.package.name}】的先后顺序："]
    for p in plan.steps:
        after = "，要先办完第" + "、".join(map(str, p.after)) + "步" if p.after else "，没有前置，可以先办"
        lines.append(f"{p.number}. {p.item.name}（{p.item.department}）{after}")
    return "\n".join(lines)


def _each_step(turn: Turn, plan: Plan, field: str) -> str:
    lines = ["各步" + FIELD_NAMES[field] + "："]
    for p in plan.steps:
        offer = turn.offer(p.item.code)
        if offer is None:
            continue
        if field == "fee":
            text = fee_text(offer.item)
        elif field == "time":
            text = time_limit_text(offer.item)
        else:
            text = say_field(turn, offer, field).splitlines()[0]
        lines.append(f"{p.number}. {p.item.name}：{text}")
    return "\n".join(lines)
