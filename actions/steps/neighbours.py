"""相邻事项：说的是甲的名字、情形却是乙（“袋装零食要不要食品经营许可证”），给乙并说清差别。"""

from __future__ import annotations

import re

from actions.outcomes import Outcome, Reply, text_message
from actions.questions import ends_asking
from actions.steps.options import SUPPOSING, is_negative
from actions.steps.showing import show_service
from actions.turn import Turn
from actions.wording import say
from retrieval.searcher import Hit

WHETHER = re.compile(r"(要不要|需不需要|用不用|是不是要|还?(要|需要|得|用)(先|再)?(办|有)?)[^，。？?]{0,4}$")
"""问要不要办的话，紧挨在事项名前面。"""

LEAST_STORY = 4
"""除了问要不要，情形至少要说这么多字。"""


LEAST_SHARED = 3
"""假设的情形与差别的说法至少连着这么多个字相同。"""


def supposed_neighbour(turn: Turn) -> Reply | None:
    """问“要是不是……呢”，而易混的那一件正是给那种情形办的（“要是不是公约成员国呢”→ 领事认证）：给它并说清差别。"""
    offer = turn.offer(turn.state.item) if turn.state.item else None
    match = SUPPOSING.match(turn.text) if offer else None
    if offer is None or match is None:
        return None
    case = match["case"]
    for confusion in offer.item.confused_with:
        shared = _shared(case, confusion.difference)
        if shared >= LEAST_SHARED and is_negative(case) == is_negative(confusion.difference):
            turn.state.topic = turn.text
            lead = say("truer_neighbour", name=offer.item.name, difference=confusion.difference)
            return show_service(turn, confusion.code, lead)
    return None


def _shared(one: str, other: str) -> int:
    """最长的连着相同的字数。"""
    lengths = (
        size for size in range(len(one), 0, -1) for n in range(len(one) - size + 1) if one[n : n + size] in other
    )
    return next(lengths, 0)


LEAST_CALLED = 4
"""叫法至少这么多个字，整个出现在话里才算点了名。"""

CAN = re.compile(r"(能|可以|可不可以|能不能|还能|得了|走|改)")
"""问能不能改走另一条路。"""


def other_way_asked(turn: Turn) -> Reply | None:
    """正说着一件，问能不能改走易混的那件（说着普通注销，问“还能走简易注销吗”）：说那件的条件和差别，由他自己比。"""
    offer = turn.offer(turn.state.item) if turn.state.item else None
    if offer is None or not ends_asking(turn.text) or not CAN.search(turn.text) or turn.returned:
        return None
    for confusion in offer.item.confused_with:
        other = turn.offer(confusion.code)
        called = [other.item.name, *other.item.aliases] if other else []
        named = any(len(name) >= LEAST_CALLED and name in turn.text and name not in offer.item.name for name in called)
        if other is not None and named and other.item.conditions:
            text = say("other_way", name=other.item.name, conditions="；".join(other.item.conditions))
            return Reply(Outcome.FIELD, [text_message(text + say("difference", text=confusion.difference))])
    return None


PASSED = re.compile(r"(考|学|测|笔试|面试|考试|成绩)(都|已经|全)?(过[了啦]|通过了?|合格了?|完了|出来了)(?!吗|么|没|不)")
"""考过了、学完了。"""

EXAM = re.compile(r"报名|考试|测试|报考")
EARNED = re.compile(r"认定|注册|核发|证书|领取|授予|毕业")
"""报名考试的事项，和考过了接着办的事项，名称里的字。"""


def after_exam(turn: Turn, hits: list[Hit]) -> Reply | None:
    """说考过了，最像的却是报名：给易混事项里考过了才办的那件（“教资考过了”→ 教师资格认定）。没有返回 None。"""
    exam = turn.tools.store.basic(hits[0].basic_code or hits[0].code) if hits else None
    if exam is None or not EXAM.search(exam.name) or not PASSED.search(turn.text):
        return None
    listed = [hit.basic_code or hit.code for hit in hits[1:6]]
    for confusion in sorted(exam.confused_with, key=lambda one: one.code not in listed):
        earned = turn.tools.store.basic(confusion.code)
        if earned is not None and EARNED.search(earned.name) and not EXAM.search(earned.name):
            turn.state.topic = turn.text
            lead = say("truer_neighbour", name=exam.name, difference=confusion.difference)
            return show_service(turn, earned.code, lead)
    return None


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
