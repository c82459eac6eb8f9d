"""自己的情况变了：“后来换了辆大的”“又招了两个人”：从前答过的情形重新听，听不出就把那一问再打开。"""

from __future__ import annotations

import re

from actions.outcomes import Reply
from actions.steps.amounts import limits_of
from actions.steps.hearing import heard_text, match_option
from actions.steps.showing import show_guide, situation_choices
from actions.steps.situations import current_package
from actions.turn import Turn
from actions.wording import say
from catalog.schema import Question

CHANGED = re.compile(
    r"(后来|后头|后面|现在|如今|又|刚|最近|这回|已经).{0,6}(换|改|变|买|招|租|养|加|添|升|扩)(了|成|为|到|大|多)|(换|改|变)(了|成|为)(个|辆|台|家|间|套|大|小|更)?"
)
"""情况变了的说法。"""

AMOUNT = re.compile(r"[\d一二两三四五六七八九十百千万]+|大|小|多|少|长|高")
"""说了多大、多少。"""


def changed_fact(turn: Turn) -> Reply | None:
    """指南里说情况变了：听得出是从前哪一问的另一个答案就改过来；只听出多大、多少变了，就把按数分的那一问重新打开，
    去掉的步骤都列回来。没说变了、没答过这样的问题返回 None。
    """
    package = current_package(turn)
    answered = turn.state.situation
    if package is None or not answered or not CHANGED.search(turn.text) or turn.state.choices:
        return None
    questions = [question for question in package.questions if question.key in answered]
    for question in questions:
        values = match_option(turn, question, turn.text, loose=False)
        if values and values != answered[question.key]:
            turn.state.situation = {**answered, question.key: values}
            return show_guide(turn, heard_text(package, {question.key: values}))
    measured = [question for question in questions if _by_amount(question)]
    if len(measured) != 1 or not AMOUNT.search(turn.text):
        return None
    return _reopen(turn, measured[0])


def _by_amount(question: Question) -> bool:
    """选项是按数分的（“4.5吨及以下”）。"""
    return any(limits_of(option) for option in question.options)


def _reopen(turn: Turn, question: Question) -> Reply | None:
    turn.state.situation = {key: values for key, values in turn.state.situation.items() if key != question.key}
    reply = show_guide(turn, say("situation_reopened"), asking=False)
    if reply is not None:
        turn.state.pending = {"kind": "situation", "key": question.key}
        reply.messages.append(situation_choices(question, question.ask + say("ask_situation_more")))
    return reply
