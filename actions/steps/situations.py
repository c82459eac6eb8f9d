"""情形：回答情形问题、更正情形、接着说自己的情况。"""

from __future__ import annotations

import re

from actions.dates import spoken_date
from actions.facts import content_words
from actions.joining import find_package
from actions.outcomes import Outcome, Reply, text_message
from actions.questions import fields_asked, is_question
from actions.steps.amounts import weigh
from actions.steps.answering import unanswered
from actions.steps.closest import closest_option
from actions.steps.hearing import heard_situation, heard_text, match_option
from actions.steps.opening import ask_again
from actions.steps.options import SUPPOSING, said_option
from actions.steps.showing import show_guide, show_service, situation_choices
from actions.steps.stray_words import only_described
from actions.turn import Turn
from actions.wording import say
from catalog.schema import Question, ServicePackage

CORRECTING = re.compile(r"^(不对|错了|说错|搞错|弄错)")
"""改口：不是在回答“不”。"""


TALK = {"chitchat", "off_topic", "greet", "thanks", "abuse", "complain", "human"}
"""听着像闲话、投诉的意图。"""


def answer_asked(turn: Turn) -> Reply | None:
    """回答刚才问的情形问题：更新计划，接着问下一个。一句话里还说到别的情形，也一起记下。"""
    pending = turn.state.pending
    package = current_package(turn)
    if pending.get("kind") != "situation" or package is None:
        return None
    question = next((q for q in package.questions if q.key == pending["key"]), None)
    if question is None:
        turn.state.pending = {}
        return None
    if turn.intent in TALK and touches(question, turn.text):
        turn.intent = "inform_situation"
    if (
        turn.service_words
        and turn.intent in {"ask_service", "tell_event"}
        and len(turn.text) > turn.tools.policy.short_message
    ):
        return None
    if CORRECTING.search(turn.text):
        return restate(turn)
    if fields_asked(turn.text) and is_question(turn.text):
        # “要不要交钱”是在问费用，不是在回答“要不要”
        return None
    heard = {
        key: values
        for key, values in heard_situation(turn, package, question).items()
        if values and (key == question.key or not _described(turn, package, key, values))
    }
    if not heard:
        return ask_amount(turn, package, question)
    turn.state.situation = {**turn.state.situation, **heard}
    unsure = len(heard.get(question.key, [])) == len(question.options)
    return show_guide(turn, say("situation_unsure") if unsure else heard_text(package, heard))


def touches(question: Question, text: str) -> bool:
    """话里说到了问题或选项里的东西（问“坐飞机吗”，说“对了那个后天要坐飞机”）：再像闲话也是在回答。"""
    about = question.ask + "".join(option.label + "".join(option.words) for option in question.options)
    return any(word[n : n + 2] in about for word in content_words(text) for n in range(len(word) - 1))


def ask_amount(turn: Turn, package: ServicePackage, question: Question) -> Reply | None:
    """说了数，却定不下是哪个选项（跨在界限两边，或目录没写界限）：说明白再问一次，再说数就当不清楚。

    没说数返回 None。
    """
    weighed = weigh(question, turn.text, asked=True)
    if weighed is None or is_question(turn.text):
        return None
    if turn.state.pending.get("again"):
        heard = {question.key: [option.value for option in question.options]}
        turn.state.situation = {**turn.state.situation, **heard}
        return show_guide(turn, say("situation_unsure"))
    turn.state.pending = {**turn.state.pending, "again": "amount"}
    why = say("limit_unknown" if weighed.unknown else "limit_between")
    return Reply(Outcome.CHOICES, [situation_choices(question, why + question.ask)])


