"""指南进度：办好了、下一步、跳过、还差什么、重复、说简单点。"""

from __future__ import annotations

import re

from actions.outcomes import Outcome, Reply, text_message
from actions.planner import Plan, PlannedStep
from actions.render.guide import deadline_text
from actions.render.service import entry_text
from actions.steps.choosing import DIGITS
from actions.steps.showing import plan_for, show_guide, show_service
from actions.turn import Turn
from actions.wording import say

STEP_NUMBER = re.compile(r"第?([1-8一二两三四五六七八])步")


def repeat(turn: Turn) -> Reply | None:
    """再说一遍当前的事项或指南。"""
    if turn.intent != "repeat":
        return None
    if turn.state.package:
        return show_guide(turn)
    if turn.state.item:
        return show_service(turn, turn.state.item)
    return Reply(Outcome.SMALL_TALK, [text_message(say("nothing_before"))])


def progress(turn: Turn) -> Reply | None:
    """按进度回答；没有进行中的指南返回 None。"""
    plan = plan_for(turn)
    if plan is None:
        return _simple_service(turn)
    if turn.intent == "simplify":
        return Reply(Outcome.PROGRESS, [text_message(_short(turn, plan))])
    named = _named_step(turn, plan)
    if turn.intent in {"step_done", "skip_step"}:
        target = named or _next(turn, plan)
        if target and target.step.item not in turn.state.done_steps:
            turn.state.done_steps = [*turn.state.done_steps, target.step.item]
        return _say_next(
            turn,
            plan,
            f"好的，第{target.number}步“{target.item.name}”{'办好了' if turn.intent == 'step_done' else '先跳过'}。"
            if target
            else "",
        )
    if turn.intent == "next_step":
        return _say_next(turn, plan, "")
    return show_guide(turn, _left(turn, plan))


def _named_step(turn: Turn, plan: Plan) -> PlannedStep | None:
    match = STEP_NUMBER.search(turn.text)
    if match:
        number = DIGITS[match.group(1)]
        return next((p for p in plan.steps if p.number == number), None)
    scores = turn.similarity(turn.text, [p.item.name for p in plan.steps])
    best = int(scores.argmax())
    return plan.steps[best] if float(scores[best]) >= turn.tools.policy.step_similarity else None


def _next(turn: Turn, plan: Plan) -> PlannedStep | None:
    """下一个没办的步骤；一定要办的排在“看情况”的前面，前置都办好的排在前面。"""
    done = set(turn.state.done_steps)
    left = [p for p in plan.steps if p.step.item not in done]
    finished = {p.number for p in plan.steps if p.step.item in done}
    ready = [p for p in left if not p.uncertain and set(p.after) <= finished]
    return next(iter(ready or [p for p in left if not p.uncertain] or left), None)


def _left(turn: Turn, plan: Plan) -> str:
    left = [p for p in plan.steps if p.step.item not in turn.state.done_steps]
    return f"一共{len(plan.steps)}步，还差{len(left)}步：" if left else say("guide_all_done")


def _say_next(turn: Turn, plan: Plan, lead: str) -> Reply:
    step = _next(turn, plan)
    if step is None:
        return Reply(Outcome.PROGRESS, [text_message(lead + say("guide_all_done"))])
    offer = turn.offer(step.step.item)
    deadline = deadline_text(step)
    text = f"{lead}下一步是第{step.number}步“{step.item.name}”：{step.step.why}"
    text += f"最晚{deadline}。" if deadline else ""
    if step.item.materials:
        text += "材料：" + "、".join(m.name for m in step.item.materials) + "。"
    if offer:
        text += f"去哪办：{entry_text(offer)}"
    return Reply(Outcome.PROGRESS, [text_message(text)])


def _short(turn: Turn, plan: Plan) -> str:
    lines = [f"要办{len(plan.steps)}件事："]
    lines += [f"{p.number}. {p.item.name}，找{p.item.department}。" for p in plan.steps]
    lines.append(f"不明白就打 {say('hotline')}。")
    return "\n".join(lines)


def _simple_service(turn: Turn) -> Reply | None:
    if turn.intent != "simplify" or not turn.state.item:
        return None
    offer = turn.offer(turn.state.item)
    if offer is None:
        return None
    item = offer.item
    lines = [f"{item.name}。", item.summary, f"找{item.department}。"]
    if item.materials:
        lines.append("带上：" + "、".join(m.name for m in item.materials if m.required) + "。")
    lines.append(f"不明白就打 {item.consult_phone or say('hotline')}。")
    return Reply(Outcome.FIELD, [text_message("\n".join(lines))])
