"""换了个人再问：“那孩子呢”“公司呢”“换成我妈”：带上新的人重找，有更合适的就换过去，没有就答同一件事。"""

from __future__ import annotations

import re

from actions.evidence import Found, facts_of
from actions.facts import content_words
from actions.outcomes import Outcome, Reply, text_message
from actions.steps.citing import cited
from actions.steps.fitting import residents_first
from actions.steps.naming_step import mentions_step
from actions.steps.opening import open_hit, stay
from actions.steps.showing import plan_for
from actions.steps.topic_words import ABOUT, NAMING, OPENING, about_current
from actions.steps.topics import names_another, pulled, related, same_topic, topic_text
from actions.turn import Turn
from actions.understanding.quantities import heard_quantities
from actions.understanding.subjects import besides_subjects, changes_subject, said_subjects, thing, with_subject
from actions.wording import say
from retrieval.results import Hit

SWAPPING = re.compile(r"^(那么?|换成?|换做|要是|如果|假如)+")
"""换人的话的开头，不带信息。"""

LONGEST = 24
"""换人的话一般不超过这么多字；再长多半是在讲另一件事。"""


def change_subject(turn: Turn) -> Reply | None:
    """换了个人：有更合适的事项就给它并说明，没有就留在这件事上答与这个人有关的规定；不是换人返回 None。"""
    state = turn.state
    if not state.code or turn.returned or len(turn.text) > LONGEST or not _changes(turn):
        return None
    other = better_for(turn)
    another = names_another(turn) if content_words(besides_subjects(turn.text)) else None
    if another is not None and (other is None or not _outweighs(turn, *other)):
        return None
    if other is None:
        return stay(turn) if state.item and not turn.asks_aspect and not turn.service_words else None
    asked, hit = _named_outright(turn, *other)
    state.topic = asked
    turn.assumed = say("subject_changed", who=said_subjects(turn.text)[0][1], name=hit.name)
    return open_hit(turn, hit.code, hit.kind)


def tell_more(turn: Turn) -> Reply | None:
    """补充了自己的情况：带上这些话去找，有明显更合适的就换过去；没有返回 None，照原来的答。"""
    state = turn.state
    if not state.item or turn.returned or turn.service_words or ABOUT.search(turn.text) or about_current(turn):
        return None
    told = told_limit(turn)
    if told is not None:
        return told
    other = better_for(turn)
    if other is None:
        return None
    state.topic = other[0]
    turn.assumed = say("fits_better", name=other[1].name)
    return open_hit(turn, other[1].code, other[1].kind)


def told_limit(turn: Turn) -> Reply | None:
    """说的数正落在这件事一条问答问的界限里（居住证，“才来两个月”，有一条答“住不满半年”）：就答那条。没有返回 None。"""
    offer = turn.offer(turn.state.item) if turn.state.item else None
    said = [one for one in heard_quantities(turn.text) if one.kind]
    for fact in facts_of(offer.item) if offer and said else []:
        limits = [one for one in heard_quantities(fact.question) if one.bounded]
        pairs = [(one, limit) for one in said for limit in limits if limit.kind == one.kind]
        if pairs and all(limit.low <= one.low and one.high <= limit.high for one, limit in pairs):
            return Reply(Outcome.FIELD, [text_message(cited(turn, [Found(fact, turn.tools.policy.fact_least)]))])
    return None


def _named_outright(turn: Turn, asked: str, hit: Hit) -> tuple[str, Hit]:
    """换人的同时把事也说全了（“个体户换老板也一样吗”）：单独找很明确、换了人找也有它，就取它。"""
    alone = turn.search(OPENING.sub("", turn.text) or turn.text)
    if not alone.hits or alone.answerable < turn.tools.policy.direct_answerable:
        return asked, hit
    near = {one.code for one in turn.search(asked).hits[:4]}
    surer = alone.answerable > turn.search(asked).answerable
    return (turn.text, alone.hits[0]) if surer and alone.hits[0].code in near else (asked, hit)


def _outweighs(turn: Turn, asked: str, hit: Hit) -> bool:
    """换了人的那件，比单独说的另一件更可信：说的是同一样东西，或者更有把握。"""
    alone = turn.search(OPENING.sub("", turn.text) or turn.text)
    if NAMING.search(turn.text) and alone.answerable >= turn.tools.policy.naming_answerable:
        return turn.search(asked).answerable >= alone.answerable
    if alone.answerable < turn.tools.policy.direct_answerable or related(thing(topic_text(turn)), hit.name):
        return True
    return turn.search(asked).answerable >= alone.answerable


def _changes(turn: Turn) -> bool:
    """句式上在换人，或者意图是在说情况而话里说到了与上文不同的人。"""
    if changes_subject(turn.text):
        return True
    plan = plan_for(turn)
    words = content_words(besides_subjects(turn.text))
    if plan is not None and any(mentions_step(planned, word) for planned in plan.steps for word in words):
        # 指南里说到哪一步给谁（“房子过给我弟”），不是换人来办
        return False
    spoken = {who for kind, who in said_subjects(turn.text) if kind != "kin"}
    before = {who for _, who in said_subjects(turn.state.topic or "")}
    unsure = turn.confidence < turn.tools.policy.aside_confidence
    telling = turn.intent == "inform_situation" or (unsure and ABOUT.search(turn.text) is None)
    return telling and bool(spoken - before)


def better_for(turn: Turn) -> tuple[str, Hit] | None:
    """带上新的人去找，比现在这件更合适的（当时的问法, 命中）；没有返回 None。"""
    policy, name = turn.tools.policy, topic_text(turn)
    asked = turn.state.topic or name
    changed = with_subject(asked, turn.text) or with_subject(name, turn.text)
    for reading in [changed] if changed else []:
        result = turn.search(reading)
        top = residents_first(turn, result.hits)[:1]
        if top and result.answerable >= policy.subject_answerable and not same_topic(turn, top[0].code):
            return reading, top[0]
    # “换成我儿子”的“换”不是换证
    reading = f"{asked} {SWAPPING.sub('', turn.text)}"
    result = turn.search(reading)
    top = residents_first(turn, result.hits)[:1]
    if top and result.answerable >= policy.subject_answerable and not same_topic(turn, top[0].code):
        return reading, top[0]
    if result.answerable < policy.pull_answerable:
        return None
    found = pulled(turn, reading, asked)
    return (reading, found[0]) if found and found[1] >= policy.pull_least else None
