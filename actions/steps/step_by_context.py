"""指南里没点名哪一步的话：连着这件事、连着头一句话去找，找到的那一步又写着话里的东西，就只说那一步。"""

from __future__ import annotations

import re

from actions.facts import content_words
from actions.outcomes import Outcome, Reply, text_message
from actions.planner import Plan, PlannedStep
from actions.questions import fields_asked, is_question
from actions.steps.answering import supported
from actions.steps.beyond_guide import WHOLE, told_before
from actions.steps.citing import cited
from actions.steps.guide_fields import left_as_is
from actions.steps.item_fields import about_item
from actions.steps.naming_step import STEP, step_in_context
from actions.steps.one_step import MOVING, step_text
from actions.steps.progress import MISSED
from actions.steps.showing import plan_for
from actions.steps.topic_words import unexplained
from actions.steps.topics import same_topic
from actions.turn import Turn

VAGUE = re.compile(rf"{MISSED.pattern}|^[这那上下]")
"""“错过”“这批”没说是什么东西。"""

AMONG = 3
"""单独去找很明确是别的事时，这一步也要在前几名。"""


def answer_step(turn: Turn) -> Reply | None:
    """指南里问一句、说一句，说的是其中一步：只答那一步；误了时候的，答误了怎么办。

    单独去找很明确是别的事、听不出是哪一步，返回 None。
    """
    plan = plan_for(turn)
    if plan is None or turn.returned or turn.denial or turn.intent in MOVING or WHOLE.search(turn.text):
        return None
    if MISSED.search(turn.text) and not [word for word in unexplained(turn) if not VAGUE.search(word)]:
        return left_as_is(turn, plan)
    if not is_question(turn.text):
        # 说的情况正是某条常见问答说的那种（“房东不给合同”）
        told = supported(turn, [p.item for p in plan.steps], whole=False, least=turn.tools.policy.fact_neighbour)
        # 意思像还不够，字面也要说到同一样东西（“卖卤菜的”不是在问烤肠）
        if told and any(word in told[0].fact.line for word in content_words(turn.text)):
            return Reply(Outcome.FIELD, [text_message(cited(turn, told))])
    settled = _of_dropped(turn, plan) if is_question(turn.text) else None
    if settled is not None:
        return settled
    planned = _spoken_of(turn, plan)
    offer = turn.offer(planned.item.code) if planned else None
    if planned is None or offer is None:
        return None
    turn.state.clarifying = {**turn.state.clarifying, STEP: planned.item.code}
    said = fields_asked(turn.text)
    if said:
        return Reply(Outcome.FIELD, about_item(turn, offer, said[0]))
    found = supported(turn, [offer.item]) if is_question(turn.text) else []
    lead = cited(turn, found) + "\n" if found else ""
    return Reply(Outcome.PROGRESS, [text_message(lead + step_text(planned, offer))])


def _of_dropped(turn: Turn, plan: Plan) -> Reply | None:
    """问的是已经去掉的那一步（考过了，问成绩能用几年）：常见问答里有就答。"""
    offers = [offer for offer in map(turn.offer, plan.dropped) if offer]
    found = supported(turn, [offer.item for offer in offers], whole=False)
    return Reply(Outcome.FIELD, [text_message(cited(turn, found))]) if found else None


def _spoken_of(turn: Turn, plan: Plan) -> PlannedStep | None:
    """说的是哪一步；说情况的，单独去找就明确是它才算。"""
    alone, policy = turn.search(turn.text), turn.tools.policy
    if not alone.hits:
        return None
    first, clear = alone.hits[0], alone.hits[0].score >= policy.clear_share
    # 目录上千个事项里，压倒其余的那个正是这份指南的一步：把握低些也算
    sure = alone.answerable >= policy.not_found and clear
    if not is_question(turn.text):
        return next((planned for planned in plan.steps if sure and planned.item.code == first.code), None)
    planned = _told_step(turn, plan) or step_in_context(turn, plan)
    elsewhere = alone.answerable >= policy.direct_answerable and not same_topic(turn, first.code)
    if planned is None or (elsewhere and planned.item.code not in {hit.code for hit in alone.hits[:AMONG]}):
        return None
    return planned


def _told_step(turn: Turn, plan: Plan) -> PlannedStep | None:
    """话里的东西头一句话里提过（“一个月三百块的奶粉钱”），接上那一段去找正是指南里的一步；不是返回 None。"""
    told = told_before(turn, turn.text)
    hits = turn.search(f"{' '.join(told)} {turn.text}").hits if told else []
    if not hits or hits[0].score < turn.tools.policy.clear_share:
        return None
    return next((planned for planned in plan.steps if planned.item.code == hits[0].code), None)
