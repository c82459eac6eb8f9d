"""学排序权重：在留出的问句上做列表式 softmax 回归（ListNet，Cao et al. 2007 的 top-1 形式）。

索引里只放训练那份问句，学的是留出的那份；再混入“每个事项只有三句”和“一句也没有”的索引，
免得权重全压在问句相似上——真实的人问法比留出的问句离得更远，新导入的事项根本没有问句。
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import yaml

from retrieval.features import NAMES
from retrieval.ranker import Ranker
from retrieval.searcher import Searcher

NATION = "000000"
EXACT = 6.0
"""正好就是官方名、别名或编码时加的分：不学，保证排第一。"""
NO_ASKED = 1.0
"""没有问句的事项补多少分：不学（留出题的答案都有问句，学了就会压低没有问句的）。
补 0.3、0.8、1.2 时，这样的新事项 hit@1 是 0.65、0.70、0.76，有问句的是 0.786、0.782、0.777。"""
RIDGE = 0.02
"""权重收缩：0.001 时几项相近的余弦一正一负地抵着（名为负、问句为正），问法一远就不稳；0.02 各项都为正，留出题不降。"""
OFF_TOPIC = Path(__file__).with_name("off_topic.yaml")


@dataclass(frozen=True)
class Judged:
    """一句问句的候选特征和正确的那一行；没有正确候选时 `right` 为 -1。"""

    matrix: np.ndarray
    right: int
    weight: float


def judge(searcher: Searcher, questions: Mapping[str, Sequence[str]], weight: float = 1.0) -> list[Judged]:
    """返回每句问句的候选特征与答案。"""
    out = []
    for code, texts in questions.items():
        for text in texts:
            scored = searcher.score(text, [NATION])
            codes = [one.document.code for one in scored]
            if scored:
                matrix = np.stack([one.features for one in scored])
                out.append(Judged(matrix, codes.index(code) if code in codes else -1, weight))
    return out


def fit_weights(judged: Sequence[Judged], ridge: float = RIDGE, steps: int = 60) -> dict[str, float]:
    """返回使正确候选的 softmax 份额最大的特征权重。"""
    usable = [one for one in judged if one.right >= 0]
    sizes = [len(one.matrix) for one in usable]
    rows = torch.from_numpy(np.concatenate([one.matrix for one in usable])).double()
    owner = torch.repeat_interleave(torch.arange(len(usable)), torch.tensor(sizes))
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    right = torch.from_numpy(first + np.array([one.right for one in usable]))
    share = torch.tensor([one.weight for one in usable]).double()
    scale = rows.std(0) + 1e-6
    rows[:, NAMES.index("exact")] = 0
    weights = torch.zeros(len(NAMES), dtype=torch.double, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=steps, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        scores = (rows / scale) @ weights
        top = torch.full((len(usable),), -1e9, dtype=torch.double).scatter_reduce(0, owner, scores, "amax").detach()
        total = torch.zeros(len(usable), dtype=torch.double).scatter_add(0, owner, torch.exp(scores - top[owner]))
        value = (share * (torch.log(total) + top - scores[right])).sum() / share.sum() + ridge * (weights**2).sum()
        value.backward()
        return value

    optimiser.step(loss)
    final = (weights / scale).detach().numpy()
    found = {name: round(float(value), 4) for name, value in zip(NAMES, final, strict=True)}
    return {**found, "exact": EXACT, "no_asked": NO_ASKED}


def fit_answerable(
    searcher: Searcher, questions: Mapping[str, Sequence[str]], ranker: Ranker, ridge: float = 1e-3
) -> dict[str, float]:
    """返回“第一名答得对”的逻辑回归系数：正例反例来自留出问句，另加不是办事的话作反例。"""
    rows: list[np.ndarray] = []
    labels: list[float] = []
    shares: list[float] = []
    off_topic: list[str] = yaml.safe_load(OFF_TOPIC.read_text("utf-8"))
    asked = [(text, code) for code, texts in questions.items() for text in texts]
    for text, code in [*asked, *((str(text), "") for text in off_topic)]:
        scored = searcher.score(text, [NATION])
        if not scored:
            continue
        totals = ranker.scores(np.stack([one.features for one in scored]))
        order = np.argsort(-totals)
        lead = float(totals[order[0]] - totals[order[1]]) if len(order) > 1 else 5.0
        best = scored[order[0]]
        rows.append(np.concatenate([best.features, [min(lead, 5.0), 1.0]]))
        labels.append(float(best.document.code == code))
        # 不是办事的话只有一百来句，按问句总数的三成计
        shares.append(1.0 if code else 0.3 * len(asked) / len(off_topic))
    names = [*NAMES, "lead", "bias"]
    matrix = torch.from_numpy(np.array(rows)).double()
    # 留出题的答案都有问句，没有问句的事项排第一必是错的；线上的地方事项却正是这样，所以不学这一项
    matrix[:, NAMES.index("no_asked")] = 0
    target, share = torch.tensor(labels).double(), torch.tensor(shares).double()
    scale = matrix.std(0)
    scale[scale < 1e-6] = 1.0
    weights = torch.zeros(len(names), dtype=torch.double, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=80, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        logits = (matrix / scale) @ weights
        each = torch.nn.functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
        value = (share * each).sum() / share.sum() + ridge * (weights[:-1] ** 2).sum()
        value.backward()
        return value

    optimiser.step(loss)
    final = (weights / scale).detach().numpy()
    return {name: round(float(value), 4) for name, value in zip(names, final, strict=True)}


def save_ranker(path: Path, ranker: Ranker, record: Mapping[str, Any]) -> None:
    """写出排序器的系数和来历。"""
    stored = {"weights": ranker.weights, "answerable": ranker.answerable, "record": dict(record)}
    path.write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", "utf-8")
