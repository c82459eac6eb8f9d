"""回答一个事项的某一个方面：规定里有直接回答的先答，没写明的如实说。"""

from __future__ import annotations

import re
from typing import Any

from actions.evidence import Found, facts_of, fits
from actions.facts import content_words
from actions.outcomes import Outcome, Reply, text_message
from actions.questions import (
    ASPECTS,
    asks_amount,
    aspects_asked,
    ends_asking,
    fields_asked,
    without_fields,
)
from actions.render.fields import field_text
from actions.render.service import material_text
from actions.steps.answering import from_neighbours, supported
from actions.steps.citing import cited
from actions.steps.finding import hits_for
from actions.steps.opening import beside, offered, unwritten
from actions.steps.topic_words import PAPERS, asks_papers, mentions_item, told_words
from actions.turn import Turn
from actions.wording import say
from catalog.schema import NATION, BasicItem
from catalog.store import Offer
from retrieval.mending import sound

GUESSABLE = {"agent", "elsewhere", "steps", "place", "result"}
"""常从“行不行、要不要”里误听出来的方面。"""

PAPERS_VERB = re.compile(r"[要用得需必须带交拿出示提供准备上着好先再还去回给]+")

LEAST_SOUNDS = 3
"""至少连着这么多个字同音；再短的，同音的词太多。"""

ASIDES = {"validity", "overdue", "deadline", "consequence", "meanwhile", "agency", "refused", "times", "urgent"}
"""不属于哪个方面的几类追问。"""

AMOUNT = next(aspect for aspect in ASPECTS if aspect.name == "amount")


def say_field(turn: Turn, offer: Offer, field: str) -> str:
    """一个方面的回答；网上入口缺失时补上当地的政务服务总入口。"""
    store, code = turn.tools.store, turn.state.region or NATION
    portal = store.portal_for(code, "online") or store.portal("gjzwfw")
    return field_text(offer, field, turn.region, portal)


def about_item(turn: Turn, offer: Offer, field: str) -> list[dict[str, Any]]:
    """规定里有直接回答的先答，再答问到的各个方面。

    问的其实是有效期、逾期这一类时，意图给的方面（“管多久”→ 办理时限）不算，除非话里明说。
    """
    said = fields_asked(turn.text)
    found = about_named_thing(turn, offer.item, supported(turn, [offer.item]))
    if asks_amount(turn.text) and not offer.item.fee.amount_yuan:
        # 问能领多少、怎么算：有规定就答规定，没有就说没写明，不拿办事收不收费、怎么申请来答
        amounts = [one for one in found if fits(one.fact, AMOUNT)]
        return _known_or_unwritten(turn, offer, amounts)
    if not said and is_aside(turn.text):
        # 问的是有效期、逾期这些：没写就说没写，不拿意图猜的那一方面（“几年一换”→ 能否邮寄）来答
        return _known_or_unwritten(turn, offer, found or from_neighbours(turn, [offer]))
    if not said and not asks_papers(turn.text) and _guessed(turn, field):
        return _known_or_unwritten(turn, offer, found)
    answered = several_fields(turn, offer, said if len(said) > 1 else [field])
    if not found and len(said) < 2 and say("confirm_locally") in answered.splitlines()[0]:
        near = from_neighbours(turn, [offer])
        if near:
            return [text_message(cited(turn, near))]
    known = [one.fact for one in found if one.fact.text.split("：", 1)[-1] not in answered]
    if said and not aspects_asked(turn.text):
        # 明说了问哪一方面，再添的也要是那一方面的，或者说到同一样东西
        words = [word for word in content_words(without_fields(turn.text)) if word not in offer.item.name]
        known = [
            fact
            for fact in known
            if set(fields_asked(fact.question)) & set(said) or any(word in fact.line for word in words)
        ]
    lead = [_whether_listed(turn, offer)] if asks_papers(turn.text) else []
    return [text_message("\n".join(line for line in [*lead, *(fact.line for fact in known), answered] if line))]


def _known_or_unwritten(turn: Turn, offer: Offer, found: list[Found]) -> list[dict[str, Any]]:
    """有对得上的规定就给规定；没有就如实说没写明，问的可能是另外哪几件也列出来。"""
    return [text_message(cited(turn, found))] if found else beside(turn, unwritten(offer.item)).messages


