"""长话和一句两问：拆成几段分别去找，再合起来看。

长话里每一段都给可能的一件事投票：这一段最像的事项是它的一步也算；两件不同的事各答各的。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from actions.outcomes import Outcome, Reply, text_message
from actions.questions import fields_asked, is_question
from actions.steps.fields import several_fields
from actions.steps.opening import offer_choices, open_hit
from actions.steps.showing import show_service
from actions.turn import Turn
from retrieval.results import Hit, SearchResult

BREAKS = re.compile(
    r"(?<=.{6})(?=现在|上个?(?:月|周|礼拜|星期)|去年|前年|今年|昨天|前天|结果|但是|可是|所以|因为|然后|听说|想问|不知道|搞不清|我也|他们|亲戚|老板|单位说)"
)
"""没有停顿的长话在这些词前面断开。"""

COORDINATED = re.compile(
    r"^(?P<one>.{2,8}?)(?:和|跟|与|、|还有)(?P<two>.{2,8}?)(?P<rest>(?:都|全都?|一起|同时).{1,12})$"
)
"""“甲和乙都丢了怎么补”：两样东西，同一个问法。"""

WANTING = re.compile(r"想(办|申请|领|要)|要(办|补|换)")
"""不是问话，但说了想办什么。"""

MOST_PIECES = 8
"""一段话最多拆成几段去找。"""


def pieces(turn: Turn) -> list[str]:
    """一段话拆成的几段：按停顿，没有停顿的长段在承接的词前断开。"""
    return [piece for part in turn.parts for piece in BREAKS.split(part) if len(piece) >= 4][-MOST_PIECES:]


def two_requests(turn: Turn) -> Reply | None:
    """一句话要两件不同的事：各答各的；问了方面的只答那一方面。不是两件返回 None。"""
    found = _requests(turn)
    offers = [(part, offer) for part, offer in ((part, turn.offer(hit.code)) for part, hit in found) if offer]
    if len({offer.item.code for _, offer in offers}) < 2:
        return None
    messages = []
    for part, offer in offers[:2]:
        card = show_service(turn, offer.item.code)
        said = fields_asked(part)
        if said:
            messages.append(text_message(several_fields(turn, offer, said)))
        elif card is not None:
            messages.append(card.messages[0])
    listed = [{"label": o.item.name, "value": o.item.name, "code": o.item.code, "kind": "item"} for _, o in offers[:2]]
    turn.state.topic, turn.state.clarifying = turn.text, {"list": listed}
    return Reply(Outcome.SERVICE, messages)


def _requests(turn: Turn) -> list[tuple[str, Hit]]:
    """话里的各个请求和它找到的事项：每一段单独去找都要明确。"""
    together = COORDINATED.match(turn.text)
    parts = [together["one"] + together["rest"], together["two"] + together["rest"]] if together else turn.parts
    asking = [
        part for part in parts if together or is_question(part) or re.search(r"想(办|申请|领|要)|要(办|补|换)", part)
    ]
    if not 2 <= len(asking) <= 3:
        return []
    found: dict[str, tuple[str, Hit]] = {}
    for part in asking:
        result = turn.search(part)
        top = result.hits[0] if result.hits else None
        if top is None or top.kind != "item" or result.answerable < turn.tools.policy.direct_answerable:
            return []
        found.setdefault(top.code, (part, top))
    return list(found.values())


def both_fields(turn: Turn) -> Reply | None:
    """刚一起给了两件，又问“都要多少钱”：两件都答。"""
    listed = turn.state.clarifying.get("list", [])
    said = fields_asked(turn.text)
    if len(listed) < 2 or not said or not re.search(r"都|两(个|件|样|本)|分别|各", turn.text):
        return None
    offers = [offer for offer in (turn.offer(one["code"]) for one in listed) if offer]
    return Reply(Outcome.FIELD, [text_message(several_fields(turn, offer, said)) for offer in offers[:2]])


def story(turn: Turn) -> Reply | None:
    """一大段话：各段投票，票数集中在一件事上就给它的指南，否则列出票数最多的几个。短话返回 None。"""
    parts = pieces(turn)
    if len(turn.text) < turn.tools.policy.story_length or len(parts) < 2:
        return None
    results = [turn.search(part) for part in [turn.text, *parts]]
    hits = {hit.code: hit for result in results for hit in result.hits}
    votes = count_votes(results, lambda code: _steps_of(turn, code))
    ranked = sorted(votes, key=lambda code: -votes[code])
    if not ranked or votes[ranked[0]] < turn.tools.policy.story_votes:
        return None
    turn.state.topic = turn.text
    top = hits[ranked[0]]
    runner = next((votes[code] for code in ranked[1:] if not _related(turn, top, hits[code])), 0.0)
    if votes[top.code] >= turn.tools.policy.story_lead * runner:
        return open_hit(turn, top.code, top.kind)
    return offer_choices(turn, [hits[code] for code in ranked[:4]], "which_one")


def count_votes(results: Sequence[SearchResult], steps_of: Callable[[str], list[str]]) -> dict[str, float]:
    """每个命中的票数：各段的（份额 × 把握）之和；一件事另得它的步骤在这一段里最高的那一票。"""
    votes: dict[str, float] = defaultdict(float)
    packages = {hit.code for result in results for hit in result.hits if hit.kind == "package"}
    for result in results:
        shares = {hit.basic_code or hit.code: hit.score * result.answerable for hit in result.hits}
        for hit in result.hits:
            if hit.kind == "item":
                votes[hit.code] += hit.score * result.answerable
        for code in packages:
            votes[code] += max([shares.get(code, 0.0), *(shares.get(step, 0.0) for step in steps_of(code))])
    return dict(votes)


def _steps_of(turn: Turn, code: str) -> list[str]:
    package = turn.tools.store.package(code, turn.state.region)
    return [step.item for step in package.steps] if package else []


def _related(turn: Turn, one: Hit, other: Hit) -> bool:
    """一个是一件事，另一个是它的一步。"""
    return (other.basic_code or other.code) in (_steps_of(turn, one.code) if one.kind == "package" else [])
