"""没说原词的回答：看意思最近的是哪个问题的哪个选项。"""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.facts import content_words
from actions.questions import is_question
from actions.steps.amounts import weigh
from actions.steps.options import is_negative, spoken_ways
from actions.steps.stray_words import lies_somewhere, said_in_common, ways
from actions.turn import Turn
from catalog.schema import Question, ServicePackage

NUMBERED = re.compile(r"第?[零一二两三四五六七八九十百千万半几\d]+")
"""数出来的词（“第一个”），到处都有，不算沾边。"""


def closest_option(turn: Turn, questions: Sequence[Question], text: str, asked: str = "") -> tuple[str, str] | None:
    """意思最近的（问题 key，选项）：几个问题里最像的那个问题的最像的选项，够近而且明显近过它的别的选项。

    正在问的问题 `asked` 可以宽松些。一边说了“没”“不”、另一边没说的要减分；说“没有什么”的，得说到同一样东西。
    """
    unsettled = {q.key for q in questions if (weighed := weigh(q, text, q.key == asked)) and weighed.unsettled}
    phrases = [
        (q.key, o.value, phrase)
        for q in questions
        if q.key not in unsettled and not lies_somewhere(text, q)
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
    if top < least or top - second < policy.option_margin:
        return None
    # 没在问的，意思像还不够（“拉到隔壁省卖”像“卖商品猪”），字面也要沾边
    return (key, first) if key == asked or said_in_common(text, _ways_of(questions, key, first)) else None


def _ways_of(questions: Sequence[Question], key: str, value: str) -> list[str]:
    return [way for q in questions if q.key == key for o in q.options if o.value == value for way in ways(o)]


def meant_first(turn: Turn, package: ServicePackage, parts: Sequence[str]) -> dict[str, list[str]]:
    """头一句话里换了说法讲清的情形（“过了笔试面试”）：一段只认一个，问话不算，只与这件事的名称沾边的不算。"""
    names = "".join([package.name, package.event.name, *package.aliases])
    found: dict[str, list[str]] = {}
    for part in parts:
        near = None if is_question(part) else closest_option(turn, package.questions, part)
        if near is None:
            continue
        spoken = _ways_of(package.questions, *near)
        if spoken[0].startswith("其他"):
            # “其他”是排除了别的才算
            continue
        nearest = spoken[int(turn.similarity(part, spoken).argmax())]
        words = [word for word in content_words(part) if word not in names and not NUMBERED.match(word)]
        if any(word in nearest for word in words):
            found.setdefault(near[0], [near[1]])
    return found
