"""听出的意图与上文对不上时不当真：没有上文的“补充”，正说着事忽然“闲聊”。"""

from __future__ import annotations

import re

from actions.outcomes import Reply
from actions.questions import is_question
from actions.turn import Turn

TELLING = {"inform_situation", "correct", "deny", "affirm", "unsure"}
"""有上文才说得通的意图；没有上文，就是在说一件事。"""

ASIDE = {"off_topic", "chitchat", "abuse", "complain", "human", "personal_case", "emergency"}
"""正说着事时不大会冒出来的意图。"""


ANOTHER_CASE = re.compile(r"的话呢?[？?。 ]*$|^(那|要是|如果|万一|假如)[^，。]{1,12}呢[？?。 ]*$")
"""“丢了的话呢”“要是没有呢”：在问另一种情况，不会是闲聊；比 options.SUPPOSING 宽，只用来分闲话。"""


PLANNING = re.compile(
    r"^(我|我们|那|还|也|就|另外|，)*(想|打算|准备|要)(要|去|再|另外)?(弄|办|开|做|卖|搞|加|添|补|领|申请|养|种|盖)"
)
"""说接着想办、想开什么（“我还想弄个烤肠机”）：说的是正事。"""


GRIEVANCE = re.compile(
    r"投诉|举报|反映|反应|告|骗|欠|拖|坑|宰|乱|违|吵|闹|噪|臭|脏|破|坏|漏|堵|占|扰|骚|推|踢|态度|服务|黑|假|毒|贵|差|凭|不(给|让|肯|管|理|办|行|合理|公平|作为)"
    r"|没人|一直|太|受不了|忍|气|怒|差劲|举证|维权|找谁|说理|讨|怎么回事|为什么|为啥|咋回事|离谱|过分|敷衍|刁难|收了|多收|罚|赔|退"
)
"""投诉、反映的话里总有的字：一个都没有（“一个人干，街边小门面”），是在说自己的情况。"""


def unsure_event(turn: Turn) -> bool:
    """说事情的意图不很准：短短一句多半是在补充自己的情况。"""
    return turn.confidence < turn.tools.policy.off_topic_override


def goes_on(turn: Turn) -> bool:
    """正说着一件事，听着像闲话，却在问另一种情况、说接着想办什么：是正事。"""
    if turn.state.code is None or turn.intent not in {"off_topic", "chitchat"}:
        return False
    return (ANOTHER_CASE.search(turn.text) or PLANNING.search(turn.text)) is not None


def fresh_start(turn: Turn) -> Reply | None:
    """还没在说什么，就说起自己的情况（“我要开个面馆”“店不开了”）：是在说一件事，不是在补充。总是返回 None。"""
    state = turn.state
    fresh = not (state.code or state.choices or state.pending or state.topic)
    if fresh and turn.intent in TELLING and len(turn.text) > turn.tools.policy.bare_name:
        turn.intent = "tell_event"
    return None


def doubt_intent(turn: Turn) -> Reply | None:
    """正说着一件事，忽然听成闲聊、无关、投诉而又没什么把握：不当真，按接着说来找。总是返回 None。"""
    policy = turn.tools.policy
    least = policy.off_topic_override if turn.intent == "personal_case" else policy.aside_confidence
    unsure = turn.confidence < least
    short = len(turn.text) <= policy.short_message and not turn.service_words
    if turn.state.code and turn.intent == "tell_event" and unsure_event(turn) and short:
        turn.intent = "inform_situation"
    if turn.state.code and turn.intent in {"off_topic", "chitchat"} and is_question(turn.text) and not unsure:
        # 正说着一件事来问的，听着像闲话（“那孩子上学要哪个”），检索有几分把握就当办事
        unsure = (
            turn.confidence < policy.off_topic_override and turn.search(turn.text).answerable >= policy.maybe_answerable
        )
    unsure = unsure or goes_on(turn)
    if turn.intent == "complain" and not GRIEVANCE.search(turn.text):
        unsure = True
    if turn.state.code and (unsure and turn.intent in ASIDE or turn.intent == "greet" and is_question(turn.text)):
        turn.intent = "nlu_fallback"
    return None