def about_named_thing(turn: Turn, item: BasicItem, found: list[Found]) -> list[Found]:
    """问到了一样东西（教师资格认定里的“体检在哪里做”），这个事项的规定里又写着它：只留说到它的规定，没有就取写着它的那条。

    名称、概述、别名里的词说的是整件事，不算一样东西。
    """
    whole = " ".join([item.name, item.summary, *item.aliases])
    words = [word for word in content_words(without_fields(turn.text)) if word not in whole]
    saying = [fact for fact in facts_of(item) if any(word in fact.line for word in words)]
    if not saying:
        return found
    kept = [one for one in found if any(word in one.fact.line for word in words)]
    return kept or [Found(saying[0], turn.tools.policy.fact_least)]


def _guessed(turn: Turn, field: str) -> bool:
    """问的是一桩“行不行、要不要”，哪一方面只是猜的（“跟妈妈姓行吗”听成问代办）：话里没有那一方面的字。"""
    named = field in {aspect.name for aspect in aspects_asked(turn.text)}
    sure = turn.confidence >= turn.tools.policy.off_topic_override
    return field in GUESSABLE and ends_asking(turn.text) and not named and not sure


def _whether_listed(turn: Turn, offer: Offer) -> str:
    """问要不要带某样东西：材料里列了就说列了，没列就说没列；听不出是什么东西返回空串。"""
    match = PAPERS.search(turn.text)
    things = content_words(match.group()) if match else []
    things = [word for word in things if not PAPERS_VERB.fullmatch(word)]
    if match and offer.item.materials:
        said = re.sub(f"^{PAPERS_VERB.pattern}", "", match[0])
        alike = [material_text(m) for m in offer.item.materials if sounds_like(m.name, said)]
        if alike:
            return say("paper_listed", what="；".join(alike))
    if not things or not offer.item.materials:
        return ""
    listed = [material_text(m) for m in offer.item.materials if any(word in material_text(m) for word in things)]
    name = "、".join(things)
    return say("paper_listed", what="；".join(listed)) if listed else say("paper_not_listed", what=name)


def sounds_like(name: str, said: str) -> bool:
    """说的东西连着几个字与材料名同音（“省分证”与“居民身份证”）：听写的错字，不是另一样东西。"""
    ours, theirs = [sound(one) for one in name], [sound(one) for one in said]
    runs = (theirs[n : n + LEAST_SOUNDS] for n in range(len(theirs) - LEAST_SOUNDS + 1))
    return any(ours[n : n + LEAST_SOUNDS] == run for run in runs for n in range(len(ours) - LEAST_SOUNDS + 1))


def is_aside(text: str) -> bool:
    """问的是有效期、逾期、后果这些方面之外的规定。"""
    return any(aspect.name in ASIDES for aspect in aspects_asked(text))


def several_fields(turn: Turn, offer: Offer, fields: list[str]) -> str:
    """一句话问了几个方面：逐个答，标题和出处只说一次。"""
    answers = [say_field(turn, offer, one).splitlines() for one in fields]
    title = answers[0][0].partition("）")[0] if len(answers) > 1 else ""
    lines = [line.replace(title + "）", "", 1) if n and title else line for n, a in enumerate(answers) for line in a]
    return "\n".join(sorted(dict.fromkeys(lines), key=lambda line: line.startswith(say("basis"))))


def alternatives(turn: Turn, offer: Offer) -> Reply | None:
    """还有别的吗：列出相近的其他事项。"""
    _, hits = hits_for(turn, f"{offer.item.summary} {turn.text}")
    others = [h for h in hits if h.code != offer.item.code][: turn.tools.policy.max_choices]
    if not others:
        return None
    return Reply(Outcome.CHOICES, [offered(turn, others, say("related")), text_message(say("not_found_hint"))])


def related_items(turn: Turn, offer: Offer) -> list[dict[str, Any]]:
    """问到了当前事项规定之外的东西（“办下来有啥补贴”）：列出名称里有它的相关事项；没有返回空列表。"""
    words = [word for word in told_words(turn) if not mentions_item(offer.item, word)]
    if not words:
        return []
    _, hits = hits_for(turn, f"{offer.item.name} {turn.text}")
    named = [h for h in hits if h.code != offer.item.code and any(word in h.name for word in words)]
    return [offered(turn, named[:3], say("related"))] if named else []
