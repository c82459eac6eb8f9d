"""从一句话里听出情形问题的答案：只认选项的原词，不猜。"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from actions.facts import content_words
from catalog.schema import Question, ServicePackage

ALIKE = 75.0
"""两句话的相似度（0–100）到这么高，就当成同一句的不同写法。"""

NEGATION = "没不未无非别"
"""词前面有这些字，说的就是反面（“没有结婚证”不是“有结婚证”）。"""


def said_length(word: str, text: str) -> int:
    """这个词在话里说到了就返回它的长度，没说到或说的是反面返回 0。"""
    negated = word[:1] in NEGATION
    for match in re.finditer(re.escape(word), text):
        if negated or text[max(0, match.start() - 1) : match.start()] not in tuple(NEGATION):
            return len(word)
    return 0


def said_option(question: Question, text: str) -> str | None:
    """话里说到的那一个选项；没说到，或同时像两个选项，返回 None。"""
    scored = [(max(said_length(w, text) for w in [o.label, *o.words]), o.value) for o in question.options]
    best = max(length for length, _ in scored)
    same = [value for length, value in scored if length == best]
    return same[0] if best >= 2 and len(same) == 1 else None


def alike_option(question: Question, text: str) -> str | None:
    """正在问的时候，差一两个字也算（“医院里生的”是“医院生的”），或只有一个选项提到话里的词（“生病走的”）。

    一边说了“没”“不”、另一边没说的，不算像。
    """
    said = text.strip(" 。！!，,")
    negated = any(c in NEGATION for c in said)
    phrases = [
        (option.value, phrase)
        for option in question.options
        for phrase in [option.label, *option.words]
        if any(c in NEGATION for c in phrase) == negated
    ]
    close = {value for value, phrase in phrases if fuzz.ratio(said, phrase) >= ALIKE}
    if len(close) == 1:
        return close.pop()
    words = content_words(said)
    named = {value for value, phrase in phrases if any(word in phrase for word in words)}
    return named.pop() if len(named) == 1 else None


def said_situation(package: ServicePackage, text: str) -> dict[str, list[str]]:
    """话里已经说清楚的情形：{问题 key: [选项]}。"""
    found = {question.key: said_option(question, text) for question in package.questions}
    return {key: [value] for key, value in found.items() if value}


def labels(package: ServicePackage, situation: dict[str, list[str]], keys: Sequence[str] = ()) -> list[str]:
    """情形的说法，给人看；几个答案都可能的（“不清楚”）不列。"""
    said = []
    for question in package.questions:
        values = situation.get(question.key, [])
        if len(values) == 1 and (not keys or question.key in keys):
            said += [option.label for option in question.options if option.value in values]
    return said
