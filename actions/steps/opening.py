"""打开一个事项或一件事、列出几个请人选、留在正在说的事上。"""

from __future__ import annotations

from collections.abc import Callable

from actions.facts import content_words
from actions.joining import SEPARATOR
from actions.outcomes import Outcome, Reply, choices_message, text_message
from actions.questions import fields_asked, is_question
from actions.render.service import fee_text, time_limit_text
from actions.steps.answering import lead_for, unanswered
from actions.steps.around import asked_sibling, others_near, plainly_another
from actions.steps.assuming import assume_offered, best_choice
from actions.steps.citing import cited
from actions.steps.fitting import sensible
from actions.steps.nearest import facts_for
from actions.steps.showing import (
    next_question,
    note_said,
    plan_for,
    show_guide,
    show_service,
    situation_choices,
)
from actions.steps.topic_words import unexplained
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
        # 两次都对不上：当不清楚，步骤一步不去；整份指南刚给过，不再贴
        turn.state.situation = {**turn.state.situation, question.key: [option.value for option in question.options]}
        left = plan_for(turn)
        asked = next_question(turn, left) if left else None
        return Reply(Outcome.CHOICES, [text_message(say("option_left_open")), *([asked] if asked else [])])
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
    if key != "which_need":
        hits = sensible(turn, hits, hits[0].score, least_kept=2)
    if len(hits) == 1 or last and times >= turn.tools.policy.clarify_most:
        reply = assume_best(turn, hits)
        if reply is not None:
            return reply
    shown = [*turn.state.clarifying.get("shown", []), *(hit.code for hit in hits)]
    # 正说着毕业证，问“出国要的那种翻译版”：哪一个合适，还得看刚才说的是什么；不肯替他查的那句话，说“查我自己的”时用得着
    before = turn.state.clarifying.get("before", "") or _name_of_current(turn)
    refused = turn.state.clarifying.get("refused", "") or turn.state.clarifying.get("ended_by", "")
    turn.state.set_aside()
    kept = {"before": before, "refused": refused}
    turn.state.clarifying = {"asked": times + 1, "shown": shown[-MOST_SHOWN:], **{k: v for k, v in kept.items() if v}}
    known = known_of_each(turn, hits) if key == "which_one" else ""
    return Reply(Outcome.CHOICES, [offered(turn, hits, known + say(key), cut=False)])


def assume_best(turn: Turn, hits: list[Hit]) -> Reply | None:
    """按几个里最合适的答，说明是假定的，其余列在后面。"""
    chosen = best_choice(turn, [as_choice(hit) for hit in hits])
    turn.assumed = say("assumed", name=chosen["label"])
    reply = open_hit(turn, chosen["code"], chosen["kind"])
    others = [hit for hit in hits if hit.code != chosen["code"]][:3]
    if reply is not None and others and not turn.state.pending:
        reply.messages.append(offered(turn, others, say("or_these")))
    return reply


def as_choice(hit: Hit) -> dict[str, str]:
    """一个命中列成的选项。"""
    return {"label": hit.name, "value": hit.name, "code": hit.code, "kind": hit.kind}


def _name_of_current(turn: Turn) -> str:
    """正说着的事项的名称；没有返回空串。"""
    offer = turn.offer(turn.state.item) if turn.state.item else None
    return offer.item.name if offer else ""


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


def offered(turn: Turn, hits: list[Hit], ask: str, cut: bool = True) -> dict[str, object]:
    """一条列出这些命中的选择消息，并记下列了什么，供下一句选；`cut` 为真时离谱的不列。"""
    hits = sensible(turn, hits, hits[0].score, least_kept=2) if cut and len(hits) > 1 else hits
    turn.state.choices = [as_choice(hit) for hit in hits]
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
    near = facts_for(turn, item)
    asking = is_question(turn.text)
    if turn.began != item.code or turn.returned or not (asking or near or unexplained(turn)):
        # 这一轮才说到它，或者只是应一声（“对，就是换新的”）：给卡片
        none = unwritten(item, named=False) if asking else say("noted_situation")
        lead = say("about_current", name=item.name, fact=near[0].fact.line) if near else none
        return show_service(turn, item.code, lead)
    if near:
        return Reply(Outcome.FIELD, [text_message(cited(turn, near))])
    sibling = asked_sibling(turn) if asking else None
    if sibling is not None:
        turn.state.topic = turn.text
        return open_hit(turn, sibling.code, sibling.kind)
    # 刚给过的卡片不再给一遍：如实说没写明，问的可能是另外哪一件也列出来
    return beside(turn, unwritten(item) if asking else say("noted_here", name=item.name))


def unwritten(item: BasicItem, named: bool = True) -> str:
    """目录里没有写明；`named` 是前面标明哪个事项。"""
    name = f"【{item.name}】" if named else ""
    return name + say("not_written", phone=item.consult_phone or say("hotline"))


def beside(turn: Turn, text: str) -> Reply:
    """一句话，后面列出问的可能是另外哪几件；想不出来就只有这句话。明明换了一件事的，直接给那件。"""
    other = plainly_another(turn)
    if other is not None:
        turn.state.topic = turn.text
        return open_hit(turn, other.code, other.kind) or Reply(Outcome.FIELD, [text_message(text)])
    others = others_near(turn)
    more = [offered(turn, others, say("maybe_another"))] if others else []
    return Reply(Outcome.FIELD, [text_message(text), *more])
