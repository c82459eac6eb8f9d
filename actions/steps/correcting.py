"""更正：“不对”“不是这个，是补办”“上一个”“重新开始”。"""

from __future__ import annotations

import re

from actions.facts import content_words
from actions.outcomes import Outcome, Reply, text_message
from actions.state import ConversationState
from actions.steps.finding import decide, hits_for, offer_choices, topic_text
from actions.turn import Turn
from actions.wording import say

NEGATED = re.compile(r"(?:不是|不要|不办|别)([^，,。；;！!？?]{1,12})")

FILLER = re.compile(
    r"(不对|错了|错啦|说错了|搞错了|不是这个|想了想|还是|其实|我(是)?(要|想|说的是|指的是)|应该是|那种|的那个)+[，,。！!]*"
)
"""更正里不带信息的话。"""


def start_over(turn: Turn) -> Reply | None:
    """重新开始：忘掉话题，留下地区。"""
    if turn.intent != "start_over":
        return None
    fresh = ConversationState(region=turn.state.region, client_region=turn.state.client_region)
    turn.state.__dict__.update(fresh.__dict__)
    return Reply(Outcome.SMALL_TALK, [text_message(say("started_over"))])


def correct(turn: Turn) -> Reply | None:
    """更正：排除刚才给的，用“话题 + 新说的”再找。"""
    rejected = turn.state.item or turn.state.package
    before = turn.state.topic or topic_text(turn)
    wanted = NEGATED.sub("", turn.text)
    wanted = FILLER.sub("", wanted).strip(" ，,。！!")
    if not before:
        return None
    if len(wanted) < 2:
        _, hits = hits_for(turn, before)
        others = [h for h in hits if h.code != rejected]
        return offer_choices(turn, others[: turn.tools.policy.max_choices], "which_one") if others else None
    alone, alone_hits = hits_for(turn, wanted)
    joined, joined_hits = hits_for(turn, f"{before} {wanted}")
    sure = alone.answerable >= turn.tools.policy.direct_answerable
    use_alone = sure or (bool(turn.service_words) and alone.answerable >= joined.answerable)
    result, hits = (alone, alone_hits) if use_alone else (joined, joined_hits)
    unwanted = [word for phrase in NEGATED.findall(turn.text) for word in content_words(phrase)]
    left = [h for h in hits if h.code != rejected and not any(word in h.name for word in unwanted)]
    if not left:
        return None
    if result.answerable < turn.tools.policy.maybe_answerable:
        return offer_choices(turn, left[: turn.tools.policy.max_choices], "which_one")
    return decide(turn, result, left, wanted if use_alone else f"{before} {wanted}")
