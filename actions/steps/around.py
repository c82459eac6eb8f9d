"""正在说的事项周围的事项：同在一件事里的、容易弄混的。追问里换了事又没说出名字，多半换到这里面。"""

from __future__ import annotations

from collections import defaultdict
from weakref import WeakKeyDictionary

from actions.steps.topic_words import names_thing, unexplained
from actions.steps.topics import same_topic, topic_text
from actions.turn import Turn
from actions.understanding.subjects import said_subjects
from catalog.store import CatalogStore
from retrieval.results import Hit

DEPTH = 40
"""单独去找时看前多少名：周围的事项名字里没有话里的字，常排在后面。"""
MOST = 3

_known: WeakKeyDictionary[CatalogStore, dict[str, frozenset[str]]] = WeakKeyDictionary()


def around(store: CatalogStore, code: str) -> frozenset[str]:
    """一个事项周围的事项和一件事的编码；没有就是空的。"""
    if store not in _known:
        _known[store] = _all_around(store)
    return _known[store].get(code, frozenset())


def _all_around(store: CatalogStore) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for item in store.items():
        for confusion in item.confused_with:
            found[item.code].add(confusion.code)
            found[confusion.code].add(item.code)
    for package in store.packages():
        steps = {step.item for step in package.steps}
        for code in steps:
            found[code] |= steps - {code} | {package.code}
    return {code: frozenset(others) for code, others in found.items()}


def others_near(turn: Turn) -> list[Hit]:
    """这句话问的可能是另外哪几件，最像的在前：单独找的、接在上文后面找的份额相加，周围的事项占便宜。"""
    kin, policy = around(turn.tools.store, turn.state.item or ""), turn.tools.policy
    shares: dict[str, float] = defaultdict(float)
    hits: dict[str, Hit] = {}
    for hit in turn.search_more(turn.text, DEPTH):
        shares[hit.code], hits[hit.code] = hit.score, hit
    joined: dict[str, float] = defaultdict(float)
    for before in (turn.state.topic, topic_text(turn)):
        for hit in turn.search(f"{before} {turn.text}").hits if before else []:
            joined[hit.code] = max(joined[hit.code], hit.score)
            hits.setdefault(hit.code, hit)
    total = {
        code: shares[code] + joined[code] + (policy.kin_bonus if (hit.basic_code or code) in kin else 0.0)
        for code, hit in hits.items()
        if not same_topic(turn, code)
    }
    best = sorted((code for code, share in total.items() if share >= policy.kin_least), key=lambda code: -total[code])
    return [hits[code] for code in best[:MOST]]


def asked_sibling(turn: Turn) -> Hit | None:
    """问的就是周围的某一件（说着通行证，问“机器上自己能签吗”）：单独去找它排第一、份额够大；不是返回 None。"""
    if not turn.state.item:
        return None
    top = next(iter(turn.search(turn.text).hits), None)
    if top is None or top.score < turn.tools.policy.kin_outright or same_topic(turn, top.code):
        return None
    return top if (top.basic_code or top.code) in around(turn.tools.store, turn.state.item) else None


def plainly_another(turn: Turn) -> Hit | None:
    """换了一件事：单独去找极明确、里面没有正在说的，取接着上文想也最像的那件；没有返回 None。

    只是换了个人（“那员工咋办”）、没说到什么东西（“去哪申请”）、说的正在说的事都写着，不算。
    """
    if said_subjects(turn.text) or not names_thing(turn.text) or not unexplained(turn):
        return None  # 先看词，多数追问到此为止，不必去找
    policy, alone = turn.tools.policy, turn.search(turn.text)
    if alone.answerable < policy.direct_answerable or any(same_topic(turn, hit.code) for hit in alone.hits):
        return None
    first = next(iter(others_near(turn)), None)
    share = next((hit.score for hit in alone.hits if first and hit.code == first.code), 0.0)
    return first if share >= policy.kin_alone else None
