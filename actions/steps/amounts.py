"""用数量回答情形问题：话里的数与选项写的界限比，落在哪个选项里；界限没写、或正好跨在两边的，不替市民定。"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from actions.questions import clauses
from actions.steps.stray_words import without_happened
from actions.understanding.quantities import Quantity, besides_quantities, heard_quantities
from actions.understanding.subjects import said_subjects
from catalog.schema import Option, Question

MEASURES = (
    (re.compile(r"规模"), ("animals", "people", "land", "floor")),
    (re.compile(r"(店|馆|场地|房子|地方)有?多大|多大(面积|地方)"), ("floor", "count")),
    (re.compile(r"年限|多久|多长时间|几年|几个月"), ("duration",)),
    (re.compile(r"多远"), ("distance",)),
    (re.compile(r"(年纪|年龄|岁数|[人子女])多大|多大(年纪|年龄|岁数)"), ("age",)),
)
"""问题问的是多少，选项却没写界限（“规模养殖”“年限够”）：说的数属于这些种类，也不能定。"""

COUNTED = frozenset({"animals", "people", "land", "floor", "count"})
"""都可以说“个”的。"""

STANDARD = re.compile(r"够|标准|规模|达标")
"""市民自己说了够不够、是不是规模：不用看数。"""

FUNCTION = frozenset(
    "的了吗有没多大要是不已经满年月岁个哪种您我现在么半以和或一二两三四五六七八九十百千万几0123456789？?，、（）"
)
"""问题里到处都有的字，不说明问的是什么。"""

LEAST_LABEL = 2
"""标签去掉数量，剩下不超过这么多字，就是只按数量分的（“70周岁以上”）；多了还有别的条件（“普通小车驾照，不满70岁”）。"""

SAME_WHO = {"老人": {"老人", "父母"}, "孩子": {"孩子"}}
"""问的是谁的岁数，话里说到哪些人才算在答。"""


OWNER = re.compile(r"[我俺咱你他她]|孩子|娃")
"""说了是谁。"""


@dataclass(frozen=True)
class Weighed:
    """数量与选项比过的结果：`chosen` 是定下的选项，`excluded` 是数对不上的，`unknown` 表示目录没写界限。"""

    chosen: str | None
    excluded: frozenset[str] = field(default=frozenset())
    unknown: bool = False

    @property
    def unsettled(self) -> bool:
        """说了数，却定不下是哪个。"""
        return self.chosen is None


def weigh(question: Question, text: str, asked: bool) -> Weighed | None:
    """话里的数量与这个问题的选项比；话里没有相干的数量返回 None。`asked` 表示正在等这个问题的回答。"""
    text = without_happened(text, question)
    spans = {option.value: limits_of(option) for option in question.options}
    # 一个选项说了“一年不到10万”，另一个的“超过十万”也是一年
    per = next((limit.per for limits in spans.values() for limit in limits if limit.per), None)
    spans = {value: [replace(limit, per=per) for limit in limits] for value, limits in spans.items()}
    kinds = {limit.kind for limits in spans.values() for limit in limits}
    known = bool(kinds)
    kinds = kinds or _measured(question)
    said = _relevant(question, text, kinds, asked, known) if kinds else []
    if not said:
        return None
    if not known:
        return Weighed(_fewest(question, said), unknown=True)
    touched = [{value for value, limits in spans.items() if any(_overlaps(one, x) for x in limits)} for one in said]
    possible = set.union(*touched)
    excluded = frozenset(value for value, limits in spans.items() if limits and value not in possible)
    rest = [value for value in spans if value not in excluded]
    if len(rest) == 1 and not spans[rest[0]]:
        return Weighed(rest[0], excluded)
    agreed = possible if all(one == possible for one in touched) else set()
    chosen = next(iter(agreed)) if len(agreed) == 1 else None
    if chosen is None or not all(any(_inside(one, x) for x in spans[chosen]) for one in said):
        return Weighed(None, excluded)
    label = next(option.label for option in question.options if option.value == chosen)
    decided = all(spans.values()) or len(besides_quantities(label)) <= LEAST_LABEL
    return Weighed(chosen if decided else None, excluded)


def _fewest(question: Question, said: list[Quantity]) -> str | None:
    """没写界限，但说的不比数最小的那个选项举的例子多（“两头”之于“几头”）：是它。多的一边说不准，返回 None。"""
    most = {
        option.value: max(high)
        for option in question.options
        if (high := [one.high for word in option.words for one in heard_quantities(word) if one.kind in COUNTED])
    }
    least = min(most, key=lambda value: most[value], default=None)
    few = least is not None and len(most) > 1 and all(one.high <= most[least] for one in said)
    return least if few else None


def usable(word: str, option: Option, weighed: Weighed | None) -> bool:
    """话里说了数量时，选项的这个说法还算不算：数量的例子（“几百头”）不算，数对不上的选项不算；
    数定不下的，要说到选项的名字或明说够不够（“家里养”不算“散养”）。
    """
    if weighed is None:
        return True
    counted = heard_quantities(word)
    bounded = any(one.bounded for one in counted)
    if option.value in weighed.excluded or (counted and not bounded):
        return False
    pairs = (word[n : n + 2] for n in range(len(word) - 1))
    return (
        bounded
        or not weighed.unsettled
        or STANDARD.search(word) is not None
        or any(pair in option.label for pair in pairs)
    )


def limits_of(option: Option) -> list[Quantity]:
    """选项写的界限：标签里的“不满”“以上”“几到几”；标签里没有就看说法里的。"""
    limits = [one for one in heard_quantities(option.label) if one.bounded]
    return limits or [one for word in option.words for one in heard_quantities(word) if one.bounded]


def _measured(question: Question) -> set[str]:
    """没写界限、问的却是多少的问题：能拿来说它的数量种类；问的不是多少就是空集。"""
    spoken = question.ask + "".join(option.label for option in question.options)
    found = {kind for pattern, kinds in MEASURES if pattern.search(spoken) for kind in kinds}
    examples = {one.kind for option in question.options for word in option.words for one in heard_quantities(word)}
    return found | (examples if found else set())


def contradicts(phrase: str, text: str) -> bool:
    """两边都说了同一种数量，却没有一处合得上（“当了八年”与“12年”）。"""
    ours, theirs = heard_quantities(phrase), heard_quantities(text)
    pairs = [(one, other) for one in theirs for other in ours if one.kind == other.kind]
    return bool(pairs) and not any(_overlaps(one, other) for one, other in pairs)


def _relevant(question: Question, text: str, kinds: set[str], asked: bool, known: bool) -> list[Quantity]:
    """话里与这个问题相干的数量；几段都说了数的，先取说到问的那个人、那样东西的那几段。

    没写界限的（`known` 为假），没在问也算：反正不拿它定，只是不让举例的数字（“上千只”）来定。
    """
    found = [(part, one) for part in clauses(text) for one in heard_quantities(part) if _comparable(one, kinds, asked)]
    about = [one for part, one in found if _about(question, part)]
    if not about and _about(question, text) and kinds == {"age"}:
        # 这个人在别的分句里说到了（“我是个老头子，给八十岁往上的那点钱”），说岁数的分句没说是谁
        about = [one for part, one in found if not OWNER.search(part) and not said_subjects(part)]
    return about or ([one for _, one in found] if asked or not known else [])


def _comparable(quantity: Quantity, kinds: set[str], asked: bool) -> bool:
    if quantity.kind in kinds and quantity.kind:
        return True
    if not asked and quantity.kind != "money":
        return False
    money = quantity.kind in ("money", "") and bool(kinds & {"money", ""})
    return money or (asked and (not quantity.kind or (quantity.kind == "count" and bool(kinds & COUNTED))))


def _about(question: Question, part: str) -> bool:
    """这一段说的是不是这个问题问的人、问的东西。"""
    whose = {who for kind, who in said_subjects(question.ask) if kind == "age"}
    if whose:
        said = {who for kind, who in said_subjects(part) if kind == "age"}
        return any(said & SAME_WHO.get(who, {who}) for who in whose)
    named = set(question.ask + "".join(option.label for option in question.options)) - FUNCTION
    return bool(named & set(part))


def _as(quantity: Quantity, limit: Quantity) -> tuple[float, float]:
    """换成与界限同样按年、按月算的数。"""
    ratio = limit.per / quantity.per if quantity.per and limit.per else 1.0
    return quantity.low * ratio, quantity.high * ratio


def _inside(quantity: Quantity, limit: Quantity) -> bool:
    low, high = _as(quantity, limit)
    return limit.low <= low and high <= limit.high


def _overlaps(quantity: Quantity, limit: Quantity) -> bool:
    low, high = _as(quantity, limit)
    return low <= limit.high and limit.low <= high
