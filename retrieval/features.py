"""给候选文档算特征：每一项都是一个能说清的分，最后的排序分是它们的加权和。"""

from __future__ import annotations

import numpy as np

from retrieval.shard import Shard

NAMES = (
    "name",  # 问句与官方名的余弦
    "text",  # 与“名加说明”的余弦
    "alias",  # 与最近的别名、情形的余弦
    "asked",  # 与最近的百姓问句的余弦
    "asked_many",  # 与各条百姓问句的软最大值：几条都像比一条像可靠
    "learned",  # 与事项学来的向量的余弦（由训练问句学得）
    "words",  # BM25：名、别名、说明
    "exact",  # 问句正好就是官方名、别名或编码
    "package",  # 是一件事
    "no_asked",  # 没有百姓问句（新导入的地方事项）
)
SOFT = 20.0
"""软最大值的锐度：越大越接近取最大。"""


def features(
    index: Shard, places: np.ndarray, vectors: np.ndarray, query: str, clause_weight: float, words: np.ndarray
) -> np.ndarray:
    """返回候选的特征矩阵，每行一篇、每列依 `NAMES`；`vectors` 第一行是整句，其余是长句的各段。"""
    whole = _dense(index, places, vectors[:1])
    if len(vectors) > 1:
        parts = np.max([_dense(index, places, vectors[i : i + 1]) for i in range(1, len(vectors))], axis=0)
        whole = (1 - clause_weight) * whole + clause_weight * parts
    blank = ~index.encoded[places]
    if blank.any() and not blank.all():
        whole[blank] = whole[~blank].mean(axis=0)  # 还没编码的当作一般像，由词法分出高下
    rest = np.zeros((len(places), 4), np.float32)
    rest[:, 0] = words[places]
    rest[:, 1] = np.isin(places, index.exact(query))
    rest[:, 2] = index.packages[places]
    rest[:, 3] = index.asked[places] == 0
    return np.concatenate([whole, rest], axis=1)


def _dense(index: Shard, places: np.ndarray, vector: np.ndarray) -> np.ndarray:
    counts = index.start[places + 1] - index.start[places]
    first = np.concatenate([[0], np.cumsum(counts)])[:-1]
    rows = np.repeat(index.start[places] - first, counts) + np.arange(int(counts.sum()))
    similarity = index.rows.similarity(rows, vector[0])
    aliases, asked = index.aliases[places], index.asked[places]
    out = np.empty((len(places), 6), np.float32)
    out[:, 0] = similarity[first]
    out[:, 1] = similarity[first + 1]
    own = np.maximum(out[:, 0], out[:, 1])
    out[:, 2] = np.where(aliases > 0, _segments(np.maximum, similarity, first + 2, first + 2 + aliases), own)
    starts, ends = first + 2 + aliases, first + counts
    known = np.maximum(own, out[:, 2])  # 没有问句的（新导入的事项）拿最像的说法顶替
    out[:, 3] = np.where(asked > 0, _segments(np.maximum, similarity, starts, ends), known)
    total = _segments(np.add, np.exp(SOFT * (similarity - 1)), starts, ends)
    soft = 1 + np.log(np.maximum(total, 1e-30) / np.maximum(1, asked)) / SOFT
    out[:, 4] = np.where(asked > 0, soft, known)
    # 新导入的事项没有学来的向量：由最像的说法折算
    likely = index.prototypes.slope * np.maximum(known, out[:, 3]) + index.prototypes.shift
    out[:, 5] = np.where(index.taught[places], index.learned[places] @ vector[0], likely)
    return out


def _segments(ufunc: np.ufunc, values: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """对各段做归约；空段的值没有意义，由调用方另给。"""
    padded = np.append(values, values[-1:])
    bounds = np.stack([starts, ends], axis=1).ravel()
    out: np.ndarray = ufunc.reduceat(padded, bounds)[::2]
    return out
