"""打开一个事项或一件事、列出几个请人选、留在正在说的事上。"""

from __future__ import annotations

from collections.abc import Callable

from actions.facts import content_words
from actions.joining import SEPARATOR
from actions.outcomes import Outcome, Reply, choices_message, text_message
from actions.questions import fields_asked, is_question
from actions.render.service import fee_text, time_limit_text
from actions.steps.answering import lead_for, nearest_fact, unanswered
from actions.steps.showing import (
    assume_offered,
    note_said,
    plan_for,
    show_guide,
    show_service,
    situation_choices,
)
from actions.turn import Turn
from actions.wording import say
from catalog.schema import BasicItem
from retrieval.searcher import Hit

FIELD_BRIEF: dict[str, Callable[[BasicItem], str]] = {
    "fee": fee_text,
    "time": time_limit_text,
    "phone": lambda item: item.consult_phone or say("hotline"),
}
"""一句话说得完的方面。"""

LONGEST_BRIEF = 40
"""列在选项前面的一句最多多少个字，再长就等他选了再说。"""

MOST_SHOWN = 30
"""记着列过的多少个，“还有别的吗”时不重复。"""


def open_hit(turn: Turn, code: str, kind: str) -> Reply | None:
    """打开一个事项或一件事。"""
    if kind == "package":
        turn.state.focus_package(code)
        return show_guide(turn, say("guide_intro") + note_said(turn, beyond=True))
    return show_service(turn, code, lead_for(turn, code))


def _with_others(turn: Turn, reply: Reply | None, asking: bool) -> Reply | None:
    """指南之外，接上原来的话去找还有别的对得上（说了开店，又说“做熟食的”）：列在后面，由市民选。

    `asking` 是这句话之前正问着一个情形。
    """
    policy, asked = turn.tools.policy, turn.state.topic
    if reply is None or not asked or not content_words(turn.text):
        return reply
    result = turn.search(f"{asked} {turn.text}")
    plan = plan_for(turn)
    known = {planned.item.code for planned in plan.steps} if plan else set()
    known |= set((turn.state.package or "").split(SEPARATOR))
    others = [hit for hit in close_hits(turn, result.hits) if (hit.basic_code or hit.code) not in known]
    # 刚问的情形，答的不在选项里（“卖卤菜的”）：多半不归这份指南管，把握低一些也列
    least = policy.not_found if asking and turn.intent == "inform_situation" else policy.maybe_answerable
    if result.answerable >= least and others and others[0] is result.hits[0]:
        pending = turn.state.pending
        reply.messages.insert(1, offered(turn, others[:3], say("or_these")))
        turn.state.pending = pending
    return reply


def ask_again(turn: Turn) -> Reply | None:
    """正问着情形，答的对不上任何一个选项：不把整份指南再给一遍，说没对上、再问一次；还对不上就当不清楚，接着往下问。

    没有在问返回 None。
    """
    plan, pending = plan_for(turn), turn.state.pending
    question = next((q for q in plan.package.questions if q.key == pending.get("key")), None) if plan else None
    if question is None or pending.get("kind") != "situation":
        return None
    if pending.get("again"):
        turn.state.situation = {**turn.state.situation, question.key: [option.value for option in question.options]}
        return show_guide(turn, say("situation_unsure"))
    turn.state.pending = {**pending, "again": "option"}
    asked = situation_choices(question, question.ask + say("ask_situation_more"))
    return Reply(Outcome.CHOICES, [text_message(say("option_unheard")), asked])


def close_hits(turn: Turn, hits: list[Hit]) -> list[Hit]:
    """份额够得上列为选项的几个。"""
    policy = turn.tools.policy
    return [hit for hit in hits if hit.score >= policy.choice_share][: policy.max_choices]


def offer_choices(turn: Turn, hits: list[Hit], key: str, last: bool = True) -> Reply:
    """列出几个相近的，请市民选；连着问满次数了就按第一个答，说明是假定的，其余列在后面。

    `last` 为假时不管问过几次都列（市民自己要看别的）。
    """
    times = turn.state.clarifying.get("asked", 0)
    if last and times >= turn.tools.policy.clarify_most:
        turn.assumed = say("assumed", name=hits[0].name)
        reply = open_hit(turn, hits[0].code, hits[0].kind)
        if reply is not None:
            if len(hits) > 1 and not turn.state.pending:
                reply.messages.append(offered(turn, hits[1:4], say("or_these")))
            return reply
    shown = [*turn.state.clarifying.get("shown", []), *(hit.code for hit in hits)]
    turn.state.set_aside()
    turn.state.clarifying = {"asked": times + 1, "shown": shown[-MOST_SHOWN:]}
    known = known_of_each(turn, hits) if key == "which_one" else ""
    return Reply(Outcome.CHOICES, [offered(turn, hits, known + say(key))])


def known_of_each(turn: Turn, hits: list[Hit]) -> str:
    """列选项时，问的方面各是怎样，先说出来（“身份证多少钱”：补领 40 元，换领 20 元）；没问、没有返回空串。"""
    lines = []
    for field in fields_asked(turn.text):
        for hit in hits if field in FIELD_BRIEF else []:
            offer = turn.offer(hit.code) if hit.kind == "item" else None
            known = FIELD_BRIEF[field](offer.item) if offer else ""
            if known and known != say("confirm_locally") and len(known) <= LONGEST_BRIEF:
                lines.append(f"{hit.name}：{known}")
    return "\n".join([*lines, ""]) if lines else ""


def offered(turn: Turn, hits: list[Hit], ask: str) -> dict[str, object]:
    """一条列出这些命中的选择消息，并记下列了什么，供下一句选。"""
    turn.state.choices = [{"label": h.name, "value": h.name, "code": h.code, "kind": h.kind} for h in hits]
    return choices_message(ask, [{"label": h.name, "value": h.name} for h in hits])


def stay(turn: Turn) -> Reply | None:
    """找不到更合适的，而正在说某件事：留在这件事上，给出与这句话最有关的一条规定，没有就如实说没写明。

    没有在说的事返回 None。
    """
    assume_offered(turn)
    if turn.state.package:
        asking = bool(turn.state.pending)
        return unanswered(turn) or _with_others(turn, ask_again(turn) or show_guide(turn), asking)
    offer = turn.offer(turn.state.item) if turn.state.item else None
    if offer is None:
        return None
    item = offer.item
    near = nearest_fact(turn, [item])
    if near is not None:
        lead = say("about_current", name=item.name, fact=near.fact.line)
    elif is_question(turn.text):
        lead = say("not_written", phone=item.consult_phone or say("hotline"))
    else:
        lead = say("noted_situation")
    return show_service(turn, item.code, lead)
