"""情形：回答情形问题、更正情形、接着说自己的情况。"""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.dates import spoken_date
from actions.facts import content_words
from actions.joining import find_package
from actions.outcomes import Outcome, Reply
from actions.planner import PlannedStep
from actions.questions import fields_asked, is_question
from actions.steps.amounts import weigh
from actions.steps.choosing import ordinal
from actions.steps.options import alike_option, is_negative, labels, said_option, spoken_ways
from actions.steps.showing import plan_for, show_guide, show_service, situation_choices
from actions.turn import Turn
from actions.wording import say
from catalog.schema import Question, ServicePackage

YES = re.compile(r"^(是|有|对|嗯|需要|要|可以|行|係|要得|没错)")
NO = re.compile(r"^(不是|没有|没|不|无|否|冇|还没)")
SHORT_ANSWER = 6
"""“是”“没有”这类回答最长几个字。"""
CORRECTING = re.compile(r"^(不对|错了|说错|搞错|弄错)")
"""改口：不是在回答“不”。"""
NOT_ANSWERING = {"correct", "start_over", "step_done", "next_step", "remaining_steps", "repeat", "simplify", "thanks"}
"""不是在用自己的话回答问题的意图；其余的看意思。"""
UNSURE = re.compile(r"不清楚|不知道|不确定|说不好|不晓得|唔知|跳过")


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
    for pattern in (NO, YES):
        # 长句开头的“不是……”多半在更正，不是在回答有没有
        if pattern.match(text) and len(text) <= SHORT_ANSWER and not is_question(text):
            same = [o.value for o in options if pattern.match(o.label)]
            if len(same) == 1:
                return same
    if turn.intent in NOT_ANSWERING or is_question(text):
        return None
    alike = alike_option(question, text)
    return [alike] if alike else None


def closest_option(turn: Turn, questions: Sequence[Question], text: str, asked: str = "") -> tuple[str, str] | None:
    """意思最近的（问题 key，选项）：几个问题里最像的那个问题的最像的选项，够近而且明显近过它的别的选项。

    正在问的问题 `asked` 可以宽松些。一边说了“没”“不”、另一边没说的要减分；说“没有什么”的，得说到同一样东西。
    """
    unsettled = {q.key for q in questions if (weighed := weigh(q, text, q.key == asked)) and weighed.unsettled}
    phrases = [
        (q.key, o.value, phrase)
        for q in questions
        if q.key not in unsettled
        for o in q.options
        for phrase in spoken_ways(o, text)
    ]
    if not phrases:
        return None
    policy = turn.tools.policy
    best: dict[str, dict[str, float]] = {}
    for (key, value, phrase), score in zip(phrases, turn.similarity(text, [p for *_, p in phrases]), strict=True):
        opposite = is_negative(phrase) != is_negative(text)
        options = best.setdefault(key, {})
        options[value] = max(options.get(value, -1.0), float(score) - (policy.option_polarity if opposite else 0.0))
    key = max(best, key=lambda one: max(best[one].values()) + (policy.option_margin if one == asked else 0.0))
    ranked = sorted(best[key].items(), key=lambda pair: -pair[1])
    (first, top), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0
    least = policy.option_similarity if key == asked else policy.option_sure
    return (key, first) if top >= least and top - second >= policy.option_margin else None


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
    heard = {key: values for key, values in heard_situation(turn, package, question).items() if values}
    if not heard:
        return ask_amount(turn, package, question)
    turn.state.situation = {**turn.state.situation, **heard}
    unsure = len(heard.get(question.key, [])) == len(question.options)
    return show_guide(turn, say("situation_unsure") if unsure else heard_text(package, heard))


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
    return {key: values for key, values in heard.items() if len(set(values)) == 1 or values is whole}


def heard_text(package: ServicePackage, heard: dict[str, list[str]]) -> str:
    """听到了什么，说给市民听，好让人改。"""
    said = labels(package, heard)
    return say("situation_noted", said="；".join(said)) if said else say("guide_refined")


def restate(turn: Turn) -> Reply | None:
    """没在问，但话里说到了情形（或更正了情形）：改掉并重算。"""
    package = current_package(turn)
    if package is None:
        return None
    changed = dict(turn.state.situation)
    for question in package.questions:
        values = match_option(turn, question, turn.text, loose=False)
        if values:
            changed[question.key] = values
    if turn.intent == "inform_situation":
        changed |= heard_situation(turn, package, None)
    if changed == turn.state.situation:
        return None
    new = {key: values for key, values in changed.items() if values != turn.state.situation.get(key)}
    turn.state.situation = changed
    return show_guide(turn, heard_text(package, new))


SUPPOSING = re.compile(
    r"^(那|但|可)*(要是|如果|假如|万一|若是|倘若|换成)(?P<case>.{3,}?)(的话)?(呢|怎么办|咋办|怎么弄|会怎样)[？?]?$"
)
"""假设另一种情形（“要是房子是租的呢”）。"""


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


ALREADY = re.compile(r"(已经|早就|都)?.{0,2}(有了|办(好|过|完|了|下来)|拿到|做(好|过|完)|弄好|搞定|齐了)")
"""说某样东西已经有了。"""


def already_done(turn: Turn) -> Reply | None:
    """“营业执照已经有了”：指南里对应的步骤记为办好，给出剩下的。"""
    plan = plan_for(turn)
    if plan is None or not ALREADY.search(turn.text):
        return None
    words = [*turn.service_words, *content_words(turn.text)]
    done = [p for p in plan.steps if any(_speaks_of(word, p) for word in words)]
    new = [p.step.item for p in done if p.step.item not in turn.state.done_steps]
    if not new:
        return None
    turn.state.done_steps = [*turn.state.done_steps, *new]
    return show_guide(turn, f"记下了，{'、'.join(p.item.name for p in done)}已经办好。")


def _speaks_of(word: str, planned: PlannedStep) -> bool:
    """这个词说的是不是这一步：是它的别名，或它办出来的证。"""
    made = [planned.item.result, *planned.step.yields]
    return word in planned.item.aliases or any(word == one or len(word) >= 2 and one.endswith(word) for one in made)


def more_about_current(turn: Turn) -> Reply | None:
    """补充自己的情况，但目录没有对应的问题：把当前事项的条件和做法再给一遍。"""
    if turn.service_words:
        return None
    if turn.state.package:
        return show_guide(turn)
    if turn.state.item:
        return show_service(turn, turn.state.item, say("noted_situation"))
    return None


def current_package(turn: Turn) -> ServicePackage | None:
    """正在进行的一件事；没有返回 None。"""
    if not turn.state.package:
        return None
    return find_package(turn.tools.store, turn.state.package, turn.state.region)
