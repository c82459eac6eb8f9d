"""一句话里的词：是在说一件事的名字、问一处细节，还是说到了正在说的事没提到的东西；只看词，不去找。"""

from __future__ import annotations

import re

from actions.facts import content_words, item_facts
from actions.questions import is_question, without_fields
from actions.steps.showing import plan_for
from actions.turn import Turn
from actions.understanding.subjects import ACTIONS
from catalog.schema import BasicItem

OPENING = re.compile(
    r"^(那么?|对了|另外|还有|顺便|先|再|然后|好的?|嗯|哦|我|也|还?想?问(一?下|个别的)?|请问|还想|想问|问一下|算了|，)+"
)
"""另起一件事的开头，不带信息。"""

NAMING = re.compile(
    r"(呢|怎么(办|弄|申请|领|交|查|补|换|取|注册|处理)|(去|在)?哪[里儿]?(办|弄|领|交|补|换)|也?(被?偷|丢|没|坏|掉|到期|过期)了|也要.{0,4}|怎么办理|办一?个|流程)[，。？?]?$"
)
"""说的是一件事本身，而不是问刚才那件事的一处细节。"""

ABOUT = re.compile(
    r"(吗|么|嘛|不|没有?|行不行|可不可以)[？?]?$|不(同意|愿意|肯|配合|给|让)[^，]{0,4}$|^(要|能|可以|可不可以|有|没|用不用|得|需要|必须|会|是不是|不)"
)
"""多半在问刚才那件事的一处细节。"""

LEADING_VERB = re.compile(r"^[办开领补换交](?=..)")
"""词典里的说法前面的动词（“办居住证”“开迁移证”）：去掉才好与规定里的名字对。"""

PAPERS = re.compile(
    r"(要|用|得|需要?|必须)(不要|不用)?(再|先|还|另外)?(带|交|拿|出示|提交|提供|准备|备)(上|着|好|一份|一张)?"
    r"(?!什么|啥|哪|多少|几|钱|费|税)[^，。 ]{2,}"
)
"""要不要带、交某样东西。"""

DOING = re.compile(r"报名|预约|报考|缴费|开通|排队|取号|下载|打印")
"""办哪一件都可能要做的事（“怎么报名”），没说是什么东西。"""

LEAST_NEW = 2
"""至少这么多个词与正在说的事不沾边，才算在说别的。"""


def mentions_item(item: BasicItem, word: str) -> bool:
    """这个词是不是在说这个事项或它的规定。"""
    return any(word in text for text in (item.name, *item.aliases, *item_facts(item)))


def asks_papers(text: str) -> bool:
    """问刚才那件事要不要带、交某样东西（“要带离婚证不”）：说到的东西是材料，不是另一件事。"""
    return is_question(text) and PAPERS.search(text) is not None


def names_thing(text: str) -> bool:
    """话里有没有说到什么东西；“去哪申请”“都要办哪些手续”只说了做什么、问哪一方面。"""
    return any(DOING.sub("", ACTIONS.sub("", word)) for word in content_words(without_fields(text)))


def told_words(turn: Turn) -> list[str]:
    """话里有所指的词；问“在成都也能办吗”时地名只说在哪办，不算。"""
    words = content_words(without_fields(turn.text))
    if turn.intent not in {"ask_elsewhere", "inform_region"}:
        return words
    return [word for word in words if not any(word in place or place in word for place in turn.mentioned)]


def unexplained(turn: Turn) -> list[str]:
    """话里有所指、而正在说的事项（或指南各步）都没提到的词。"""
    words = [LEADING_VERB.sub("", word) for word in [*turn.service_words, *told_words(turn)]]
    offer = turn.offer(turn.state.item) if turn.state.item else None
    items = [offer.item] if offer else []
    plan = plan_for(turn)
    items += [planned.item for planned in plan.steps] if plan else []
    return [word for word in words if not any(mentions_item(item, word) for item in items)]


def about_current(turn: Turn) -> bool:
    """问的是正在说的事的一处细节：问话的句式，而且话里的词它的规定里都有。"""
    if not turn.state.code or ABOUT.search(turn.text) is None:
        return False
    return asks_papers(turn.text) or not unexplained(turn)
