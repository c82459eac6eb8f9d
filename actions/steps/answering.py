"""追问：问的是正在说的事项（或指南里的一步）的某条规定，就用那条规定回答，不把整张卡片再给一遍。"""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.evidence import Fact, Found, Weights, best_facts, facts_of
from actions.outcomes import Outcome, Reply, text_message
from actions.planner import Plan
from actions.questions import PAPER_ASKED, PAPER_NAMED, aspects_asked, ends_asking, is_question
from actions.steps.citing import cited
from actions.steps.naming_step import STEP
from actions.steps.showing import plan_for
from actions.turn import Turn
from actions.wording import say
from catalog.schema import BasicItem
from catalog.store import Offer

NEVER_ANSWERED = {"injection", "others_privacy", "start_over", "goodbye", "choose"}
"""这些意图不当成追问。"""

AIMLESS = {"greet", "thanks", "chitchat", "abuse", "off_topic", "bot_challenge", "human", "emergency"}
"""这些意图要规定对得很准才算追问。"""


TELLING = {"overdue", "urgent"}
"""这两类话常常只是在说情况（“身份证过期了”），要像问话才算追问。"""


WHICH = re.compile(r"哪(些|几)(种|个|样|类)?(业务|事|项|服务|可以办|能办)|还有(什么|别的|其他)")
"""要的是一张单子，不是哪一条规定。"""


def answer_open(turn: Turn) -> Reply | None:
    """正在说一件事时的追问：找得到回答它的规定就答；像是在说别的事、或没有够格的规定，返回 None。"""
    asked = [aspect for aspect in aspects_asked(turn.text) if aspect.name not in TELLING]
    correcting = turn.intent == "correct" and turn.denial is not None
    if correcting or turn.intent in NEVER_ANSWERED or WHICH.search(turn.text) or not (asked or is_question(turn.text)):
        return None
    found = found_open(turn)
    if not found:
        return None
    if _told_apart(turn, found[0]):
        return Reply(Outcome.FIELD, [text_message(cited(turn, found[:1]))])
    found = [one for one in found if _closer_than_name(turn, one)]
    if not found:
        return None
    sure = found[0].score >= turn.tools.policy.fact_sure
    if not sure and (turn.intent in AIMLESS or _about_another(turn, found)):
        return None
    plan = plan_for(turn)
    if plan is not None and any(found[0].fact.code == planned.item.code for planned in plan.steps):
        turn.state.clarifying = {**turn.state.clarifying, STEP: found[0].fact.code}
    return Reply(Outcome.FIELD, [text_message(cited(turn, found))])


def found_open(turn: Turn) -> list[Found]:
    """正在说的事项、指南各步，以及易混事项里，回答这句话的规定。"""
    offers = _open_offers(turn)
    if not offers:
        return []
    plan = plan_for(turn)
    extra = _plan_facts(plan) if plan else []
    found = supported(turn, [offer.item for offer in offers], extra, whole=plan is None)
    return found or from_neighbours(turn, offers)


def supported(
    turn: Turn,
    items: Sequence[BasicItem],
    extra: Sequence[Fact] = (),
    whole: bool = True,
    least: float | None = None,
) -> list[Found]:
    """几个事项的规定里回答这句话的，最好的在前；`whole` 为假时只看常见问答（指南里几十条材料步骤太杂）。

    `least` 是够格的最低总分，不写就按设置。
    """
    policy = turn.tools.policy
    weights = weights_of(turn, least)
    texts = [faq.q for item in items for faq in item.faq]
    if whole:
        texts += [text for item in items for text in (*(f.a for f in item.faq), item.agent, item.cross_region) if text]
    close = turn.tools.faqs.scores(turn.tools.searcher, turn.text, list(dict.fromkeys(texts)))
    found: list[Found] = []
    # 指南里问“要啥证明”，没说到一种证的规定答不了它
    papers = not whole and PAPER_ASKED.search(turn.text) is not None
    for item in items:
        facts = [fact for fact in facts_of(item) if whole or fact.kind == "faq"]
        facts = [fact for fact in facts if not papers or PAPER_NAMED.search(fact.text)]
        found += best_facts(facts, turn.text, item.name, close, weights)
    found += best_facts(extra, turn.text, "", {}, weights)
    found.sort(key=lambda one: -one.score)
    return [one for one in found[:2] if one.score >= found[0].score - policy.fact_word]


