"""指南里只说一步：“第3步怎么弄”“就说第一步”“这步必须办吗”，不把整份指南再给一遍。"""

from __future__ import annotations

import re

from actions.facts import content_words
from actions.outcomes import Outcome, Reply, text_message
from actions.planner import PlannedStep
from actions.questions import ends_asking, fields_asked
from actions.render.guide import deadline_text
from actions.render.service import entry_text, fallback_text, fee_text, material_text, time_limit_text
from actions.steps.answering import found_open
from actions.steps.citing import cited
from actions.steps.item_fields import several_fields
from actions.steps.naming_step import STEP, mentions_step, spoken_step, step_number
from actions.steps.showing import plan_for
from actions.steps.topics import OTHER_WAY, topic_text
from actions.turn import Turn
from actions.wording import say
from catalog.store import Offer

MOVING = {"step_done", "skip_step", "remaining_steps"}
"""说进度的意图，由进度那几步回答。"""

NECESSITY = re.compile(
    r"必须|必需|非(要|得|办)|一定(要|得)|强制|为(什么|啥|何)|干(嘛|吗|啥)(要|还)|有(什么|啥)用|省(掉|了)"
)
"""问一步是不是非办不可、为什么要办。"""

NEAR = 5
"""去找的时候，这一步要在前几名里。"""

TOLD_TO = re.compile(
    r"(说|让|叫|通知)(我们?|我妈|我爸|家里人?)?(还)?(要|得|可以|能)?(去|把)?"
    r".{0,2}(办|弄|交|开|领|申请|销|注销|转|迁|改|报|过户)"
)
"""别人让去办的（“单位说要去办什么抚恤”）：问的就是那一步。"""

LATER = re.compile(
    r"(明天|下次|以后|改天|回头|过(几|两)天|下回|晚点).{0,8}(接着|继续|再(来|办|弄|看|说))|怎么(接着|继续)|(存|保存|记)(下来|住|着)"
)
"""问以后怎么接着办。"""


def about_step(turn: Turn) -> Reply | None:
    """说了第几步（不是在说办好了、跳过）：只答那一步。"""
    number = step_number(turn.text)
    if number is None or turn.intent in MOVING:
        return None
    plan = plan_for(turn)
    planned = next((p for p in plan.steps if p.number == number), None) if plan else None
    offer = turn.offer(planned.item.code) if planned else None
    if planned is None or offer is None:
        return None
    turn.state.clarifying = {**turn.state.clarifying, STEP: planned.item.code}
    said = fields_asked(turn.text)
    text = f"第{number}步：" + several_fields(turn, offer, said) if said else step_text(planned, offer)
    return Reply(Outcome.PROGRESS, [text_message(text)])


def why_step(turn: Turn) -> Reply | None:
    """问某一步必须办吗、为什么要办：答这一步是一定要办、看情况还是可选，以及为什么。"""
    plan = plan_for(turn) if NECESSITY.search(turn.text) else None
    planned = spoken_step(plan, turn.text) if plan else None
    if planned is None:
        return None
    name = f"第{planned.number}步【{planned.item.name}】"
    return Reply(Outcome.PROGRESS, [text_message(name + _need(planned) + planned.step.why)])


def asked_step(turn: Turn) -> Reply | None:
    """指南里点名问其中一步（“外卖也要办吗”“存款呢”）：只答那一步，不把整份指南再给一遍，也不去找别的事项。

    单独去找或连着这件事去找，前几名里要有这一步；说了另一种办法（丢了、过户……）而这一步没提到的，是另一件事。
    """
    if turn.intent in MOVING or turn.region_changed:
        return None
    bare = len(turn.text) <= turn.tools.policy.bare_name
    plan = plan_for(turn) if bare or ends_asking(turn.text) or TOLD_TO.search(turn.text) else None
    planned = spoken_step(plan, turn.text) if plan else None
    offer = turn.offer(planned.item.code) if planned else None
    if planned is None or offer is None or any(not mentions_step(planned, way) for way in OTHER_WAY.findall(turn.text)):
        return None
    readings = (turn.text, f"{topic_text(turn)} {turn.text}")
    if not bare and not any(hit.code == planned.item.code for one in readings for hit in turn.search(one).hits[:NEAR]):
        return None
    policy = turn.tools.policy
    found = [] if bare else found_open(turn)
    found = found if found and found[0].score >= policy.fact_sure else []
    if found and found[0].fact.code != planned.item.code:
        # 点到的词只是碰巧（“老家派出所要不要跑一趟”），另有一步的规定正回答这句话
        return None
    # 光问要不要这一步（“要健康证不”），没说到别的，不必答它的问答
    beyond = any(word not in planned.item.name for word in content_words(turn.text))
    own = [one for one in found if beyond and one.fact.code == planned.item.code]
    turn.state.clarifying = {**turn.state.clarifying, STEP: planned.item.code}
    lead = cited(turn, own) + "\n" if own else ""
    return Reply(Outcome.PROGRESS, [text_message(lead + step_text(planned, offer, _need(planned)))])


def _need(planned: PlannedStep) -> str:
    """这一步是一定要办、看情况还是可选，一句话。"""
    return say("maybe_step" if planned.uncertain else "optional_step" if planned.step.optional else "needed_step")


def later(turn: Turn) -> Reply | None:
    """问以后怎么接着办：给续办编号。没有进行中的指南返回 None。"""
    code = turn.state.resume_code
    if not LATER.search(turn.text) or not turn.state.package or not code or turn.tools.saved is None:
        return None
    return Reply(Outcome.PROGRESS, [text_message(say("resume_note", code=code, days=str(turn.tools.saved.days)))])


def step_text(planned: PlannedStep, offer: Offer, need: str = "：") -> str:
    """一步的全部要点：要不要办、为什么、先办什么、期限、材料、去哪办、时限、费用。"""
    lines = [f"第{planned.number}步【{planned.item.name}】{need}{planned.step.why}"]
    if planned.after:
        lines.append("先办完第" + "、".join(map(str, planned.after)) + "步。")
    deadline = deadline_text(planned)
    if deadline:
        lines.append(f"期限：{deadline}。")
    materials = "；".join(material_text(m) for m in offer.item.materials)
    lines.append(f"材料：{materials or say('confirm_locally')}")
    lines.append(f"去哪办：{'；'.join(dict.fromkeys([entry_text(offer), fallback_text(offer)]))}")
    lines.append(f"时限：{time_limit_text(offer.item)}；费用：{fee_text(offer.item)}")
    lines.append(f"咨询电话：{offer.item.consult_phone or say('hotline')}")
    return "\n".join(lines)
