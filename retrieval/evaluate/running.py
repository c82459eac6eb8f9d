"""跑评测：一批题、留出的题、几种做法的比较。"""

from __future__ import annotations

import copy
import time
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from retrieval.evaluate.judgements import Judgement, from_mapping
from retrieval.evaluate.report import DEPTH, Answer, Report
from retrieval.evaluate.ways import WAYS, Way
from retrieval.questions import split
from retrieval.results import Hit, Scored
from retrieval.searcher import NATION, Searcher
from retrieval.tokens import tokens


def held_out(searcher: Searcher) -> tuple[Searcher, list[Judgement]]:
    """返回（索引里拿掉了留出问句的检索，留出的题）；题的 group 写明是按说法还是按事项留出。"""
    train, wording, items = split(searcher.questions)
    examined = asking(searcher, train)
    return examined, [*from_mapping(wording, "按说法留出"), *from_mapping(items, "按事项留出")]


def asking(searcher: Searcher, questions: Mapping[str, list[str]]) -> Searcher:
    """返回只换了索引里百姓问句的检索（向量取缓存）。"""
    other = copy.copy(searcher)
    other.questions = questions
    other.rebuild()
    return other


def evaluate(searcher: Searcher, questions: Iterable[Judgement], name: str = "评测") -> Report:
    """返回检索在这批题上的成绩。"""
    report = Report(name)
    for question in questions:
        result = searcher.search(question.query, region=question.region, k=DEPTH)
        relevances = tuple(question.relevance(hit) for hit in result.hits)
        report.answers.append(Answer(question, relevances, tuple(result.hits), result.took_ms, result.answerable))
    return report


def compare(searcher: Searcher, questions: Sequence[Judgement], base: Searcher | None = None) -> list[Report]:
    """返回几种做法的成绩：各种手定权重、没有问句的索引、学得的权重；给了 `base`（无适配器的模型）就再比一行。

    用时是编码、取候选、算特征、排序的总和；只用词法的做法不算编码。
    """
    learned = Way("学得的权重（线上用的）", searcher.ranker.scores)
    *rest, last = _ways(searcher, questions, (*WAYS, learned))
    if any(searcher.questions.values()):
        bare = Way("学得的权重，索引里不放问句", searcher.ranker.scores)
        rest += _ways(asking(searcher, {}), questions, (bare,))
    if base is not None:
        rest += _ways(base, questions, (Way("学得的权重，模型不带适配器", base.ranker.scores),))
    return [*rest, last]


def _ways(searcher: Searcher, questions: Sequence[Judgement], ways: Sequence[Way]) -> list[Report]:
    """同一批候选和特征只算一次，各种做法分别排。"""
    reports = [Report(way.name) for way in ways]
    words = searcher.state.index.national.words
    for question in questions:
        started = time.perf_counter()
        words.scores(tokens(question.query))
        lexical = time.perf_counter()
        place = searcher.regions.get(question.region) if question.region else None
        chain = [step.code for step in searcher.regions.chain(place.code)] if place else [NATION]
        scored = searcher.score(question.query, chain)
        took = (time.perf_counter() - lexical) * 1000
        matrix = np.stack([one.features for one in scored]) if scored else np.zeros((0, 1))
        for way, report in zip(ways, reports, strict=True):
            hits = tuple(_light(scored[row]) for row in _best(way, matrix)) if scored else ()
            spent = took if way.encodes else (lexical - started) * 1000
            report.answers.append(Answer(question, tuple(map(question.relevance, hits)), hits, spent, 0.0))
    return reports


def _best(way: Way, matrix: np.ndarray) -> list[int]:
    order: list[int] = np.argsort(-way.combine(matrix), kind="stable")[:DEPTH].tolist()
    return order


def _light(one: Scored) -> Hit:
    """只为判分的结果：不查目录里的部门和入口。"""
    document = one.document
    return Hit(
        document.code,
        document.name,
        document.kind,
        one.score,
        "",
        None,
        document.summary,
        "",
        document.basic_code,
        one.parts(),
    )
