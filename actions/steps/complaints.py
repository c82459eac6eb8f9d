"""投诉、反映问题、找人工：有专门的渠道就列出来，都没有给 12345。"""

from __future__ import annotations

import re

from actions.outcomes import Outcome, Reply, text_message
from actions.steps.finding import decide, hits_for
from actions.steps.opening import offered
from actions.turn import Turn
from actions.wording import say

COMPLAINT_WORDS = ("投诉", "举报", "信访", "热线", "求助", "仲裁", "复议", "监察")
"""投诉求助类事项的名称里会有的词。"""

HELP = re.compile("纠纷|求助|调解|维权")
"""也是讨说法的渠道。"""

SURE_COMPLAINT = 0.6
"""意图“投诉”的把握到这么高，就不再改判成办事。"""


def complaint_service(turn: Turn) -> Reply | None:
    """像投诉或求救、又不是很有把握的，检索有把握就按办事答；确是投诉的，12345 之外再列出专门渠道。"""
    if turn.intent == "human":
        return None
    policy = turn.tools.policy
    result, hits = hits_for(turn, turn.text)
    if not hits:
        return None
    complaint = any(word in hits[0].name for word in COMPLAINT_WORDS)
    if turn.intent == "complain" and turn.confidence >= SURE_COMPLAINT and not turn.service_words:
        # 正是投诉求助的渠道，有几分把握就列；别的事要很准
        channel = complaint or HELP.search(hits[0].name) is not None
        if result.answerable < (policy.maybe_answerable if channel else policy.direct_answerable):
            return None
        turn.state.topic = turn.text
        return Reply(
            Outcome.HAND_OVER, [text_message(say("complain")), offered(turn, hits[:3], say("complaint_service"))]
        )
    if complaint or result.answerable >= policy.maybe_answerable or turn.service_words:
        return decide(turn, result, hits, turn.text)
    return None


def hand_over(turn: Turn) -> Reply | None:
    """投诉、反映问题、找人工：给 12345。"""
    key = turn.intent if turn.intent in {"complain", "human"} else "complain"
    if key == "complain" and not turn.state.code:
        # 接着问“去哪告”“归谁管”时，要知道说的是什么事
        turn.state.topic = turn.text
    return Reply(Outcome.HAND_OVER, [text_message(say(key))])
