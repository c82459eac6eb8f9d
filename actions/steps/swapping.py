"""同样的办法换一样东西，或者要的是整件事：“港澳的呢”“食品证也要弄么”“要跑哪些地方”。"""

from __future__ import annotations

import re

from actions.steps.topics import same_topic, topic_text
from actions.turn import Turn
from actions.understanding.subjects import ACTIONS, said_subjects
from retrieval.results import Hit

WHOLE = re.compile(
    r"(要|得)(跑|去)(些)?(哪些|哪几|几个|什么)(地方|部门|单位)|(都|一共|总共|全部)(要|得)(办|弄|跑)(些)?(哪些|什么|啥)|从头到尾|全套|整套"
)
"""要的是整件事从头到尾，不是这一张证。"""


def whole_matter(turn: Turn) -> Hit | None:
    """说着一个事项，问“要跑哪些地方”“都要办些啥”：包着它的那一件事；不是这种问法、没有返回 None。"""
    if not turn.state.item or not WHOLE.search(turn.text):
        return None
    hits = turn.search(turn.state.topic or topic_text(turn)).hits
    return next((hit for hit in hits if hit.kind == "package" and same_topic(turn, hit.code)), None)


ALSO = re.compile(
    r"^(那|那么|还有|是不是|，)*(?P<thing>[^，,。？?]{2,8}?)(是不是)?(也|还)(要|得|用|需要)(跟着|一起|去)?(弄|办|搞|处理|动)(一下)?"
    r"(掉|了)?(吗|么|不|嘛|没)?[？?]?$"
)
"""问另一样东西要不要跟着一起办（“食品证也要弄么”）。"""


def also_needed(turn: Turn) -> Hit | None:
    """正办着注销、变更，问另一样东西要不要也弄：那样东西的注销、变更；不是这种问法、找不准返回 None。"""
    offer = turn.offer(turn.state.item) if turn.state.item else None
    match = ALSO.match(turn.text) if offer else None
    return _same_way(turn, match["thing"], offer.item.name) if offer and match else None


OF = re.compile(r"^(那|那么|另外|还有|再|对了|，)*(?P<thing>[^，,。？?我你您他她它这那哪]{2,6})的呢?$")
"""换一样东西来问（“港澳的呢”）。"""


def swapped_thing(turn: Turn) -> Hit | None:
    """正说护照换发，问“港澳的呢”：那样东西的换发；换的是人、找不准返回 None。"""
    offer = turn.offer(turn.state.item) if turn.state.item else None
    match = next((found for part in turn.parts if (found := OF.match(part))), None) if offer else None
    if offer is None or match is None or not match.string.endswith("呢"):
        return None
    # “港澳的”多半说的是港澳通行证，“港澳居民的”才是换人
    who = said_subjects(re.sub(r"(港澳台?|香港|澳门|台湾)$", "", match["thing"]))
    if who:
        return None
    return _same_way(turn, match["thing"], offer.item.name)


def _same_way(turn: Turn, thing: str, name: str) -> Hit | None:
    """另一样东西、同样的办法（注销、换发……）的那个事项；找不准返回 None。"""
    doing = ACTIONS.findall(re.sub(r"（[^）]*）", "", name))
    if not doing:
        return None
    result = turn.search(f"{thing}{doing[0]}")
    top = result.hits[0] if result.hits else None
    sure = top is not None and result.answerable >= turn.tools.policy.maybe_answerable
    return top if top is not None and sure and doing[0] in top.name and not same_topic(turn, top.code) else None
