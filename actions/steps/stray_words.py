"""话里的字碰巧像情形问题的选项，说的其实是别的：数的是出了什么事，说的是证件放在哪里，讲的是那样东西怎么样。"""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.schema import Option, Question

FUNCTION = re.compile(r"[零一二两三四五六七八九十百千万半几\d个名位把只的了吗要到在我是]")
"""比字面时不算的字：数、量词、虚字。"""

COUNT = r"[\d零一二两三四五六七八九十百千万半几好]+"

HAPPENED = re.compile(
    r"(?P<verb>(?:死|病|丢|跑|淹|偷|少|烧|砸|坏|冻|饿|走)(?:死|掉|走|失|坏|伤|丢)?)了?(?:大概|差不多|有|好|将近)?"
    rf"{COUNT}(?=[头只个口匹亩万件间条棵尾羽])[^，,。 ]"
)
"""数的是出了事的那几个（“死了几头”），不是一共有多少。"""

WHEREABOUTS = re.compile(
    r"(?P<paper>[^，,。 ]{0,2}(?:本|证|件|单|卡|书|照|章|合同|材料))(?:的?(?:原件|正本|复印件))?(?:还|都|也|现在|一直)?"
    r"(?:在|放在?|押在?|落在?|丢在?|寄(?:到|回)?|搁在?)(?!办|弄|补)[^，,。 ]"
)
"""说证件、材料在谁手里、放在哪里。"""

DESCRIBED = re.compile(
    r"^(?:(?:我|我们|咱|家|的|那|这|个|现在|新)*)(?P<word>[^，,。 ]{2,6}?)"
    r"(?:就?是|属于|算是?|在|离)(?!不是|这)[^，,。 ]{2,}"
)
"""讲那样东西怎么样（“地址是民房”），不是在选它。"""


def without_happened(text: str, question: Question) -> str:
    """去掉话里数“出了什么事”的数量；问的正是这种事的不去。"""
    about = _about(question)
    return HAPPENED.sub(lambda m: m[0] if m["verb"][0] in about else m["verb"] + "了", text)


def lies_somewhere(text: str, question: Question) -> bool:
    """只是在说某样证件放在哪里，而问的不是那样证件：不是在回答这个问题。"""
    match = WHEREABOUTS.search(text)
    return match is not None and match["paper"][-2:] not in _about(question)


def only_described(text: str, question: Question, value: str) -> bool:
    """话里说到的选项只是话头，后面讲的是它怎么样：不当成改选了它。"""
    match = DESCRIBED.match(text)
    option = next((one for one in question.options if one.value == value), None)
    return match is not None and option is not None and match["word"] in {option.label, *option.words}


def said_in_common(text: str, phrases: Sequence[str]) -> bool:
    """话里有没有连着两个字也在这些说法里，短话有一半的字在也算（“没买房”与“没有房”）：意思像，字面也要沾边。"""
    if any(text[n : n + 2] in phrase for phrase in phrases for n in range(len(text) - 1)):
        return True
    core = set(FUNCTION.sub("", text))
    return any(len(core & set(phrase)) * 2 >= len(core) for phrase in phrases)


def ways(option: Option) -> list[str]:
    """一个选项的全部说法。"""
    return [option.label, *option.words]


def _about(question: Question) -> str:
    return question.ask + "".join(option.label for option in question.options)
