"""长话和一句两问：拆成几段分别去找，再合起来看。

长话里每一段都给可能的一件事投票：这一段最像的事项是它的一步也算；两件不同的事各答各的。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from actions.outcomes import Outcome, Reply, text_message
from actions.questions import fields_asked, is_question
from actions.steps.events import LINKING
from actions.steps.fitting import right_organisation
from actions.steps.item_fields import several_fields
from actions.steps.opening import offer_choices, open_hit
from actions.steps.topic_words import names_thing
from actions.steps.wholes import turning_points
from actions.turn import Turn
from actions.understanding.plainly import in_plain_words
from actions.understanding.subjects import thing
from retrieval.results import Hit, SearchResult

BREAKS = re.compile(
    r"(?<=.{6})(?=现在|上个?(?:月|周|礼拜|星期)|去年|前年|今年|昨天|前天|结果|但是|可是|所以|因为|然后|听说|想问|不知道|搞不清|我也|他们|亲戚|老板|单位说)"
)
"""没有停顿的长话在这些词前面断开。"""

COORDINATED = re.compile(
    r"^(?P<one>.{2,8}?)(?:和|跟|与|、|还有)(?P<two>.{2,8}?)(?P<rest>(?:都|全都?|一起|同时).{1,12})$"
)
"""“甲和乙都丢了怎么补”：两样东西，同一个问法。"""

WANTING = re.compile(
    r"(想|要|打算|准备|需要)(去|给.{1,4})?(办|申请|领|要|补|换|开|报|迁|转|改|查|交|退)|丢了|没了|掉了|被偷|(到|过)期|坏了|(还)?没(发|给|到账)|追尾|再婚|结婚|离婚"
    r"|(把|将)[^，,。]{1,8}?(转|换|改|过户|迁|卖|赠|退|注销|变更|过)(给|成|到|掉|为|出)|(也|还|都|再)(得|要)?(换|改|迁|变更|过户|注销)(成|给|到|为|掉)"
)
"""不是问话，但说了想办什么、出了什么事。"""

LISTED = re.compile(r"^((另|再)?一个(是|就是)|第[一二三][个件]?(是|就是)?|[一二三]是|还有一?个(是|就是))(?=..)")
"""一样一样数着说的（“一个是社保卡激活，一个是异地备案”）。"""

ASKED_WEIGHT = 2.0
"""说来意的一段顶几段。"""

MOST_PIECES = 8
"""一段话最多拆成几段去找。"""


def speak_plainly(turn: Turn) -> Reply | None:
    """委婉、口头的说法换成直白的再往下听。总是返回 None。"""
    turn.text = in_plain_words(turn.text)
    return None


def pieces(turn: Turn) -> list[str]:
    """一段话拆成的几段：按停顿，没有停顿的长段在承接的词前断开。"""
    return [piece for part in turn.parts for piece in BREAKS.split(part) if len(piece) >= 4][-MOST_PIECES:]


def two_requests(turn: Turn) -> Reply | None:
    """一句话要两件不同的事：各答各的；问了方面的只答那一方面。不是两件返回 None。"""
    found = _requests(turn)
    if len(found) < 2:
        return None
    messages, listed = [], []
    for part, hit in found[:2]:
        turn.state.topic = part
        said, offer = fields_asked(part), turn.offer(hit.code)
        reply = open_hit(turn, hit.code, hit.kind)
        if reply is None:
            continue
        messages.append(text_message(several_fields(turn, offer, said)) if said and offer else reply.messages[0])
        listed.append({"label": hit.name, "value": hit.name, "code": hit.code, "kind": hit.kind, "said": part})
    turn.state.topic, turn.state.pending = turn.text, {}
    turn.state.clarifying = {"list": listed, "together": True}
    return Reply(Outcome.SERVICE, messages)


def which_of_two(turn: Turn) -> Reply | None:
    """刚一起答了几件，接着的话里点了其中一件的名字、或说那件时提到的人：转到那一件。总是返回 None。"""
    listed = turn.state.clarifying.get("list", []) if turn.state.clarifying.get("together") else []
    pairs = {turn.text[n : n + 2] for n in range(len(turn.text) - 1)}
    shared = [sum(pair in one["label"] + one.get("said", "") for pair in pairs) for one in listed]
    if not listed or shared.count(max(shared)) > 1 or listed[shared.index(max(shared))]["code"] == turn.state.code:
        return None
    chosen, kept = listed[shared.index(max(shared))], turn.state.clarifying
    turn.state.return_to({chosen["kind"]: chosen["code"]})
    turn.state.clarifying, turn.returned = kept, True
    return None


def _requests(turn: Turn) -> list[tuple[str, Hit]]:
    """话里的各个请求和它找到的事项：有一段单独找很明确，另外的也要有几分明确、说的是另一件。"""
    policy = turn.tools.policy
    together = COORDINATED.match(turn.text)
    parts = [together["one"] + together["rest"], together["two"] + together["rest"]] if together else turn.parts
    listed = sum(LISTED.search(part) is not None for part in parts) >= 2
    asking = [
        LINKING.sub("", part)
        for part in parts
        if together or (LISTED.search(part) if listed else is_question(part) or WANTING.search(part))
    ]
    if not 2 <= len(asking) <= 4 or len(turn.text) >= policy.story_length:
        return []
    found: dict[str, tuple[str, Hit]] = {}
    surest = 0.0
    for part in filter(names_thing, asking):
        result = turn.search(part)
        top = result.hits[0] if result.hits else None
        if top is None or result.answerable < policy.maybe_answerable or top.score < policy.clear_share:
            continue
        top = right_organisation(turn, result.hits)
        surest = max(surest, result.answerable)
        if not any(_alike(turn, top, hit) for _, hit in found.values()):
            found.setdefault(top.code, (part, top))
    several_packages = sum(hit.kind == "package" for _, hit in found.values()) > 1
    return [] if several_packages or surest < policy.direct_answerable else list(found.values())


def _alike(turn: Turn, one: Hit, other: Hit) -> bool:
    """两段说的其实是一件：一个是另一个的一步，或者说的是同一样东西。"""
    if _related(turn, one, other) or _related(turn, other, one):
        return True
    return thing(one.name) == thing(other.name)


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
    # 说要办什么、在问什么的那几段才是来意，其余多半是交代家里的情况
    weights = [1.0, *(ASKED_WEIGHT if is_question(part) or WANTING.search(part) else 1.0 for part in parts)]
    for turned in turning_points("，".join(turn.parts)):
        results.append(turn.search(turned))
        weights.append(ASKED_WEIGHT)
    hits = {hit.code: hit for result in results for hit in result.hits}
    votes = count_votes(results, lambda code: _steps_of(turn, code), weights)
    ranked = sorted(votes, key=lambda code: -votes[code])
    if not ranked or votes[ranked[0]] < turn.tools.policy.story_votes:
        return None
    turn.state.topic = turn.text
    top = hits[ranked[0]]
    runner = next((votes[code] for code in ranked[1:] if not _related(turn, top, hits[code])), 0.0)
    if votes[top.code] >= turn.tools.policy.story_lead * runner:
        return open_hit(turn, top.code, top.kind)
    return offer_choices(turn, [hits[code] for code in ranked[:4]], "which_one")


def count_votes(
    results: Sequence[SearchResult], steps_of: Callable[[str], list[str]], weights: Sequence[float] = ()
) -> dict[str, float]:
    """每个命中的票数：各段的（份额 × 把握 × 分量）之和；一件事另得它的步骤在这一段里最高的那一票。"""
    votes: dict[str, float] = defaultdict(float)
    packages = {hit.code for result in results for hit in result.hits if hit.kind == "package"}
    for result, weight in zip(results, weights or [1.0] * len(results), strict=True):
        sure = result.answerable * weight
        shares = {hit.basic_code or hit.code: hit.score * sure for hit in result.hits}
        for hit in result.hits:
            if hit.kind == "item":
                votes[hit.code] += hit.score * sure
        for code in packages:
            votes[code] += max([shares.get(code, 0.0), *(shares.get(step, 0.0) for step in steps_of(code))])
    return dict(votes)


def _steps_of(turn: Turn, code: str) -> list[str]:
    package = turn.tools.store.package(code, turn.state.region)
    return [step.item for step in package.steps] if package else []


def _related(turn: Turn, one: Hit, other: Hit) -> bool:
    """一个是一件事，另一个是它的一步。"""
    return (other.basic_code or other.code) in (_steps_of(turn, one.code) if one.kind == "package" else [])
