"""点的那一样在前面：说过的另一件的名字（“那备案要什么材料”），或者先前一段话里提到、还没有答过的（“户口那个要多久”）。"""

from __future__ import annotations

import re

from actions.facts import content_words
from actions.outcomes import Reply
from actions.questions import clauses
from actions.steps.opening import open_hit
from actions.steps.recalling import FILLERS, GOING_BACK, LEAST_REST, THAT_ONE, code_of, topic_names
from actions.steps.showing import plan_for
from actions.steps.topic_words import asks_papers
from actions.turn import Turn

SUBJECT = re.compile(
    r"^(那么?|再问|再说|还有|对了|，)*(?P<hint>[^，,。？?]{2,8}?)(那个|的)?(都|又)?(要|得|需要|用)?(带|交|准备|提供)?(些|点)?"
    r"(?P<rest>(什么|啥|哪些)(材料|资料|东西|证件|条件)|多久|多长时间|几天|多少(钱|天)|(去|在|到)哪|怎么收费|要钱|收费|找谁)"
)
"""先说是哪一件、再问一个方面（“那备案要什么材料”）。"""

PAPERS = re.compile("材料|资料|东西|证件")

FIRST = re.compile(
    r"^(那|就|你)?先(讲|说|问|弄|办|看)(下|一下)?(?P<one>[^，,。？?先]{2,6}?)(的|那个|那边|吧)*$"
    r"|^(?P<other>[^，,。？?先]{2,6}?)(的|那个|那边)?先(讲|说|问|弄|办|看)"
)
"""一大段话里先说哪一样（“房子先讲”）。"""


def back_by_name(turn: Turn) -> Reply | None:
    """问一个方面，说的是前面说过的另一件的名字、不是正在说的这件的名字和材料：回到那件，后面接着答。总是返回 None。"""
    state, match = turn.state, SUBJECT.match(turn.text)
    words = content_words(match["hint"]) if match and not asks_papers(turn.text) else []
    offer = turn.offer(state.item) if state.item else None
    if offer is None or not words or turn.returned:
        return None
    # “身份证要什么样的材料”可能在说一份材料；问钱、问多久，说的是那件事
    papers = [material.name for material in offer.item.materials] if match and PAPERS.search(match["rest"]) else []
    here = [offer.item.name, *offer.item.aliases, *papers]
    if any(word in name for word in words for name in here):
        return None
    for topic in reversed(state.previous):
        names = topic_names(turn, {**topic, "topic": ""})
        if code_of(topic) != state.code and all(any(word in name for name in names) for word in words):
            state.return_to(topic)
            turn.returned = True
            return None
    return None


def untold_part(turn: Turn) -> Reply | None:
    """点的那一样没有答过，只在先前一段话里提到过（“还有小孩户口想跟她”，后来问“户口那个要多久”）：去找那一段。

    说过的哪件名字里就有那几个字的，不算没答过。没有返回 None；还问了一个方面的，换过去再接着答。
    """
    match = THAT_ONE.match(turn.text) or FIRST.match(turn.text)
    if match is None or GOING_BACK.search(turn.text):
        return None
    found = match.groupdict()
    hint = FILLERS.sub("", found.get("hint") or found.get("one") or found.get("other") or "")
    pairs = {hint[n : n + 2] for n in range(len(hint) - 1)}
    if not pairs or not content_words(hint) or _answered(turn, pairs):
        return None
    asked = [one.get("topic", "") for one in turn.state.previous] + [turn.state.topic or ""]
    told = [part for one in dict.fromkeys(asked) for part in clauses(one)]
    part = next((part for part in told if len(told) > 1 and any(pair in part for pair in pairs)), None)
    result = turn.search(part) if part else None
    if part is None or result is None or not result.hits or result.answerable < turn.tools.policy.maybe_answerable:
        return None
    turn.state.topic = part
    reply = open_hit(turn, result.hits[0].code, result.hits[0].kind)
    rest = turn.text[match.end() :].strip("，的呢吧？?")
    if len(rest) < LEAST_REST and not turn.asks_aspect:
        return reply
    turn.returned = True
    if len(rest) >= 2 and turn.asks_aspect:
        turn.text = rest  # 名字已经听过，不留着让后面再当成要回到哪一件
    turn.hear_again(rest)
    return None


def _answered(turn: Turn, pairs: set[str]) -> bool:
    """说过的各件、正在办的指南、列着的选项里，已经有一件的名字是它。"""
    names = [name for one in turn.state.previous for name in topic_names(turn, {**one, "topic": ""})]
    plan = plan_for(turn)
    names += [planned.item.name for planned in plan.steps] if plan else []
    names += [choice["label"] for choice in turn.state.choices]
    return any(pair in name for pair in pairs for name in names)
