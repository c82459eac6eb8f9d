"""指南进度：办好了、下一步、跳过、还差什么、重复、说简单点。"""

from __future__ import annotations

import re

from actions.outcomes import Outcome, Reply, text_message
from actions.planner import Plan, PlannedStep
from actions.questions import fields_asked
from actions.render.guide import deadline_text
from actions.render.service import entry_text
from actions.steps.naming_step import step_number
from actions.steps.showing import plan_for, show_guide, show_service
from actions.turn import Turn
from actions.wording import say

TICKED = re.compile(r"^第?[\d一二两三四五六七八九十]{1,3}步(已经?)?(办好|办完|做好|做完|完成|好)了?[。！!]?$")
UNTICKED = re.compile(
    r"第?[\d一二两三四五六七八九十]{1,3}步(其实|好像)?(还没|没|没有)(有|办|做|弄|去|好|完|成|呢)*[。！!]?$"
)


AGAIN = re.compile(r"再(说|讲|看|来)|重(说|讲)|(说|讲)一(遍|次)")
"""要再听一遍。"""


def repeat(turn: Turn) -> Reply | None:
    """再说一遍当前的事项或指南。"""
    said = fields_asked(turn.text)
    again = turn.intent == "remaining_steps" and AGAIN.search(turn.text) is not None
    if turn.intent != "repeat" and not (said and again):
        return None
    if said and turn.state.code:
        # “再说一遍去哪”要听的只是去哪
        turn.intent = f"ask_{said[0]}"
        return None
    if turn.state.package:
        return show_guide(turn)
    if turn.state.item:
        return show_service(turn, turn.state.item)
    return Reply(Outcome.SMALL_TALK, [text_message(say("nothing_before"))])


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
    r"跳过|先不|不办|略过|下一?(步|个|项)|然后|接下来|接着|办(好|完|了|过)|做(好|完|了)|弄(好|完)|好了|完了|搞定|齐了|拿到|领到|完成|ok|先(去)?(办|弄|跑|做)(什么|啥|哪)|从哪(开始|办起|一?步)"
)
"""说进度的字。"""

MISSED = re.compile(r"错过|没赶上|赶不上|来不及|过期|逾期|晚了|迟了|超(过|期)|忘了|没(去|办|弄|报|考|交|来得及)")
"""说没办成、误了时候，不是办好了。"""


def doubt_moving(turn: Turn) -> Reply | None:
    """听成办好了、跳过、下一步，又不很准，话里也没有这样的字（“那医保呢”），或说的是误了（“错过这批了”）：不动进度，按接着问来。

    总是返回 None。
    """
    moving = turn.intent in {"step_done", "skip_step", "next_step"}
    if not moving or MOVED.search(turn.text):
        return None
    missed = turn.intent == "step_done" and MISSED.search(turn.text)
    if missed or turn.confidence < turn.tools.policy.aside_confidence:
        turn.intent = "nlu_fallback"
    return None


def progress(turn: Turn) -> Reply | None:
    """按进度回答；没有进行中的指南返回 None。"""
    if turn.asks_aspect:
        return None
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
    """说简单点：先办哪一步、找谁、带什么；再嫌长也只有这几句。"""
    left = [planned for planned in plan.steps if planned.step.item not in turn.state.done_steps]
    if not left:
        return say("guide_all_done")
    item = left[0].item
    lines = [f"要办{len(left)}件事，一件一件来。先办“{item.name}”，找{item.department}。"]
    needed = [material.name for material in item.materials if material.required]
    lines += [f"带上：{'、'.join(needed)}。"] if needed else []
    lines += ["办好说“下一步”。"] if len(left) > 1 else []
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
