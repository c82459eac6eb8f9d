"""目录里的规定当证据：一个事项有哪些规定，哪几条回答了这个问题。

打分由几样合成，各自可见：问法与常见问答的语义远近（相对全目录问答的标准分）、共同的词、问的东西是不是都写到了、
问的是哪一类规定而这条正是那一类。没有够格的就返回空，不凑数。
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actions.facts import content_words
from actions.questions import NUMBER, Aspect, aspects_asked, ends_asking, is_question
from actions.render.service import fee_text, material_text, time_limit_text
from actions.wording import say
from catalog.schema import BasicItem

BROAD = {"refused", "elsewhere", "agent", "consequence"}
"""这几类的字眼（法院、户籍、本人、不能……）到处都有，另要意思相近或说到同样的东西才算。"""


@dataclass(frozen=True)
class Fact:
    """一条规定：哪个事项的、哪一种、怎么说；常见问答另带它的问法。"""

    code: str
    kind: str
    text: str
    question: str = ""

    @property
    def line(self) -> str:
        """给人看的一句。"""
        return f"{self.question.rstrip('？?')}？{self.text}" if self.question else self.text


@dataclass(frozen=True)
class Weights:
    """各样占多少分；`least` 是够格的最低总分；`said` 是问的东西全写到了另加的。"""

    aspect: float
    word: float
    unfit: float
    least: float
    said: float = 0.0


@dataclass(frozen=True)
class Found:
    """一条够格的规定和它的总分。"""

    fact: Fact
    score: float


def facts_of(item: BasicItem) -> list[Fact]:
    """一个事项的全部规定，一条一句；“以办理地公布为准”的不算规定。"""
    code = item.code
    facts = [Fact(code, "faq", faq.a, faq.q) for faq in item.faq]
    facts += [Fact(code, "agent", item.agent)] if item.agent else []
    facts += [Fact(code, "elsewhere", item.cross_region)] if item.cross_region else []
    facts += [Fact(code, "condition", f"条件：{one}") for one in item.conditions]
    facts += [Fact(code, "material", f"材料：{material_text(one)}") for one in item.materials]
    facts += [Fact(code, "step", f"步骤：{one}") for one in item.steps]
    for kind, name, text in (
        ("result", "办好后拿到", item.result),
        ("time", "办理时限", time_limit_text(item)),
        ("fee", "费用", fee_text(item)),
        ("summary", "", item.summary),
    ):
        if text and say("confirm_locally") != text:
            facts.append(Fact(code, kind, f"{name}：{text}" if name else text))
    return facts


def best_facts(
    facts: Sequence[Fact],
    text: str,
    name: str,
    closeness: Mapping[str, float],
    weights: Weights,
    most: int = 2,
) -> list[Found]:
    """回答这句话的规定，最好的在前，最多 `most` 条。

    `name` 是事项名，名称里就有的词不算线索；`closeness` 是每个常见问法与这句话的标准分。
    """
    asked = aspects_asked(text)
    words = words_asked(text, name)
    # 概述说的是整件事，什么词都沾一点：只有问“要不要、是不是”、又全说到了才拿它来答
    whole = ends_asking(text)
    found = [
        Found(fact, score(fact, asked, words, closeness, weights))
        for fact in facts
        if asked or fact.kind != "summary" or whole and says_all(fact, words)
    ]
    good = sorted((one for one in found if one.score >= weights.least), key=lambda one: -one.score)
    kept: list[Found] = []
    for one in good:
        if not any(one.fact.text in other.fact.text or other.fact.text in one.fact.text for other in kept):
            kept.append(one)
    # 第二条要和第一条差不多好才带上
    return [one for one in kept[:most] if one.score >= kept[0].score - weights.word]


def words_asked(text: str, name: str) -> list[str]:
    """问句里有所指的词；事项名里就有的不算线索。"""
    one = OLD_OR_NEW.findall(text) if is_question(text) else []
    return [word for word in [*content_words(text), *one] if word not in name]


COUNTED = re.compile(rf"{NUMBER}[天日年月周次岁元块]")
"""带数的词。"""

OLD_OR_NEW = re.compile(r"[旧老新](?=的)")

"""“旧的还要吗”里的“旧”：一个字的词平常不算，新旧两样要分清。"""


def says_all(fact: Fact, words: Sequence[str]) -> bool:
    """问的东西这条规定是不是全说到了；没问什么东西不算。“三天”也算说到了“三日”。"""
    return bool(words) and all(says(fact, word) for word in words)


def says(fact: Fact, word: str) -> bool:
    """这条规定说没说到这个词。"""
    return word in fact.line or word.endswith("天") and word[:-1] + "日" in fact.line


def score(
    fact: Fact, asked: Sequence[Aspect], words: Sequence[str], closeness: Mapping[str, float], weights: Weights
) -> float:
    """一条规定的总分：语义标准分 + 说到了问句里多少个词（全说到另加）+ 是不是问的那一类（不是那一类的要扣分）。"""
    meaning = max(closeness.get(fact.question, 0.0), closeness.get(fact.text, 0.0), 0.0)
    shared = sum(says(fact, word) for word in words) / len(words) if words else 0.0
    total = meaning + weights.word * shared + (weights.said if shared == 1.0 else 0.0)
    # 问的数字正写着（“算三天吗”），比别的词更作数
    total += weights.word * any(COUNTED.fullmatch(word) and says(fact, word) for word in words)
    if not asked:
        return total
    fitting = [aspect for aspect in asked if fits(fact, aspect)]
    if not fitting:
        return total - weights.unfit
    own = weights.word if fact.kind in {aspect.name for aspect in fitting} else 0.0
    loose = not (meaning or shared or own) and all(aspect.name in BROAD for aspect in fitting)
    return total + own + (0.0 if loose else weights.aspect)


def fits(fact: Fact, aspect: Aspect) -> bool:
    """这条规定是不是问的那一类；概述里只有日期、年限算数。"""
    if fact.kind == "summary" and aspect.name not in {"validity", "deadline", "overdue", "amount", "consequence"}:
        return False
    return aspect.evidence.search(fact.text) is not None
