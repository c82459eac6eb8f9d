"""留在正在说的事上时，它的哪几条规定与这句话最有关。"""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.evidence import Fact, Found, best_facts, facts_of, says, says_all, words_asked
from actions.facts import content_words
from actions.questions import aspects_asked, is_question, without_fields
from actions.steps.answering import weights_of
from actions.turn import Turn
from actions.understanding.ages import said_age
from actions.understanding.polarity import turned_round
from catalog.schema import BasicItem


def facts_for(turn: Turn, item: BasicItem) -> list[Found]:
    """留在这个事项上该给的规定，最多两条：专说孩子的、意思最近的、写着话里那样东西的，先有先用；都没有是空的。"""
    children = child_facts(turn, item)
    if children:
        return children
    near = nearest_facts(turn, [item], most=2)
    if not is_question(turn.text) and not aspects_asked(turn.text):
        # 说情况的（“他还在楼道堆东西”）：一个词都没说到的规定，要极近才算在说它
        words, sure = words_asked(turn.text, item.name), turn.tools.policy.fact_sure
        near = [one for one in near if one.score >= sure or any(says(one.fact, word) for word in words)]
    return near or facts_saying(turn, item)


def nearest_facts(turn: Turn, items: Sequence[BasicItem], most: int = 1) -> list[Found]:
    """几个事项的规定里与这句话最有关的，各最多 `most` 条，问话、说情况都行；没有一条沾边是空的，不拿不相干的充数。"""
    words = {item.code: words_asked(turn.text, item.name) for item in items}
    facts = [
        (item, fact)
        for item in items
        for fact in facts_of(item)
        if _speaks_of(fact, words[item.code]) and not turned_round(turn.text, fact.line)
    ]
    texts = list(dict.fromkeys(text for _, fact in facts for text in (fact.question, fact.text) if text))
    close = turn.tools.faqs.scores(turn.tools.searcher, turn.text, texts)
    policy = turn.tools.policy
    # 说情况的（“过期一年半了”）不必正好在回答什么，低一些也算沾边
    weights = weights_of(turn, policy.fact_stay if is_question(turn.text) else policy.fact_told)
    found: list[Found] = []
    for item in items:
        own = [fact for one, fact in facts if one is item]
        found += best_facts(own, turn.text, item.name, close, weights, most=most)
    return sorted(found, key=lambda one: -one.score)


CHILDREN = re.compile(r"监护人|未满\d+|父母|法定代理人")
"""规定里专说孩子的字眼。"""
ADULT = 18


def child_facts(turn: Turn, item: BasicItem) -> list[Found]:
    """说了年纪还小（“我妹才五岁”）：规定里专说孩子的那几条；没说、没有是空的。"""
    age = said_age(turn.text)
    if age is None or age >= ADULT:
        return []
    return [Found(fact, turn.tools.policy.fact_least) for fact in facts_of(item) if CHILDREN.search(fact.line)][:2]


def facts_saying(turn: Turn, item: BasicItem) -> list[Found]:
    """话里说到一样东西，这个事项的规定里正好有一条写着：给那一条；没有是空的。

    材料只有名字，里面的“户口”“身份证”不算在说它。
    """
    whole = " ".join([item.name, item.summary, *item.aliases])
    words = [word for word in content_words(without_fields(turn.text)) if word not in whole]
    facts = [fact for fact in facts_of(item) if fact.kind != "material"]
    return [Found(fact, turn.tools.policy.fact_least) for fact in facts if any(word in fact.line for word in words)][:1]


SPOKEN = {"faq", "agent", "elsewhere"}
"""写成一句话的规定；条件、材料、步骤只有几个字，意思远近量不准。"""


def _speaks_of(fact: Fact, words: Sequence[str]) -> bool:
    """写成一句话的都可能在回答；条件、材料、步骤要把问的东西全说到了才算。"""
    return fact.kind in SPOKEN or fact.kind != "summary" and says_all(fact, words)
