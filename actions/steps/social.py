"""正说着一件事时插进来的话：夸两句、道谢、没听清——答一句，话题留着。"""

from __future__ import annotations

import re

from actions.outcomes import Outcome, Reply, text_message
from actions.questions import aspects_asked, fields_asked, is_question
from actions.steps.boundary import out_of_scope, small_talk
from actions.steps.doubting import goes_on
from actions.steps.finding import hits_for
from actions.steps.progress import repeat
from actions.steps.topic_words import unexplained
from actions.turn import Turn
from actions.wording import say

HUH = re.compile(
    r"^(啊|哈|嗯|呃|诶|哎|啥|什么|咩|蛤|what|你说(啥|什么)|没听(清|见|懂)|听不(清|见)|没(看|听)明白)[，。？?！!\s啊呀]*$",
    re.IGNORECASE,
)
"""没听清，要再说一遍；光一个“啊”“嗯”要带问号才算。"""

TALKING = {"chitchat", "thanks", "goodbye", "abuse", "bot_challenge", "greet", "off_topic"}
"""与办事无关的意图。"""


REMARK = re.compile(
    r"^(唉|哎|哎呀|哎哟|天哪|我的天|妈呀|啧|真是|真的|这也|怎么这么|办个事|好|可|太|真)[^？?]{0,12}$"
    r"|(真|太|好|可真|够|忒|贼|挺)(是)?(麻烦|折腾|费劲|费事|累|烦|难|复杂|啰嗦|贵|慢|远|不容易|不方便|方便|快|简单|好|便宜|不错|贴心)(人|的|了|啊|呀|哦|呢|死)*$"
)
"""感叹两句。"""

FEELING = re.compile(r"麻烦|折腾|费劲|费事|累|烦|难|复杂|啰嗦|贵|慢|远|容易|方便|快|简单|便宜|不错|贴心|辛苦|无语")
"""感叹里总有的字。"""

LONGEST_REMARK = 14
"""感叹一般不超过这么多字。"""


def remark(turn: Turn) -> Reply | None:
    """正说着一件事，感叹两句（“真折腾人”“太麻烦了”）：应一声，话题留着。话里有要办、要问的返回 None。"""
    text = turn.text
    if not turn.state.code or turn.state.pending or turn.service_words or len(text) > LONGEST_REMARK:
        return None
    if is_question(text) or fields_asked(text) or not (REMARK.search(text) and FEELING.search(text)):
        return None
    return Reply(Outcome.SMALL_TALK, [text_message(say("remark"))])


def mid_topic(turn: Turn) -> Reply | None:
    """正说着一件事：没听清的再说一遍，闲话答一句；还没在说事、或者话里有要办的，返回 None。"""
    if not turn.state.code:
        return None
    if HUH.match(turn.text) and (len(turn.text.strip("，。？?！! ")) > 1 or turn.said.rstrip().endswith(("?", "？"))):
        turn.intent = "repeat"
        return repeat(turn)
    if goes_on(turn):
        return None
    if turn.intent not in TALKING or turn.service_words or fields_asked(turn.text) or aspects_asked(turn.text):
        return None
    result, _ = hits_for(turn, turn.text)
    policy = turn.tools.policy
    remark = turn.confidence >= policy.aside_confidence and not is_question(turn.text)
    about = not unexplained(turn) and turn.intent not in {"thanks", "goodbye", "chitchat", "bot_challenge", "abuse"}
    # 正等着回答情形问题时，没头没尾的话多半是在回答
    about = about or (turn.intent == "off_topic" and bool(turn.state.pending))
    if about or result.answerable >= (policy.maybe_answerable if remark else policy.not_found):
        return None
    return out_of_scope(turn) if turn.intent == "off_topic" else small_talk(turn)
