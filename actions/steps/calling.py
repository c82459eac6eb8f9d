"""出了事来问该打什么电话：给的是一份指南时，电话说在步骤前面。"""

from __future__ import annotations

import re

from actions.outcomes import Outcome, Reply
from actions.steps.showing import plan_for
from actions.turn import Turn
from actions.wording import say

CALLING = re.compile(r"打(啥|什么|哪|几|谁)|(打|拨)(哪个|什么|啥)?(电话|号)|报警")
"""问该打什么电话。"""


def number_first(turn: Turn, reply: Reply) -> None:
    """问该打什么电话，答的却是一份指南：头一步写明的电话说在前面。"""
    if reply.outcome is not Outcome.GUIDE or turn.assumed or not CALLING.search(turn.text):
        return
    plan = plan_for(turn)
    phones = [one for one in plan.steps[0].item.channels if one.kind == "phone" and one.number] if plan else []
    if phones:
        numbers = "；".join(f"{one.number}（{one.name}）" if one.name else one.number for one in phones)
        turn.assumed = say("call_first", numbers=numbers)
