"""相邻事项：说的是甲的名字、情形却是乙（“袋装零食要不要食品经营许可证”），给乙并说清差别。"""

from __future__ import annotations

import re

from actions.outcomes import Reply
from actions.steps.showing import show_service
from actions.turn import Turn
from actions.wording import say
from retrieval.searcher import Hit

WHETHER = re.compile(r"(要不要|需不需要|用不用|是不是要|还?(要|需要|得|用)(先|再)?(办|有)?)[^，。？?]{0,4}$")
"""问要不要办的话，紧挨在事项名前面。"""

LEAST_STORY = 4
"""除了问要不要，情形至少要说这么多字。"""


def truer_neighbour(turn: Turn, hits: list[Hit]) -> Reply | None:
    """问“这样要不要办甲”，而说的情形正是常与甲弄混的乙：给乙，先说清与甲差在哪。不是这种问法返回 None。"""
    named = turn.tools.store.basic(hits[0].basic_code or hits[0].code) if hits else None
    word = next((word for word in turn.service_words if word in turn.text), None)
    if named is None or word is None or turn.state.code:
        return None
    before = turn.text[: turn.text.index(word)]
    told = WHETHER.sub("", before).strip("，。 ")
    if told == before or len(told) < LEAST_STORY:
        return None
    result = turn.search(told)
    if not result.hits or result.answerable < turn.tools.policy.direct_answerable:
        return None
    top = result.hits[0]
    difference = next((c.difference for c in named.confused_with if c.code in (top.basic_code, top.code)), None)
    if difference is None:
        return None
    turn.state.topic = turn.text
    return show_service(turn, top.code, say("truer_neighbour", name=named.name, difference=difference))
