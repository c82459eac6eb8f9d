"""学排序权重的全过程：几种“问句有多全”的索引各算一遍特征，拟合，再拟合“能否回答”。"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Mapping
from pathlib import Path

from retrieval.prototypes import Prototypes
from retrieval.questions import Questions
from retrieval.ranker import Ranker
from retrieval.searcher import Searcher
from retrieval.training.export import questions_digest
from retrieval.training.ranker import Judged, fit_answerable, fit_weights, judge, save_ranker

SEED = 20261123
SHARES = {"all": 0.6, "few": 0.25, "none": 0.15}
"""三种索引在拟合里的分量：问句齐全、每个事项只有零到四句、一句也没有。"""


def fit(searcher: Searcher, wording: Questions, items: Questions, out: Path) -> Ranker:
    """返回并写出排序器；`searcher` 的索引里只有训练问句，`wording`、`items` 是两份留出的问句。"""
    judged = collect(searcher, wording, items)
    ranker = Ranker(fit_weights(judged), {})
    learned = copy.copy(searcher)
    learned.ranker = ranker
    ranker = Ranker(ranker.weights, fit_answerable(learned, wording, ranker))
    record = {
        "questions": sum(map(len, wording.values())) + sum(map(len, items.values())),
        "digest": questions_digest({**items, **wording}),
        "model": searcher.encoder.digest,
        "seed": SEED,
    }
    save_ranker(out, ranker, record)
    return ranker


def collect(searcher: Searcher, wording: Questions, items: Questions) -> list[Judged]:
    """返回三种索引上的候选特征与答案。"""
    chance = random.Random(SEED)
    pools: dict[str, Callable[[list[str]], list[str]]] = {
        "all": list,
        "few": lambda texts: chance.sample(texts, min(chance.randrange(5), len(texts))),
        "none": lambda texts: [],
    }
    judged: list[Judged] = []
    for name, pick in pools.items():
        picked = {code: pick(texts) for code, texts in sorted(searcher.questions.items())}
        # 问句少的索引里，学来的向量也只留一半事项的；一句也没有的不留
        taught = list(picked) if name == "all" else [code for code, texts in picked.items() if len(texts) >= 2]
        variant = with_questions(searcher, picked, searcher.prototypes.only(taught))
        judged += judge(variant, wording, SHARES[name])
        if name == "none":
            # 别的索引里只有这些事项没有问句，放进去等于把答案写在“没有问句”这一项上
            judged += judge(variant, items, SHARES[name])
    return judged


def with_questions(searcher: Searcher, questions: Mapping[str, list[str]], prototypes: Prototypes) -> Searcher:
    """返回只换了索引里问句和学来的向量的检索（向量取缓存，不重新编码）。"""
    variant = copy.copy(searcher)
    variant.questions, variant.prototypes = questions, prototypes
    variant.rebuild()
    return variant