def restate(turn: Turn) -> Reply | None:
    """没在问，但话里说到了情形（或更正了情形）：改掉并重算。"""
    package = current_package(turn)
    if package is None:
        return None
    changed = dict(turn.state.situation)
    for question in package.questions:
        values = match_option(turn, question, turn.text, loose=False)
        if values and not _described(turn, package, question.key, values):
            changed[question.key] = values
    if turn.intent == "inform_situation":
        heard = heard_situation(turn, package, None)
        changed |= {key: values for key, values in heard.items() if not _described(turn, package, key, values)}
    if changed == turn.state.situation:
        return None
    new = {key: values for key, values in changed.items() if values != turn.state.situation.get(key)}
    turn.state.situation = changed
    return show_guide(turn, heard_text(package, new))


def _described(turn: Turn, package: ServicePackage, key: str, values: list[str]) -> bool:
    """答过的一问，话里说到的选项只是话头（“地址是民房”）：不当成改主意。"""
    if key not in turn.state.situation:
        return False
    question = next(q for q in package.questions if q.key == key)
    return only_described(turn.text, question, values[0])


def suppose(turn: Turn) -> Reply | None:
    """指南里问“要是……呢”，说的是某个情形问题的另一个答案：按那样重排，并说明。不是返回 None。"""
    package = current_package(turn)
    match = SUPPOSING.match(turn.text) if package else None
    if package is None or match is None:
        return None
    text = match["case"]
    said = {q.key: value for q in package.questions if (value := said_option(q, text))}
    if not said:
        near = closest_option(turn, package.questions, text)
        said = dict([near]) if near else {}
    heard = {key: [value] for key, value in said.items() if turn.state.situation.get(key) != [value]}
    if not heard:
        return None
    turn.state.situation = {**turn.state.situation, **heard}
    return show_guide(turn, heard_text(package, heard))


CHANGED = re.compile(r"又|变卦|反悔|改主意|后来|现在|其实|突然|还是|不(想|肯|愿意?|同意|要)了?")
"""说情况变了的字。"""


def changed_mind(turn: Turn) -> Reply | None:
    """指南里答过的情形，后来说变了（谈妥了又说“他不肯离了”）：不管听成什么意图，改掉重排。在问、没变返回 None。"""
    package = current_package(turn)
    if package is None or not CHANGED.search(turn.text) or is_question(turn.text) or turn.state.pending:
        return None
    answered = [q for q in package.questions if len(turn.state.situation.get(q.key, [])) == 1]
    near = closest_option(turn, answered, turn.text) if answered else None
    if near is None or turn.state.situation[near[0]] == [near[1]]:
        return None
    turn.state.situation = {**turn.state.situation, near[0]: [near[1]]}
    return show_guide(turn, heard_text(package, {near[0]: [near[1]]}))


def note_event_date(turn: Turn) -> Reply | None:
    """指南进行中说了事件日期：记下来，期限换成具体日子。"""
    package = current_package(turn)
    if package is None or not package.event.ask_date:
        return None
    date = spoken_date(turn.text, turn.tools.today())
    if date is None or date.isoformat() == turn.state.event_date:
        return None
    turn.state.event_date = date.isoformat()
    return show_guide(turn, f"按{package.event.name}的日期{date:%Y年%-m月%-d日}算好了期限。")


def more_about_current(turn: Turn) -> Reply | None:
    """补充自己的情况，但目录没有对应的问题：把当前事项的条件和做法再给一遍。"""
    if turn.service_words:
        return None
    if turn.state.package:
        return unanswered(turn) or (show_guide(turn) if turn.region_changed else ask_again(turn) or _noted())
    if turn.state.item:
        return show_service(turn, turn.state.item, say("noted_situation"))
    return None


def _noted() -> Reply:
    """补充的情况不归哪个情形问题管：记下，不把整份指南再给一遍。"""
    return Reply(Outcome.FIELD, [text_message(say("noted_in_guide") + say("guide_kept"))])


def current_package(turn: Turn) -> ServicePackage | None:
    """正在进行的一件事；没有返回 None。"""
    if not turn.state.package:
        return None
    return find_package(turn.tools.store, turn.state.package, turn.state.region)
