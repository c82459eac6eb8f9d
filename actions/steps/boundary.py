"""边界：紧急情况、寒暄、不该管的、转 12345。"""

from __future__ import annotations

import re

from actions.outcomes import Outcome, Reply, text_message
from actions.steps.finding import decide, hits_for, shares_words
from actions.steps.opening import offered
from actions.turn import Turn
from actions.wording import say

EMERGENCY_WORDS = re.compile(
    r"救命|着火了|起火了|失火了(?!.{0,20}(救助|补))|叫不醒|没有?(呼吸|心跳)|喘不(上|过)来?气|晕(倒|过去)|昏(倒|迷|过去)"
    r"|不想活|(想|要)(自杀|跳楼|跳河|跳江|跳桥|轻生)|持刀|砍人|正在(打|被)|掉(进|到|下)?.{0,3}(河|水|井|海)里|溺水|落水|煤气(泄漏|中毒)|触电|被(绑架|劫持)"
)
"""明显的求救说法。意图分类也会判断；两者任一命中即按紧急处理，宁可多提醒一次。"""


IMPOSSIBLE = re.compile(r"外星|火星|月球|外太空|穿越(到|回|去)|僵尸|吸血鬼|魔法|仙界|天庭|阴间|来世|时光机")
"""世上没有的事：名称再像也不是政务服务。"""

OTHERS_DATA = re.compile(
    r"(查|看|调|搜|知道|告诉我).{0,10}(邻居|同事|老板|领导|前妻|前夫|女朋?友|男朋?友|室友|别人|他人|人家|某某|张三|李四)"
    r".{0,10}(工资|社保|身份证|户籍|户口|住址|住哪|电话|手机号|公积金|余额|存款|征信|开房|婚史|结过婚|房产|记录|信息)"
)
"""想看别人的资料。"""

COMPLAINT_WORDS = ("投诉", "举报", "信访", "热线", "求助", "仲裁", "复议", "监察")
"""投诉求助类事项的名称里会有的词。"""

NEVER_RESCUED = {"others_privacy", "injection"}
"""查别人、套话：检索再像也不改判成办事。"""

SURE_EMERGENCY = 0.9
"""意图“求救”的把握到这么高，不管检索怎么说都按紧急处理。"""

SURE_COMPLAINT = 0.6
"""意图“投诉”的把握到这么高，就不再改判成办事。"""


def emergency(turn: Turn) -> Reply | None:
    """紧急情况先给电话，其他都往后放。只凭意图听出来、检索却很像在办事的（“护照快过期了”），不当紧急。"""
    heard = bool(EMERGENCY_WORDS.search(turn.text))
    if not heard and turn.intent == "emergency" and turn.confidence >= 0.5:
        result, _ = hits_for(turn, turn.text)
        talking = bool(turn.state.code or turn.state.choices)
        unlike_service = result.answerable < turn.tools.policy.direct_answerable and not talking
        heard = turn.confidence >= SURE_EMERGENCY or unlike_service
    if not heard:
        return None
    turn.state.pending = {}
    return Reply(Outcome.EMERGENCY, [text_message(say("emergency"))])


def impossible(turn: Turn) -> Reply | None:
    """问的是世上没有的事（“火星护照”）：直说不在范围。"""
    return Reply(Outcome.OUT_OF_SCOPE, [text_message(say("off_topic"))]) if IMPOSSIBLE.search(turn.text) else None


def others_data(turn: Turn) -> Reply | None:
    """想看别人的资料：不帮。"""
    return Reply(Outcome.OUT_OF_SCOPE, [text_message(say("others_privacy"))]) if OTHERS_DATA.search(turn.text) else None


def small_talk(turn: Turn) -> Reply | None:
    """寒暄：按意图回一句，打招呼时顺带说能做什么。"""
    key = (
        turn.intent
        if turn.intent in {"greet", "thanks", "goodbye", "bot_challenge", "chitchat", "abuse"}
        else "chitchat"
    )
    return Reply(Outcome.SMALL_TALK, [text_message(say(key))])


def rescue_service(turn: Turn) -> Reply | None:
    """意图说与办事无关，但检索非常有把握时，以检索为准：宁可答对，不可赶人。"""
    if turn.intent in NEVER_RESCUED or (turn.confidence >= 0.8 and turn.intent != "chitchat"):
        return None
    result, hits = hits_for(turn, turn.text)
    named = bool(turn.service_words) or any(shares_words(turn.text, hit.name) for hit in hits[:3])
    if hits and named and result.answerable >= turn.tools.policy.not_found:
        return decide(turn, result, hits, turn.text)
    return None


def personal_case(turn: Turn) -> Reply | None:
    """问自己的具体结果：说明查不到，同时给出能自己查的事项。"""
    if turn.intent != "personal_case":
        return None
    result, hits = hits_for(turn, turn.text)
    messages = [text_message(say("personal_case"))]
    turn.state.topic = turn.state.topic or turn.text
    if hits and result.answerable >= turn.tools.policy.maybe_answerable:
        messages.append(offered(turn, hits[:3], say("related")))
    return Reply(Outcome.OUT_OF_SCOPE, messages)


def out_of_scope(turn: Turn) -> Reply | None:
    """范围之外：说清楚能帮什么。"""
    key = turn.intent if turn.intent in {"off_topic", "injection", "others_privacy"} else "off_topic"
    return Reply(Outcome.OUT_OF_SCOPE, [text_message(say(key))])


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
        if result.answerable < policy.direct_answerable:
            return None
        return Reply(
            Outcome.HAND_OVER, [text_message(say("complain")), offered(turn, hits[:3], say("complaint_service"))]
        )
    if complaint or result.answerable >= policy.maybe_answerable or turn.service_words:
        return decide(turn, result, hits, turn.text)
    return None


def hand_over(turn: Turn) -> Reply | None:
    """投诉、反映问题、找人工：给 12345。"""
    key = turn.intent if turn.intent in {"complain", "human"} else "complain"
    return Reply(Outcome.HAND_OVER, [text_message(say(key))])
