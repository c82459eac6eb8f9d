"""可比较的几种做法：同一批候选、同一份特征，只换怎样合成排序分；外加换索引内容、换模型的几种。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from retrieval.features import NAMES

RRF = 60
"""RRF 的常数（Cormack et al. 2009）。"""

Combine = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Way:
    """一种做法：名字、由特征矩阵算排序分、要不要编码问句（只用词法的不要）。"""

    name: str
    combine: Combine
    encodes: bool = True


def weighted(**weights: float) -> Combine:
    """返回按这些权重线性加权的做法；没写的特征权重为 0。"""
    vector = np.array([weights.get(name, 0.0) for name in NAMES], np.float32)
    return lambda matrix: matrix @ vector


def reciprocal_ranks(matrix: np.ndarray) -> np.ndarray:
    """向量与 BM25 各排一个名次，按 1/(60+名次) 相加：不看分数大小的等权融合。"""
    total = np.zeros(len(matrix))
    dense = matrix[:, [NAMES.index("text"), NAMES.index("asked")]].max(axis=1)
    for column in (dense, matrix[:, NAMES.index("words")]):
        ranks = np.argsort(np.argsort(-column, kind="stable"), kind="stable")
        total += 1 / (RRF + 1 + ranks)
    return total


WAYS: tuple[Way, ...] = (
    Way("只用 BM25", weighted(words=1), encodes=False),
    Way("向量：只编官方名", weighted(name=1)),
    Way("向量：名加说明", weighted(text=1)),
    Way("向量：最近的问句", weighted(asked=1)),
    Way("向量：名、说明、别名、问句", weighted(name=1, text=1, alias=0.5, asked=1)),
    Way("BM25 与向量等权 RRF", reciprocal_ranks),
    Way("向量加 BM25，手定权重", weighted(name=20, text=20, alias=5, asked=20, words=2, exact=6)),
)
