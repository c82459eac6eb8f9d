"""跑评测：一批题、留出的题、几种做法的比较。"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence

from retrieval.evaluate.judgements import Judgement, from_mapping
from retrieval.evaluate.report import DEPTH, Answer, Report
from retrieval.questions import split
from retrieval.ranker import Ranker
from retrieval.searcher import Searcher

WAYS: dict[str, dict[str, float]] = {
    "只用 BM25": {"words": 1},
    "向量：只编官方名": {"name": 1},
    "向量：名加说明": {"text": 1},
    "向量：名、说明、别名、问句": {"name": 1, "text": 1, "alias": 0.5, "asked": 1},
    "向量加 BM25，手定权重": {
        "name": 20,
        "text": 20,
        "alias": 5,
        "asked": 20,
        "words": 2,
        "exact": 6,
    },
}
"""可比较的几种做法：同一批候选，只换排序权重。"""


def held_out(searcher: Searcher) -> tuple[Searcher, list[Judgement]]:
    """返回（索引里拿掉了留出问句的检索，留出的题）；题的 group 写明是按说法还是按事项留出。"""
    train, wording, items = split(searcher.questions)
    examined = copy.copy(searcher)
    examined.questions = train
    examined.rebuild()
    return examined, [*from_mapping(wording, "按说法留出"), *from_mapping(items, "按事项留出")]


def evaluate(searcher: Searcher, questions: Iterable[Judgement], name: str = "评测") -> Report:
    """返回检索在这批题上的成绩。"""
    report = Report(name)
    for question in questions:
        result = searcher.search(question.query, region=question.region, k=DEPTH)
        relevances = tuple(question.relevance(hit) for hit in result.hits)
        report.answers.append(Answer(question, relevances, tuple(result.hits), result.took_ms, result.answerable))
    return report


def compare(searcher: Searcher, questions: Sequence[Judgement], base: Searcher | None = None) -> list[Report]:
    """返回几种做法的成绩：各种手定权重、学得的权重；给了 `base`（无适配器的模型）就再比一行。"""
    reports = []
    for name, weights in WAYS.items():
        variant = copy.copy(searcher)
        variant.ranker = Ranker(weights, searcher.ranker.answerable)
        reports.append(evaluate(variant, questions, name))
    if base is not None:
        reports.append(evaluate(base, questions, "学得的权重，模型不带适配器"))
    reports.append(evaluate(searcher, questions, "学得的权重（线上用的）"))
    return reports
