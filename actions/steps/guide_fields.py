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
from actions.render.service import entry_text, fee_text, time_limit_text
from actions.steps.answering import found_open, supported, unanswered
from actions.steps.citing import cited
from actions.steps.item_fields import about_item, is_aside, say_field
from actions.steps.naming_step import STEP, spoken_step, step_in_context
from actions.steps.showing import effective_region, plan_for
from actions.turn import Turn
from actions.wording import say

FIELD_NAMES = {"fee": "费用", "time": "时限", "place": "去哪办", "online": "网上入口", "phone": "咨询电话"}


def about_package(turn: Turn, field: str | None) -> Reply | None:
    """指南里：点名某一步就答那一步，否则答整件事。"""
    plan = plan_for(turn)
    if plan is None:
        return None
    if turn.intent == "ask_order" and asks_order(turn):
        return Reply(Outcome.PROGRESS, [text_message(_order_text(plan))])
    step = _named(turn, plan) or _same_step(turn, plan) or _in_context(turn, plan)
    if step is None and is_aside(turn.text):
        found = found_open(turn)
        if found or not fields_asked(turn.text):
            # “错过时间了咋办”问的不是各步要多久
            return Reply(Outcome.FIELD, [text_message(cited(turn, found))]) if found else left_as_is(turn, plan)
    if step is not None and field:
        offer = turn.offer(step)
        if offer:
            turn.state.clarifying = {**turn.state.clarifying, STEP: step}
            return Reply(Outcome.FIELD, about_item(turn, offer, field))
    if asks_amount(turn.text):
        # 问能领多少，不是各步收多少钱
        return unanswered(turn) or left_as_is(turn, plan)
    said = fields_asked(turn.text)
    texts = [_whole_package(turn, plan, one) for one in (said if len(said) > 1 else [field or ""])]
    if all(texts):
        return Reply(Outcome.FIELD, [text_message("\n".join(texts))])
    return unanswered(turn) or left_as_is(turn, plan)


def left_as_is(turn: Turn, plan: Plan) -> Reply:
    """没有哪一步答得上：有沾边的问答就给，没有就如实说没写明；整份指南刚给过，不再贴。"""
    found = supported(turn, [p.item for p in plan.steps], whole=False, least=turn.tools.policy.fact_stay)
    text = cited(turn, found) if found else say("not_written", phone=say("hotline")) + say("guide_kept")
    return Reply(Outcome.FIELD, [text_message(text)])


ORDER = re.compile(
    r"顺序|先后|哪(个|样|一?步|件|项|边|头)?(要|得|该)?(最)?先|先(办|弄|跑|去|做|搞|整)(哪|啥|什么|那)|第一|从哪|先.{1,6}(再|后|还是)|流程|步骤|一步步|之后|然后|最后"
)
"""明说了在问先后。"""


def asks_order(turn: Turn) -> bool:
    """是不是在问先后：听得很准，或者话里明说了；“可以先不上户不”不是。"""
    return turn.confidence >= turn.tools.policy.off_topic_override or ORDER.search(turn.text) is not None


def _in_context(turn: Turn, plan: Plan) -> str | None:
    """没点名哪一步，连着这件事去找是哪一步；问的是各步合起来的返回 None。"""
    if re.search("都|全|一共|总共|各|每", turn.text):
        return None
    planned = step_in_context(turn, plan)
    return planned.item.code if planned else None


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
        elif field == "place":
            text = f"{offer.item.department}；{entry_text(offer)}"
        else:
            text = say_field(turn, offer, field).splitlines()[0]
        lines.append(f"{p.number}. {p.item.name}：{text}")
    return "\n".join(lines)
