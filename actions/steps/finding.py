"""找事项：检索、判断明不明确、给出一个或几个。"""

from __future__ import annotations

import re

from actions.facts import facts_about, item_facts
from actions.joining import find_package
from actions.outcomes import Outcome, Reply, choices_message, text_message
from actions.steps.answering import lead_for
from actions.steps.places import ask_which_region
from actions.steps.showing import assume_offered, note_said, show_guide, show_service
from actions.turn import Turn
from actions.wording import say
from retrieval.searcher import Hit, SearchResult

VAGUE = re.compile(
    r"^(我)?(想|要|想要|需要)?(去)?(办|弄|搞|办理|申请|咨询|问)(一?[个下点])?(证|手续|业务|事|事情|东西|材料|补贴)?[吗呢啊吧了。！!？?]*$"
)
"""只说“要办证”“办手续”，没说办什么。"""


def hits_for(turn: Turn, text: str) -> tuple[SearchResult, list[Hit]]:
    """检索一句话，返回结果和命中。"""
    result = turn.search(text)
    return result, result.hits


def topic_text(turn: Turn) -> str:
    """把上文的话题接到这句话前面：先是当前事项或一件事的名称，否则是上次找的话。"""
    state = turn.state
    if state.item:
        offer = turn.offer(state.item)
        return offer.item.name if offer else ""
    if state.package:
        package = find_package(turn.tools.store, state.package, state.region)
        return package.name if package else ""
    return state.topic or ""


def continue_topic(turn: Turn) -> Reply | None:
    """短句接着上文说（“个体户”“到期了要换”）：单独看不明确、接上话题更明确时，按接上的理解。"""
    before = topic_text(turn)
    if not before or len(turn.text) > turn.tools.policy.short_message or turn.service_words:
        return None
    alone, _ = hits_for(turn, turn.text)
    if alone.answerable >= turn.tools.policy.direct_answerable:
        return None
    asked = turn.state.topic or ""
    joined = f"{asked if 0 < len(asked) <= turn.tools.policy.short_message else before} {turn.text}"
    result, hits = hits_for(turn, joined)
    if hits and hits[0].code in (turn.state.item, turn.state.package):
        return stay(turn)
    if hits and result.answerable > alone.answerable:
        return decide(turn, result, hits, joined)
    return None


def find(turn: Turn) -> Reply | None:
    """按这句话找；明确就直接给，含糊就给选项，没有就如实说。"""
    if VAGUE.match(turn.text):
        return need_more(turn)
    result, hits = hits_for(turn, turn.text)
    return decide(turn, result, hits, turn.text)


def decide(turn: Turn, result: SearchResult, hits: list[Hit], said: str) -> Reply | None:
    """按检索把握决定：直接展示、给选项、或说没找到。"""
    policy = turn.tools.policy
    event = told_event(turn, hits)
    if event:
        turn.state.topic = said
        return open_hit(turn, event.code, event.kind)
    named = bool(turn.service_words) or any(shares_words(said, h.name) for h in hits[:3])
    if not hits or (result.answerable < policy.not_found and not named):
        return stay(turn) or not_found(turn, hits)
    if result.answerable < policy.maybe_answerable and not named:
        staying = stay(turn)
        if staying:
            return staying
    asked = ask_which_region(turn)
    if asked:
        turn.state.topic = said
        return asked
    close = [h for h in hits if h.score >= policy.choice_share][: policy.max_choices]
    clear = len(close) <= 1 or hits[0].score >= policy.clear_share
    turn.state.topic = said
    if result.answerable >= policy.direct_answerable and (clear or len(said) > policy.short_message):
        return show_hit(turn, hits, said)
    if len(close) > 1:
        return offer_choices(turn, close, "which_one")
    if result.answerable < policy.maybe_answerable:
        return offer_choices(turn, hits[:3], "not_found_near")
    return show_hit(turn, hits, said)


def told_event(turn: Turn, hits: list[Hit]) -> Hit | None:
    """说的是人生事件、而一件事与第一名差得不远：给这件事的指南。否则返回 None。"""
    if turn.intent != "tell_event" or not hits:
        return None
    least = hits[0].score * turn.tools.policy.package_ratio
    return next((h for h in hits[:5] if h.kind == "package" and h.score >= least), None)


def shares_words(said: str, name: str) -> bool:
    """话里有没有名称里连续三个字以上的词；整句很短时两个字也算（“护照”“身份证”）。"""
    need = 3 if len(said) > 4 else 2
    return any(said[n : n + need] in name for n in range(len(said) - need + 1))


def show_hit(turn: Turn, hits: list[Hit], said: str) -> Reply | None:
    """展示第一名；说的是人生事件而一件事几乎同分时，优先给指南。其余相近的列在后面。"""
    policy = turn.tools.policy
    best = told_event(turn, hits) or hits[0]
    turn.state.topic = said
    reply = open_hit(turn, best.code, best.kind)
    others = [h for h in hits if h.code != best.code and h.score >= policy.choice_share][:3]
    if reply and others and not turn.state.pending:
        reply.messages.append(offered(turn, others, "如果不是这个，您要找的可能是："))
    return reply


def open_hit(turn: Turn, code: str, kind: str) -> Reply | None:
    """打开一个事项或一件事。"""
    if kind == "package":
        turn.state.focus_package(code)
        return show_guide(turn, say("guide_intro") + note_said(turn))
    return show_service(turn, code, lead_for(turn, code))


def offer_choices(turn: Turn, hits: list[Hit], key: str) -> Reply:
    """列出几个相近的，请市民选。"""
    return Reply(Outcome.CHOICES, [offered(turn, hits, say(key))])


def offered(turn: Turn, hits: list[Hit], ask: str) -> dict[str, object]:
    """一条列出这些命中的选择消息，并记下列了什么，供下一句选。"""
    turn.state.choices = [{"label": h.name, "value": h.name, "code": h.code, "kind": h.kind} for h in hits]
    return choices_message(ask, [{"label": h.name, "value": h.name} for h in hits])


def need_more(turn: Turn) -> Reply:
    """话太笼统：问想办哪一类，并给出最常见的几个。"""
    _, hits = hits_for(turn, turn.text)
    if hits:
        return offer_choices(turn, hits[: turn.tools.policy.max_choices], "which_need")
    return Reply(Outcome.CHOICES, [text_message(say("ask_what"))])


def stay(turn: Turn) -> Reply | None:
    """找不到更合适的，而正在说某件事：留在这件事上，给出与问题最有关的一条规定。没有在说的事返回 None。"""
    assume_offered(turn)
    if turn.state.package:
        return show_guide(turn, asking=False)
    offer = turn.offer(turn.state.item) if turn.state.item else None
    if offer is None:
        return None
    item = offer.item
    facts = facts_about(item, turn.text) or item_facts(item) or [item.summary]
    scores = turn.similarity(turn.text, facts)
    lead = say("about_current", name=item.name, fact=facts[int(scores.argmax())])
    return show_service(turn, item.code, lead)


def not_found(turn: Turn, hits: list[Hit]) -> Reply:
    """没找到：如实说，并给最接近的（如果有）和 12345。"""
    if hits and turn.service_words:
        reply = offer_choices(turn, hits[:3], "not_found_near")
        reply.messages.append(text_message(say("not_found_hint")))
        return Reply(Outcome.NOT_FOUND, reply.messages)
    return Reply(Outcome.NOT_FOUND, [text_message(say("not_found") + say("not_found_hint"))])
