"""要机器人替办理部门下结论的：批不批、评几级、我能拿多少。谁也替不了经办的部门，但要指出该办的那一件、能自己测算的那一项。"""

from __future__ import annotations

import re

from actions.outcomes import Outcome, Reply, text_message
from actions.questions import PAYING
from actions.steps.answering import found_open
from actions.steps.citing import cited
from actions.steps.finding import hits_for
from actions.steps.insisting import ENDED, SAID, remember_end
from actions.steps.opening import close_hits, offered, open_hit
from actions.steps.refusing import HOW_MUCH
from actions.steps.showing import plan_for
from actions.steps.topic_words import unexplained
from actions.steps.verdict_words import (
    AFTER,
    AGAIN,
    AMOUNT,
    APPROVAL,
    CALCULATED,
    CALCULATOR,
    DECIDES,
    GRADE,
    MEASURE,
    NOT_ASKED,
    PADDING,
    PRESSING,
)
from actions.turn import Turn
from actions.wording import say
from retrieval.results import Hit

LEAST_SUBJECT = 2
"""去掉这些，至少剩这么多字才拿去找。"""

SELF = re.compile(r"我(?!想?问)|俺|咱|本人|阿拉|自己")
"""说到自己的词；“我问你”“我想问”不算。"""


def verdict(turn: Turn) -> Reply | None:
    """要一个个案的结论（“低保能批下来不”“你就说行还是不行”）：说明由谁定，给出该办的那一件；不是在要结论返回 None。"""
    said = APPROVAL.search(turn.text) or GRADE.search(turn.text)
    # 问自己要交多少的，费用写着呢，不是要结论
    amount = AMOUNT.search(turn.text) is not None and not PAYING.search(turn.text)
    known = bool(turn.state.code or turn.state.choices or turn.state.topic)
    pressed = PRESSING.search(turn.text) is not None
    again = AGAIN.search(turn.text) is not None and turn.state.clarifying.get(ENDED) == "personal_case"
    if NOT_ASKED.search(turn.text) or not (said or amount or pressed or again):
        return None
    if turn.state.code and not (amount and _another(turn)):
        return _current(turn, amount or (again and _about_money(turn)))
    if (pressed and known) or again:
        # 光要一句准话，没说是什么：还是先前说的那件
        return _fresh(turn, turn.state.topic or turn.text, amount or (again and _about_money(turn)))
    about = f"{turn.state.topic or ''} {_subject(turn)}".strip() if turn.state.choices else _subject(turn)
    return _fresh(turn, about, amount)


def personal_case(turn: Turn) -> Reply | None:
    """问自己的具体结果：说明查不到，同时给出能自己查、能去办的事项。"""
    if turn.intent != "personal_case":
        return None
    if turn.state.code and not _another(turn):
        return _current(turn, False)
    result, hits = hits_for(turn, turn.text)
    policy = turn.tools.policy
    if (
        turn.confidence < policy.aside_confidence
        and not SELF.search(turn.text)
        and result.answerable >= policy.direct_answerable
        and hits
        and hits[0].score >= policy.clear_share
    ):
        return None  # 一个字没提自己，又正说着一个事项（“高龄津贴多少钱”）：问的是规定，不是自己的结果
    if HOW_MUCH.search(turn.text) and calculators(turn, turn.text):
        return _fresh(turn, turn.text, amount=True)
    return _listed(turn, hits if result.answerable >= policy.maybe_answerable else [], turn.text)


def _current(turn: Turn, amount: bool) -> Reply:
    """正说着的那一件：说明由谁定，接着办的还是它；问钱的，有写明的标准、能自己算的也给。"""
    name, department, phone = _responsible(turn)
    lines = [say("verdict", department=department, phone=phone)]
    grading = GRADE.search(turn.text) is not None
    about = re.compile("几级|谁评") if grading else MEASURE
    facts = [one for one in found_open(turn) if about.search(one.fact.question or "")] if amount or grading else []
    lines += [cited(turn, facts)] if facts else []
    messages = [text_message("\n".join([*lines, say("verdict_go_on", name=name)]))]
    own = turn.state.code
    pairs = {name[n : n + 2] for n in range(len(name) - 1)}
    found = [hit for hit in calculators(turn, name, turn.text) if hit.code != own] if amount else []
    found = [hit for hit in found if any(pair in hit.name for pair in pairs)]
    remember_end(turn, "personal_case")
    if found:
        messages.append(offered(turn, found[:1], say("calculate_yourself")))
    return Reply(Outcome.OUT_OF_SCOPE, messages)


