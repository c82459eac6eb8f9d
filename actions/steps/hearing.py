"""从一句话里听出情形问题的答案：序号、原词、数量、“是”“没有”，都不是才看意思最近的。"""

from __future__ import annotations

import re

from actions.questions import is_question
from actions.steps.choosing import ordinal
from actions.steps.closest import closest_option
from actions.steps.options import alike_option, labels, said_option
from actions.turn import Turn
from actions.wording import say
from catalog.schema import Question, ServicePackage

YES = re.compile(r"^(是|有|对|嗯|需要|要|可以|行|係|要得|没错)")

NO = re.compile(r"^(不是|没有|没|不|无|否|冇|还没)")

SHORT_ANSWER = 6
"""“是”“没有”这类回答最长几个字。"""

LEAST_NAMED = 2
"""“没有”后面说了这么多个字，就是说到了一样东西。"""

NOT_ANSWERING = {"correct", "start_over", "step_done", "next_step", "remaining_steps", "repeat", "simplify", "thanks"}
"""不是在用自己的话回答问题的意图；其余的看意思。"""

UNSURE = re.compile(r"不清楚|不知道|不确定|说不好|不晓得|唔知|跳过")


HAVE_NONE = re.compile(r"(?P<what>[^，,。 没]{2,8}?)(也|都|就|还|从来|压根|根本)*没(有|得|办|开)?过?(的|啊|呀|了)?$")
NONE_OPTION = re.compile(r"^(从来|还|都)?没(有|办)")
"""“某某也没有”，和说没有的选项。"""


def match_option(turn: Turn, question: Question, text: str, loose: bool) -> list[str] | None:
    """这句话选了哪个（些）选项；“不清楚”返回全部选项；认不出返回 None。

    `loose` 为真才用语义相似度：正在等这个问题的回答时可以宽松，平时只认原词。
    """
    options = question.options
    if loose and UNSURE.search(text):
        return [o.value for o in options]
    index = ordinal(text, len(options) + 1) if loose else None
    if index is not None:
        return [o.value for o in options] if index == len(options) else [options[index].value]
    said = said_option(question, text, asked=loose)
    if said:
        return [said]
    if not loose:
        return None
    if denies_having(question, text):
        none = [o.value for o in options if NONE_OPTION.match(o.label)]
        if len(none) == 1:
            return none
    for pattern in (NO, YES):
        # 长句开头的“不是……”多半在更正，不是在回答有没有
        if answers_shortly(pattern, question, text):
            same = [o.value for o in options if pattern.match(o.label)]
            if len(same) == 1:
                return same
    if turn.intent in NOT_ANSWERING or is_question(text):
        return None
    alike = alike_option(question, text)
    return [alike] if alike else None


def answers_shortly(pattern: re.Pattern[str], question: Question, text: str) -> bool:
    """光答“是”“没有”，或者后面说的正是问的那样东西；“没有公积金”不是在答有没有参保。"""
    match = pattern.match(text)
    if match is None or len(text) > SHORT_ANSWER or is_question(text):
        return False
    rest = re.sub(r"[的了啊呀吧嘛呢哦，。！! ]", "", text[match.end() :])
    asked = question.ask + "".join(option.label for option in question.options)
    return len(rest) < LEAST_NAMED or any(rest[n : n + 2] in asked for n in range(len(rest) - 1))


def denies_having(question: Question, text: str) -> bool:
    """问有没有某样东西，说的正是那样东西没有（“出生证也没得”）。"""
    match = HAVE_NONE.search(text)
    if match is None or is_question(text):
        return False
    return any(match["what"][n : n + 2] in question.ask for n in range(len(match["what"]) - 1))


def heard_situation(turn: Turn, package: ServicePackage, asked: Question | None) -> dict[str, list[str]]:
    """这句话说到了哪些情形：逐段听，先认原词，再看意思；正在问的可以宽松。同一个问题前后说得不一样的不算。"""
    heard: dict[str, list[str]] = {}
    whole = match_option(turn, asked, turn.text, loose=True) if asked else None
    if asked and whole:
        heard[asked.key] = whole
    if turn.intent in NOT_ANSWERING or is_question(turn.text):
        return heard
    parts = turn.parts
    for part in parts if len(parts) > 1 or not whole else []:
        spoken = {
            q.key: value for q in package.questions if (value := said_option(q, part, asked is not None and q is asked))
        }
        if not spoken:
            near = closest_option(turn, package.questions, part, asked.key if asked else "")
            spoken = dict([near]) if near else {}
        for key, value in spoken.items():
            if not whole or not asked or key != asked.key:
                heard.setdefault(key, []).append(value)
    if asked and len(parts) > 1 and asked.key not in heard:
        # 一段一段听都不是在答，合起来才是（“房归她，娃跟我”：都谈妥了）
        near = closest_option(turn, [asked], turn.text, asked.key)
        heard |= {near[0]: [near[1]]} if near else {}
    return {key: values for key, values in heard.items() if len(set(values)) == 1 or values is whole}


def heard_text(package: ServicePackage, heard: dict[str, list[str]]) -> str:
    """听到了什么，说给市民听，好让人改。"""
    said = labels(package, heard)
    return say("situation_noted", said="；".join(said)) if said else say("guide_refined")
