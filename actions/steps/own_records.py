"""查自己的、办自己的：说到“名下”不一定是打听别人；先前被拦下过，换成自己的、替家里人办的，照常往下答。"""

from __future__ import annotations

import re

from actions.outcomes import Reply
from actions.steps.boundary import ANYONE, SECRETS, STRANGER
from actions.steps.insisting import ENDED, SAID
from actions.turn import Turn

OWN = re.compile(r"(我|自己|本人)(自己|本人)?的|查我自己")
"""改说查自己的。"""

OWN_THINGS = re.compile(r"(我|俺|咱|本人|自己)(们|家|自己|本人)?(的|名下|有)")
"""查的是自己名下的。"""

KIN = (
    "(爸|妈|父|母|爷|奶|外公|外婆|姥|儿子|女儿|闺女|孩子|娃"
    "|老公|老婆|丈夫|妻子|爱人|媳妇|哥|姐|弟|妹|公公|婆婆|岳|老人)"
)
NOT_HIM = re.compile("其他|其它|他项|他人")

IN_PERSON = re.compile(
    r"(我|俺|咱|本人)(就|只|想|要|是)*(自己|本人|自个儿?)[^，。]{0,3}(办|开|查|领|补|考|申请|弄|打印|换|交|去)"
)
"""改说自己办自己的。"""

ON_BEHALF = re.compile(rf"(替|帮|给|代)(我|俺|咱)?家?({KIN}|他|她)[^，。]{{0,3}}(开|办|领|申请|补|换|交|报名)")
"""替家里人跑腿办一件事，不是打听他。"""

UNCLEAR = {"others_privacy", "nlu_fallback", "unsure", "correct", "inform_situation", "chitchat", "off_topic"}
"""听不准的，和因为先前被拦下才听歪的。"""


def own_records(turn: Turn) -> Reply | None:
    """查别人的被拦下之后，说“那查我自己的呢”：把原来那句里的别人换成自己，照常去找。总是返回 None。"""
    text, asked = turn.text, turn.state.clarifying.get(SAID, "")
    refused = turn.state.clarifying.get(ENDED) == "others_privacy"
    if turn.intent == "others_privacy" and OWN_THINGS.search(text) and not _about_someone(text):
        turn.intent = "ask_service"
    lawful = IN_PERSON.search(text) or (ON_BEHALF.search(text) and re.search(KIN, text))
    if refused and lawful and not re.search(f"{STRANGER}|{SECRETS}", text):
        # 换成了自己办、替家里人办的事：先前那句不再算数
        turn.state.clarifying.pop(ENDED)
        turn.intent = "ask_service" if turn.intent in UNCLEAR else turn.intent
        return None
    if refused and OWN.search(text) and asked:
        turn.state.clarifying.pop(ENDED, None)
        turn.hear_again(re.sub(ANYONE, "我自己", asked), fresh=True)
        turn.intent = "ask_service"
    return None


def _about_someone(text: str) -> bool:
    """话里说到了别的什么人。"""
    return re.search(f"{ANYONE}|{KIN}", NOT_HIM.sub("", text)) is not None
