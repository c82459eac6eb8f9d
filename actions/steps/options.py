"""从一句话里听出情形问题的答案：只认选项的原词，不猜。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz import fuzz

from actions.facts import content_words
from actions.planner import BOTH
from actions.steps.amounts import contradicts, usable, weigh
from actions.steps.stray_words import lies_somewhere, without_happened
from catalog.schema import Option, Question, ServicePackage

ALIKE = 75.0
"""两句话的相似度（0–100）到这么高，就当成同一句的不同写法。"""

WEAK = 0.4
"""对上的词占整句不到这么多，就太牵强，宁可再问。"""

BARE = frozenset("有 没有 是 不是 要 不要 需要 不需要 会 不会".split())
"""光秃秃的选项：话里到处都是，只有直接回答时才算（看整句是不是以它开头）。"""

NEGATION = "没不未无非别"
"""词前面有这些字，说的就是反面（“没有结婚证”不是“有结婚证”）。"""


SUPPOSING = re.compile(
    r"^(那|但|可)*(要是|如果|假如|万一|若是|倘若|换成)(?P<case>.{3,}?)(的话)?(呢|怎么办|咋办|怎么弄|会怎样)[？?]?$"
)
"""假设另一种情形（“要是房子是租的呢”）。"""

NUMBER = re.compile(r"[\d一二两三四五六七八九十百千万几]")

NUMBERS = "零一二两三四五六七八九十百千万0123456789"


def is_negative(text: str) -> bool:
    """说的是不是反面（带“没”“不”一类的字）。"""
    return any(c in NEGATION for c in text)


def spoken_ways(option: Option, text: str) -> list[str]:
    """拿来和这句话比意思的说法：只有“有”“没有”的标签、数对不上的不算；说“没有什么”时，只留说到同一样东西的。"""
    ways = [way for way in [option.label, *option.words] if len(way) > 2 and not contradicts(way, text)]
    if not is_negative(text):
        return ways
    things = set(re.sub(r"[没不未无非别有了的是还要在和就也]", "", text))
    return [way for way in ways if things & set(way)]


def said_length(word: str, text: str) -> int:
    """这个词在话里说到了就返回它的长度，没说到、只是更大的数里的几个字（“十六岁”里的“六岁”）、说的是反面返回 0。"""
    negated = word[:1] in NEGATION
    for match in re.finditer(re.escape(word), text):
        if word[0] in NUMBERS and text[max(0, match.start() - 1) : match.start()] in tuple(NUMBERS):
            continue
        if word[-1] in NUMBERS and text[match.end() : match.end() + 1] in tuple(NUMBERS):
            continue
        if negated or text[max(0, match.start() - 1) : match.start()] not in tuple(NEGATION):
            return len(word)
    return 0


def said_option(question: Question, text: str, asked: bool = False) -> str | None:
    """话里说到的那一个选项，或者说的数落在的那一个；没说到，或同时像两个选项，返回 None。

    `asked` 表示正在等这个问题的回答：没说单位的数也算。
    """
    if any(text == option.label for option in question.options):
        return next(option.value for option in question.options if text == option.label)
    if lies_somewhere(text, question):
        return None
    text = without_happened(text, question)
    weighed = weigh(question, text, asked)
    scored = [
        (
            max(
                (said_length(w, text) for w in [o.label, *o.words] if w not in BARE and usable(w, o, weighed)),
                default=0,
            ),
            o.value,
        )
        for o in question.options
    ]
    best = max(length for length, _ in scored)
    same = [value for length, value in scored if length == best]
    if best >= 2:
        return same[0] if len(same) == 1 else None
    return weighed.chosen if weighed else None


def alike_option(question: Question, text: str) -> str | None:
    """正在问的时候，差一两个字也算（“医院里生的”是“医院生的”），或只有一个选项提到话里的词（“生病走的”）。

    一边说了“没”“不”、另一边没说的，不算像。
    """
    said = without_happened(text.strip(" 。！!，,"), question)
    if lies_somewhere(said, question):
        return None
    if (weighed := weigh(question, said, asked=True)) and weighed.unsettled:
        return None
    negated = any(c in NEGATION for c in said)
    phrases = [
        (option.value, phrase)
        for option in question.options
        for phrase in [option.label, *option.words]
        if any(c in NEGATION for c in phrase) == negated and not contradicts(phrase, said)
    ]
    close = {value for value, phrase in phrases if fuzz.ratio(said, phrase) >= ALIKE}
    if len(close) == 1:
        return close.pop()
    words = content_words(said)
    named = {value for value, phrase in phrases if any(word in phrase for word in words)}
    spoken = [word for word in words if any(word in phrase for _, phrase in phrases)]
    return named.pop() if len(named) == 1 and sum(map(len, spoken)) >= WEAK * len(said) else None


def said_situation(package: ServicePackage, text: str) -> dict[str, list[str]]:
    """第一句话里已经说清楚的情形：{问题 key: [选项]}。这件事的名称、别名里就有的说法不算（“开面馆”没说店有多大）；
    “其他”是排除了别的才算，也不从旁听出来。
    """
    names = [package.name, package.event.name, *package.aliases]
    found = {}
    for question in package.questions:
        value = said_option(question, text)
        chosen = next((o for o in question.options if o.value == value), None)
        spoken = [w for w in [chosen.label, *chosen.words] if said_length(w, text)] if chosen else []
        # 名称里也有的数（“八十岁老人补贴”），说了就是说了
        counted = (weighed := weigh(question, text, asked=False)) is not None and weighed.chosen == value
        if (
            value
            and chosen
            and not chosen.label.startswith("其他")
            and (not spoken or counted or any(not _named(word, names) for word in spoken))
        ):
            found[question.key] = [value]
    return found


def _named(word: str, names: Sequence[str]) -> bool:
    return any(word in name or name in word for name in names)


TOGETHER = re.compile(r"顺便|同时|一起|另外|还(要|想|得|准备|打算)|也(要|想|得|准备|打算)|(?<=.)(和|跟|、)(?=.)")
"""两样都要的话。"""


def said_together(question: Question, text: str) -> list[str]:
    """一句话里并着说的两个以上选项（“换地址顺便加经营范围”）：都要，按说的先后；不是并着说的是空列表。

    “有”“没有”、数量分的选项没有两样都要的道理，不算；话里问的也不算（“换地址还是换法人”）。
    """
    places = {}
    for option in question.options:
        spoken = [way for way in [option.label, *option.words] if way not in BARE and said_length(way, text)]
        if spoken and not any(is_negative(way) or NUMBER.search(way) for way in [option.label, *option.words]):
            longest = max(spoken, key=len)
            places[option.value] = (text.find(longest), text.find(longest) + len(longest))
    ordered = sorted(places, key=lambda value: places[value])
    apart = all(places[one][1] <= places[two][0] for one, two in pairwise(ordered))
    linked = all(TOGETHER.search(text[places[one][1] : places[two][0] + 1]) for one, two in pairwise(ordered))
    return ordered if len(ordered) > 1 and apart and linked and len(question.options) > len(ordered) else []


def labels(package: ServicePackage, situation: dict[str, list[str]], keys: Sequence[str] = ()) -> list[str]:
    """情形的说法，给人看；几个答案都可能的（“不清楚”）不列，并着说的几个都列。"""
    said = []
    for question in package.questions:
        values = situation.get(question.key, [])
        if (len(values) == 1 or question.key in situation.get(BOTH, [])) and (not keys or question.key in keys):
            chosen = [option.label for option in question.options if option.value in values]
            said += [label if len(label) > 2 else f"{question.ask.rstrip('？?')}：{label}" for label in chosen]
    return said
