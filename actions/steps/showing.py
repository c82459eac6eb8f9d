"""展示：服务卡片、指南，以及指南后面最值得问的一个情形问题。"""

from __future__ import annotations

import datetime as dt
from typing import Any

from actions.joining import find_package
from actions.outcomes import Outcome, Reply, choices_message, text_message
from actions.planner import BOTH, Plan, make_plan, open_question
from actions.render.guide import guide_message
from actions.render.service import service_message
from actions.steps.closest import meant_first
from actions.steps.options import labels, said_situation, said_together
from actions.turn import Turn
from actions.wording import say
from catalog.regions import Region
from catalog.schema import NATION, BasicItem, Question, ServicePackage


def effective_region(turn: Turn) -> Region:
    """当前地区；没说过就是全国。"""
    region = turn.region or turn.tools.regions.get(NATION)
    if region is None:
        raise KeyError(NATION)
    return region


def show_service(turn: Turn, code: str, lead: str = "") -> Reply | None:
    """展示一个事项；目录里没有这个编码返回 None。"""
    offer = turn.offer(code)
    if offer is None:
        return None
    turn.state.focus_item(code)
    messages = [service_message(offer, turn.region, lead)]
    if turn.region is None and first_topic(turn):
        messages.append(text_message(say("region_asked")))
    return Reply(Outcome.SERVICE, messages)


def first_topic(turn: Turn) -> bool:
    """这个对话说到的第一件事：问一次在哪个城市办就够了，不说就按全国的答。"""
    return len(turn.state.previous) <= 1


def plan_for(turn: Turn) -> Plan | None:
    """当前这件事的计划；没有正在进行的指南返回 None。"""
    if not turn.state.package:
        return None
    package = find_package(turn.tools.store, turn.state.package, turn.state.region)
    if package is None:
        return None

    def item_of(code: str) -> BasicItem | None:
        offer = turn.offer(code)
        return offer.item if offer else None

    date = dt.date.fromisoformat(turn.state.event_date) if turn.state.event_date else None
    return make_plan(package, turn.state.situation, item_of, date)


def show_guide(turn: Turn, lead: str = "", asking: bool = True) -> Reply | None:
    """展示指南；`asking` 为真时，后面带上答案会改变步骤的下一个情形问题。"""
    plan = plan_for(turn)
    if plan is None:
        return None
    message = guide_message(plan, effective_region(turn), turn.offer, turn.state.done_steps, lead)
    messages: list[dict[str, Any]] = [message]
    question = next_question(turn, plan) if asking else None
    if question:
        messages.append(question)
    elif turn.region is None and first_topic(turn):
        messages.append(text_message(say("region_asked")))
    return Reply(Outcome.GUIDE, messages)


def next_question(turn: Turn, plan: Plan) -> dict[str, Any] | None:
    """下一个情形问题的选择消息，并记下正在等它的回答；没有可问的返回 None。"""
    key = open_question(plan.package, turn.state.situation)
    if key is None:
        turn.state.pending = {}
        return None
    question = next(q for q in plan.package.questions if q.key == key)
    turn.state.pending = {"kind": "situation", "key": key}
    return situation_choices(question, f"{question.ask}{say('ask_situation_more')}")


def situation_choices(question: Question, text: str) -> dict[str, Any]:
    """问一个情形问题的选择消息：各选项，加上“不清楚”。"""
    choices = [{"label": option.label, "value": option.label} for option in question.options]
    choices.append({"label": "不清楚", "value": "不清楚"})
    return choices_message(text, choices)


def note_said(turn: Turn, beyond: bool = False) -> str:
    """把话里已经说清楚的情形记进计划，返回一句说明；什么都没听出来返回空串。

    `beyond` 为真时，只听点出这件事的那一段之外的话：“开个早餐店”是在说哪件事，不是在说店有多大。
    """
    state = turn.state
    package = find_package(turn.tools.store, state.package, state.region) if state.package else None
    if package is None:
        return ""
    parts = parts_beyond(package, turn.parts) if beyond else [turn.text]
    heard = {key: values for part in parts for key, values in said_situation(package, part).items()}
    heard = {**meant_first(turn, package, parts_beyond(package, turn.parts) if beyond else turn.parts), **heard}
    heard |= {q.key: both for q in package.questions if (both := said_together(q, turn.text))}
    said = {key: values for key, values in heard.items() if key not in state.situation}
    if not said:
        return ""
    together = [key for key, values in said.items() if len(values) > 1]
    state.situation = {**state.situation, **said, **({BOTH: together} if together else {})}
    said |= {BOTH: together}
    return say("situation_heard", said="、".join(labels(package, said)))


def parts_beyond(package: ServicePackage, parts: list[str]) -> list[str]:
    """去掉最像在点出这件事的那一段，剩下的各段。"""
    if len(parts) < 2:
        return []
    names = "".join([package.name, package.event.name, *package.aliases])
    overlap = [sum(part[n : n + 2] in names for n in range(len(part) - 1)) for part in parts]
    naming = overlap.index(max(overlap))
    return [part for n, part in enumerate(parts) if n != naming]
