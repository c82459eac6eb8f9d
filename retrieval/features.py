"""给候选文档算特征：每一项都是一个能说清的分，最后的排序分是它们的加权和。"""

from __future__ import annotations

import numpy as np

from retrieval.actions import action_groups
from retrieval.index import Index
from retrieval.tokens import tokens

NAMES = (
    "name",  # 问句与官方名的余弦
    "text",  # 与“名加说明”的余弦
    "alias",  # 与最近的别名、情形的余弦
    "asked",  # 与最近的百姓问句的余弦
    "asked_many",  # 与各条百姓问句的软最大值：几条都像比一条像可靠
    "words",  # BM25：名、别名、说明
    "asked_words",  # BM25：百姓问句
    "exact",  # 问句里整个出现的官方名或别名有多长（占问句的比例）
    "cover",  # 官方名的字有多少出现在问句里
    "action",  # 官方名里的动作有多少在问句里说到（补办、换领、注销……）
    "other_action",  # 问句说的是别的动作
    "package",  # 是一件事
    "no_asked",  # 没有百姓问句（新导入的地方事项）
)
SOFT = 20.0
"""软最大值的锐度：越大越接近取最大。"""


def features(
    index: Index,
    places: np.ndarray,
    vectors: np.ndarray,
    query: str,
    clause_weight: float,
    words: np.ndarray,
    asked_words: np.ndarray,
) -> np.ndarray:
    """返回候选的特征矩阵，每行一篇、每列依 `NAMES`；`vectors` 第一行是整句，其余是长句的各段。"""
    whole = _dense(index, places, vectors[:1])
    if len(vectors) > 1:
        parts = np.max([_dense(index, places, vectors[i : i + 1]) for i in range(1, len(vectors))], axis=0)
        whole = (1 - clause_weight) * whole + clause_weight * parts
    grams = set(tokens(query))
    rest = np.zeros((len(places), 8), np.float32)
    rest[:, 0] = words[places]
    rest[:, 1] = asked_words[places]
    for row, place in enumerate(places):
        view = index.texts[place]
        rest[row, 2] = _exact(view.name, view.aliases, query)
        name_grams = tokens(view.name)
        rest[row, 3] = sum(gram in grams for gram in name_grams) / max(1, len(name_grams))
    said, named = np.array(action_groups(query, "query"), bool), index.actions[places]
    shared, has = (named & said).sum(axis=1), named.sum(axis=1)
    rest[:, 4] = shared / np.maximum(1, has)
    rest[:, 5] = (has > 0) & (shared == 0) & said.any()
    rest[:, 6] = index.packages[places]
    rest[:, 7] = index.asked[places] == 0
    return np.concatenate([whole, rest], axis=1)


def _dense(index: Index, places: np.ndarray, vector: np.ndarray) -> np.ndarray:
    counts = index.start[places + 1] - index.start[places]
    firsts = np.concatenate([[0], np.cumsum(counts)])[:-1]
    rows = np.repeat(index.start[places] - firsts, counts) + np.arange(int(counts.sum()))
    similarity = index.rows[rows] @ vector[0]
    out = np.empty((len(places), 5), np.float32)
    out[:, 0] = similarity[firsts]
    out[:, 1] = similarity[firsts + 1]
    own = np.maximum(out[:, 0], out[:, 1])
    for row in range(len(places)):
        first, aliases, asked = firsts[row] + 2, index.aliases[places[row]], index.asked[places[row]]
        out[row, 2] = similarity[first : first + aliases].max() if aliases else own[row]
        if asked:
            near = similarity[first + aliases : first + aliases + asked]
            top = near.max()
            out[row, 3] = top
            out[row, 4] = top + np.log(np.exp(SOFT * (near - top)).mean()) / SOFT
        else:
            out[row, 3] = out[row, 4] = max(own[row], out[row, 2])
    return out


def _exact(name: str, aliases: tuple[str, ...], query: str) -> float:
    if name == query or query in aliases:
        return 1.5
    found = max((len(word) for word in (name, *aliases) if len(word) > 1 and word in query), default=0)
    return found / max(4, len(query))
