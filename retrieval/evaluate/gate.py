"""发布闸门：用维护者留的金标题考一遍将要发布的目录，够格才放行，没答对的逐题说明。

只返回值，不抛异常、不改任何东西；放不放行由调用方（发布流程）决定。
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from retrieval.evaluate.judgements import Judgement
from retrieval.metrics import hit_at
from retrieval.results import SearchResult
from retrieval.searcher import Searcher

TOP = 3
Reason = Literal["gone", "absent", "low"]


@dataclass(frozen=True)
class Floor:
    """放行线：第一名、前三名答对的比例（0 到 1）各不低于多少，比上一版最多退步多少。"""

    hit_at_1: float = 0.8
    hit_at_3: float = 0.9
    most_fall: float = 0.02


@dataclass(frozen=True)
class Miss:
    """一道没进前三名的金标题：原因、正确答案的名次（前十名里没有时为 None）、排在前面的事项和怎么办。"""

    question: Judgement
    reason: Reason
    rank: int | None
    found: tuple[str, ...]
    remedy: str


@dataclass(frozen=True)
class GateResult:
    """闸门的结论：过没过、两项命中率（0 到 1）、题数、没过的原因和没答对的题。"""

    passed: bool
    hit_at_1: float
    hit_at_3: float
    questions: int
    reasons: tuple[str, ...]
    misses: tuple[Miss, ...]


REMEDIES: dict[Reason, str] = {
    "gone": "答案的编码在这一版目录里没有了：恢复该事项，或把这道题改指向接替它的事项。",
    "absent": "前十名里没有正确答案：给该事项补一个别名，或加几句百姓问法。",
    "low": "正确答案排得太后：看排在前面的事项是不是重复，或给正确的事项补别名、问法。",
}


def golden_question(
    query: str, codes: str | Iterable[str], region: str | None = None, id: str = "", group: str = ""
) -> Judgement:
    """返回一道金标题；`codes` 是算对的事项或一件事编码，可以不止一个，`region` 是区划代码。"""
    wanted = {codes} if isinstance(codes, str) else set(codes)
    return Judgement(id=id or query, query=query, codes=frozenset(wanted), group=group, region=region)


def gate(
    searcher: Searcher, golden: Iterable[Judgement], floor: Floor | None = None, before: GateResult | None = None
) -> GateResult:
    """返回这批金标题能不能过；没有题时算过。`before` 是上一版的结论，给了就再看退步多少。"""
    floor = floor or Floor()
    first: list[float] = []
    top: list[float] = []
    misses: list[Miss] = []
    documents = searcher.state.index.documents
    known = {code for document in documents for code in (document.code, document.basic_code) if code}
    for question in golden:
        result = searcher.search(question.query, region=question.region)
        relevances = [question.relevance(hit) for hit in result.hits]
        first.append(hit_at(relevances, 1))
        top.append(hit_at(relevances, TOP))
        if top[-1] < 1:
            misses.append(_miss(question, relevances, result, known))
    hit1, hit3 = _mean(first), _mean(top)
    reasons = _reasons(hit1, hit3, floor, before) if first else ()
    return GateResult(not reasons, hit1, hit3, len(first), reasons, tuple(misses))


def _miss(question: Judgement, relevances: list[float], result: SearchResult, known: set[str]) -> Miss:
    rank = next((place + 1 for place, value in enumerate(relevances) if value == 1), None)
    reason: Reason = "low" if rank else "absent"
    if question.codes and not question.codes & known:
        reason = "gone"
    return Miss(question, reason, rank, tuple(hit.name for hit in result.hits[:TOP]), REMEDIES[reason])


def _reasons(hit1: float, hit3: float, floor: Floor, before: GateResult | None) -> tuple[str, ...]:
    checks = [
        ("第一名", hit1, floor.hit_at_1, before.hit_at_1 if before else None),
        ("前三名", hit3, floor.hit_at_3, before.hit_at_3 if before else None),
    ]
    found = []
    for what, value, least, old in checks:
        if value < least:
            found.append(f"{what}答对 {value:.1%}，低于放行线 {least:.1%}")
        if old is not None and old - value > floor.most_fall:
            found.append(f"{what}答对 {value:.1%}，比上一版的 {old:.1%} 退步超过 {floor.most_fall:.1%}")
    return tuple(found)


def _mean(values: list[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 1.0