def unanswered(turn: Turn) -> Reply | None:
    """指南里问了一句，没有哪一步、哪一方面对得上：有沾边的规定就给，没有就如实说没写明，不把整份指南再给一遍。

    不是在问、或没有进行中的指南，返回 None。
    """
    plan = plan_for(turn)
    if plan is None or not is_question(turn.text):
        return None
    items = [planned.item for planned in plan.steps]
    found = supported(turn, items, whole=False, least=turn.tools.policy.fact_stay)
    text = cited(turn, found) if found else say("not_written", phone=say("hotline")) + say("guide_kept")
    return Reply(Outcome.FIELD, [text_message(text)])


def weights_of(turn: Turn, least: float | None = None) -> Weights:
    """按设置的各样分量；`least` 是够格的最低总分，不写就按设置。"""
    policy = turn.tools.policy
    lowest = policy.fact_least if least is None else least
    return Weights(policy.fact_aspect, policy.fact_word, policy.fact_unfit, lowest, policy.fact_said)


def lead_for(turn: Turn, code: str, text: str = "") -> str:
    """给一张服务卡片时放在前面的话：问的是它的某条规定，就先答那一条；没有返回空串。"""
    offer = turn.offer(code)
    if offer is None:
        return ""
    if not is_question(turn.text):
        # 说了情况（“忘记报了”），正有一条常见问答说的就是它；问法都编码过，不用现编
        least = turn.tools.policy.fact_neighbour
        told = supported(turn, [offer.item], whole=False, least=least) if turn.state.topic else []
        return told[0].fact.line if told else ""
    found = [one for one in supported(turn, [offer.item]) if _closer_than_name(turn, one)]
    return "\n".join(one.fact.line for one in found if one.fact.text not in text)


def _closer_than_name(turn: Turn, one: Found) -> bool:
    """这条规定比事项名更贴近问的话（“怎么补”问的是整件事，不是其中一条）；问的是某一类规定时不比。"""
    offer = turn.offer(one.fact.code) if one.fact.code else None
    if offer is None or aspects_asked(turn.text):
        return True
    names = [offer.item.name, *offer.item.aliases]
    close = turn.tools.faqs.scores(turn.tools.searcher, turn.text, [*names, one.fact.question or one.fact.text])
    *named, here = close.values()
    return here > max(named, default=0.0)


def _open_offers(turn: Turn) -> list[Offer]:
    plan = plan_for(turn)
    codes = [planned.item.code for planned in plan.steps] if plan else [turn.state.item] if turn.state.item else []
    return [offer for offer in map(turn.offer, codes) if offer]


def _plan_facts(plan: Plan) -> list[Fact]:
    """指南自己的规定：各步的期限和整件事的提示。"""
    facts = [
        Fact(p.item.code, "deadline", f"第{p.number}步“{p.item.name}”：{p.step.deadline_text}")
        for p in plan.steps
        if p.step.deadline_text
    ]
    return facts + [Fact("", "note", note) for note in plan.package.notes]


def from_neighbours(turn: Turn, offers: Sequence[Offer]) -> list[Found]:
    """易混事项的常见问答；要对得很准才用。指南的步骤太多，不再看它们的邻居。"""
    if len(offers) > 1:
        return []
    codes = [confusion.code for offer in offers for confusion in offer.item.confused_with]
    items = [offer.item for offer in map(turn.offer, dict.fromkeys(codes)) if offer]
    found = supported(turn, items, whole=False)
    least = turn.tools.policy.fact_neighbour
    return [one for one in found if one.score >= least]


def _about_another(turn: Turn, found: Sequence[Found]) -> bool:
    """检索很有把握地指向另一个事项，而这条规定不在它那里。"""
    result = turn.search(turn.text)
    if not result.hits or result.answerable < turn.tools.policy.direct_answerable:
        return False
    best = result.hits[0]
    return best.code not in {one.fact.code for one in found} and best.code != turn.state.package


def _told_apart(turn: Turn, found: Found) -> bool:
    """问“要不要、是不是”的话像易混的那件，正在说的这件却有一条问答答它（免上线的问“要开去检测站吗”）：先按这件答。"""
    offer = turn.offer(turn.state.item) if turn.state.item and ends_asking(turn.text) else None
    if offer is None or found.fact.kind != "faq" or found.fact.code != offer.item.code:
        return False
    if found.score < turn.tools.policy.fact_apart:
        return False
    hits = turn.search(turn.text).hits
    return bool(hits) and any(one.code == (hits[0].basic_code or hits[0].code) for one in offer.item.confused_with)