def _responsible(turn: Turn) -> tuple[str, str, str]:
    """正说着的（名称、部门、电话）；指南里问评级、批不批的，取管评定、审批的那一步。"""
    offer = turn.offer(turn.state.item) if turn.state.item else None
    plan = plan_for(turn)
    if offer is None and plan is not None:
        deciding = [step.item for step in plan.steps if DECIDES.search(step.item.name)]
        if GRADE.search(turn.text) and deciding:
            first = deciding[0]
            return first.name, first.department, first.consult_phone or say("hotline")
        return plan.package.name, say("deciding_office"), say("hotline")
    if offer is None:
        return turn.state.topic or "", say("deciding_office"), say("hotline")
    # 评级的不一定是受理的那家（工伤由鉴定委员会评），名字里没写就不说死
    elsewhere = GRADE.search(turn.text) is not None and DECIDES.search(offer.item.name) is None
    department = say("deciding_office") if elsewhere else offer.item.department
    return offer.item.name, department, offer.item.consult_phone or say("hotline")


def _fresh(turn: Turn, about: str, amount: bool) -> Reply:
    """还没说到哪一件：按去掉“能批吗”之后剩下的话去找，找得准的给那一件，不准的列几个沾边的，不列不相干的。"""
    policy = turn.tools.policy
    result = turn.search(about)
    hits = [hit for hit in result.hits if AFTER.search(about) or not AFTER.search(hit.name)]
    named = turn.search(about).hits[:1] if amount else []
    found = calculators(turn, turn.text, about, *(hit.name for hit in named)) if amount else []
    top = found[0] if found else hits[0] if hits else None
    sure = bool(found) or (result.answerable >= policy.direct_answerable and bool(hits))
    if top is None or not sure or (not found and top.score < policy.clear_share * result.hits[0].score):
        return _listed(turn, hits if result.answerable >= policy.not_found else [], about)
    offer = turn.offer(top.code) if top.kind == "item" else None
    department = offer.item.department if offer and not found else say("deciding_office")
    phone = (offer.item.consult_phone if offer else "") or say("hotline")
    turn.state.topic = about
    opened = open_hit(turn, top.code, top.kind)
    remember_end(turn, "personal_case")
    lead = text_message(say("verdict", department=department, phone=phone))
    return Reply(Outcome.OUT_OF_SCOPE, [lead, *(opened.messages if opened else [])])


def _listed(turn: Turn, hits: list[Hit], about: str) -> Reply:
    messages = [text_message(say("personal_case"))]
    turn.state.topic = turn.state.topic or about
    remember_end(turn, "personal_case")
    near = close_hits(turn, hits)[:3]
    if near:
        messages.append(offered(turn, near, say("related")))
    return Reply(Outcome.OUT_OF_SCOPE, messages)


def calculators(turn: Turn, *abouts: str) -> list[Hit]:
    """能自己测算的事项：几种说法里头一个找得到的；没有是空列表。"""
    least = turn.tools.policy.pull_share
    for about in abouts:
        hits = turn.search(f"{PADDING.sub('', about)} {CALCULATED}").hits
        found = [hit for hit in hits if CALCULATOR.search(hit.name) and hit.score >= least]
        if found:
            return found
    return []


def _about_money(turn: Turn) -> bool:
    """先前问的是多少钱。"""
    return re.search("多少|钱|算", f"{turn.state.topic or ''}{turn.state.clarifying.get(SAID, '')}") is not None


def _another(turn: Turn) -> bool:
    """说的是另一件事（说着护照问公积金有多少）：词对不上正说的，单独找又找得到。"""
    result, hits = hits_for(turn, turn.text)
    if not hits or result.answerable < turn.tools.policy.direct_answerable or hits[0].code == turn.state.code:
        return False
    return bool(unexplained(turn))


def _subject(turn: Turn) -> str:
    """要结论的那一段里，去掉“能批下来不”“给个话”之后剩下的：多半就是要办的那一件。"""
    parts = [part for part in turn.parts if APPROVAL.search(part) or GRADE.search(part) or AMOUNT.search(part)]
    text = "，".join(parts) or turn.text
    rest = APPROVAL.sub("", PRESSING.sub("", text))
    rest = PADDING.sub("", rest).strip("，。？?、 ")
    return rest if len(rest) >= LEAST_SUBJECT else text
