"""指南进度：办好了、下一步、跳过、还差什么、重复、说简单点。"""

from __future__ import annotations

import re

from actions.facts import content_words
from actions.outcomes import Outcome, Reply, text_message
from actions.planner import Plan, PlannedStep
from actions.render.guide import deadline_text
from actions.render.service import entry_text
from actions.steps.showing import plan_for, show_guide, show_service
from actions.turn import Turn
from actions.wording import say

STEP_NUMBER = re.compile(r"第?(\d{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])步")
TICKED = re.compile(r"^第?[\d一二两三四五六七八九十]{1,3}步(已经?)?(办好|办完|做好|做完|完成|好)了?[。！!]?$")
UNTICKED = re.compile(
    r"第?[\d一二两三四五六七八九十]{1,3}步(其实|好像)?(还没|没|没有)(有|办|做|弄|去|好|完|成|呢)*[。！!]?$"
)


def repeat(turn: Turn) -> Reply | None:
    """再说一遍当前的事项或指南。"""
    if turn.intent != "repeat":
        return None
    if turn.state.package:
        return show_guide(turn)
    if turn.state.item:
        return show_service(turn, turn.state.item)
    return Reply(Outcome.SMALL_TALK, [text_message(say("nothing_before"))])


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


def tick(turn: Turn) -> Reply | None:
    """勾上或去掉某一步（网页上打勾发的就是这句话）；不是这种话返回 None。"""
    done = TICKED.search(turn.text) is not None
    if not done and not UNTICKED.search(turn.text):
        return None
    plan = plan_for(turn)
    number = step_number(turn.text)
    step = next((p for p in plan.steps if p.number == number), None) if plan else None
    if plan is None or step is None:
        return None
    code, name = step.step.item, f"第{step.number}步“{step.item.name}”"
    others = [one for one in turn.state.done_steps if one != code]
    turn.state.done_steps = [*others, code] if done else others
    return _say_next(turn, plan, f"好的，{name}办好了。" if done else f"好的，{name}改回还没办。")


MOVED = re.compile(
    r"跳过|先不|不办|略过|下一?(步|个|项)|然后|接下来|接着|办(好|完|了|过)|做(好|完|了)|弄(好|完)|好了|完了|搞定|齐了|拿到|领到|完成|ok"
)
"""说进度的字。"""


def doubt_moving(turn: Turn) -> Reply | None:
    """听成办好了、跳过、下一步，又不很准，话里也没有这样的字（“那医保呢”）：不动进度，按接着问来。总是返回 None。"""
    moving = turn.intent in {"step_done", "skip_step", "next_step"}
    if moving and turn.confidence < turn.tools.policy.aside_confidence and not MOVED.search(turn.text):
        turn.intent = "nlu_fallback"
    return None


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
    number = step_number(turn.text)
    if number is not None:
        return next((p for p in plan.steps if p.number == number), None)
    scores = turn.similarity(turn.text, [p.item.name for p in plan.steps])
    best = int(scores.argmax()) if len(scores) else -1
    return plan.steps[best] if best >= 0 and float(scores[best]) >= turn.tools.policy.step_similarity else None


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


def mentions_step(planned: PlannedStep, word: str) -> bool:
    """这一步的名称、别名里有没有这个词。"""
    return any(word in text for text in (planned.item.name, *planned.item.aliases))
