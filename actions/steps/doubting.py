"""听出的意图与上文对不上时不当真：没有上文的“补充”，正说着事忽然“闲聊”。"""

from __future__ import annotations

import re

from actions.outcomes import Reply
from actions.questions import is_question
from actions.steps.opening import open_hit
from actions.steps.topics import pulled, topic_text
from actions.turn import Turn
from actions.wording import say
from retrieval.results import Hit

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


WORRYING = re.compile(
    r"有(什么|啥)?(事|关系|影响)(没有?|吗|么|不|啊)?[？?。\s]*$|没(什么|啥)?(事|关系)(吧|吗|么)[？?。\s]*$|要(不要)?紧(不|吗|么)?[？?。\s]*$"
)
"""“忘弄了有事没”“不要紧吧”：在问后果，不是道别。"""

ABOUT_THE_BOT = re.compile(
    r"人工|真人|活人|是人|人吗|人类|机器|智能|ai|电脑|程序|软件|客服|官方|免费|收费|收钱|要钱|[你您](是|叫|谁|能|会|懂|有|咋|怎么|哪|们|多大|几岁|知道)"
    r"|(你|您|这|说|答|讲|回|消息|信息)[^，。]{0,6}(靠谱|准|信|作数|算数|骗|错|效力|哪来|哪里来|真的|假的)|介绍|功能|方言|记住|听(得)?懂|骗子",
    re.IGNORECASE,
)
"""问机器人自己的话里总有的字。"""


GRIEVANCE = re.compile(
    r"投诉|举报|反映|反应|告|骗|欠|拖|坑|宰|乱|违|吵|闹|噪|臭|脏|破|坏|漏|堵|占|扰|骚|推|踢|态度|服务|黑|假|毒|贵|差|凭|不(给|让|肯|管|理|办|行|合理|公平|作为)"
    r"|没人|一直|太|受不了|忍|气|怒|差劲|举证|维权|找谁|说理|讨|怎么回事|为什么|为啥|咋回事|离谱|过分|敷衍|刁难|收了|多收|罚|赔|退"
)
"""投诉、反映的话里总有的字：一个都没有（“一个人干，街边小门面”），是在说自己的情况。"""


def unsure_event(turn: Turn) -> bool:
    """说事情的意图不很准：短短一句多半是在补充自己的情况。"""
    return turn.confidence < turn.tools.policy.off_topic_override


IDLE = {"off_topic", "chitchat", "goodbye", "thanks", "bot_challenge", "deny"}
"""听着与办事无关、或只是应一声的意图；正说着一件事时要再看看是不是正事。"""


def goes_on(turn: Turn) -> bool:
    """正说着一件事，听着像闲话，却在问另一种情况、说接着想办什么：是正事。"""
    if turn.state.code is None or turn.intent not in IDLE:
        return False
    if WORRYING.search(turn.text) and turn.text.strip("，。？? ") not in {"没事吧", "没关系吧"}:
        return True
    if turn.intent == "bot_challenge":
        return ABOUT_THE_BOT.search(turn.text) is None
    if turn.intent not in {"off_topic", "chitchat"}:
        return False
    if ANOTHER_CASE.search(turn.text) or PLANNING.search(turn.text):
        return True
    return is_question(turn.text) and (_same_matter(turn) or pulled_elsewhere(turn) is not None)


MATTER = "税票证照户房车款贷保险薪校班籍医药田地店"
"""一个字就说得出是哪一类事的字。"""


def _same_matter(turn: Turn) -> bool:
    """问的话与正在说的事项说的是同一类东西（说着出租房代开发票，问“税几个点”）。"""
    name = topic_text(turn)
    return any(char in turn.text for char in MATTER if char in name)


def pulled_elsewhere(turn: Turn) -> Hit | None:
    """接在正在说的事后面去找，另一件办的事明显多出来（说着入学，问“半路转过来”多出转学）：返回那件。"""
    base = re.sub("（.*?）", "", topic_text(turn))
    policy = turn.tools.policy
    found = pulled(turn, f"{base} {turn.text}", base)
    sure = turn.search(f"{base} {turn.text}").answerable >= policy.pull_answerable
    return found[0] if found is not None and found[1] >= policy.pull_least and sure else None


def fresh_start(turn: Turn) -> Reply | None:
    """还没在说什么，就说起自己的情况（“我要开个面馆”“店不开了”）：是在说一件事，不是在补充。总是返回 None。"""
    state = turn.state
    fresh = not (state.code or state.choices or state.pending or state.topic)
    if fresh and turn.intent in TELLING and len(turn.text) > turn.tools.policy.bare_name:
        turn.intent = "tell_event"
    return None


def doubt_intent(turn: Turn) -> Reply | None:
    """正说着一件事，忽然听成闲聊、无关、投诉而又没什么把握：不当真，按接着说来找；接上文明显是另一件的，给那一件。"""
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
    if turn.intent == "bot_challenge" and not ABOUT_THE_BOT.search(turn.text) or goes_on(turn):
        idle, turn.intent = turn.intent in {"off_topic", "chitchat"}, "nlu_fallback"
        other = pulled_elsewhere(turn) if idle and is_question(turn.text) and not _same_matter(turn) else None
        if other is not None:
            turn.assumed = turn.assumed or say("fits_better", name=other.name)
            return open_hit(turn, other.code, other.kind)
    if turn.intent == "complain" and not GRIEVANCE.search(turn.text):
        unsure = True
    if turn.state.code and (unsure and turn.intent in ASIDE or turn.intent == "greet" and is_question(turn.text)):
        turn.intent = "nlu_fallback"
    return None
