"""取候选：向量最近的、词法得分高的、正好相同的，按地区留下看得见的。"""

from __future__ import annotations

import numpy as np

from retrieval.building import State
from retrieval.documents import NATION
from retrieval.settings import CandidateSettings


def candidates(
    state: State,
    query: str,
    vectors: np.ndarray,
    words: np.ndarray,
    chain: list[str],
    settings: CandidateSettings,
    strict_region: bool,
) -> np.ndarray:
    """返回候选文档的编号：全国记录和地区链上的地方记录；`strict_region` 时只要地方记录。"""
    index = state.index
    local = [code for code in chain if code != NATION]
    visible = np.zeros(len(index.documents), bool) if strict_region else index.national.copy()
    parts = [np.array(index.exact(query), np.int64)]
    if not strict_region:
        parts.append(index.nearest(vectors, settings.vectors))
    if local:
        visible[index.regional_documents(local)] = True
        parts.append(index.nearest_regional(local, vectors, settings.regional_vectors))
    parts.append(_best(np.where(visible, words, 0), settings.words))
    return state.with_counterparts(np.unique(np.concatenate(parts)).astype(np.int64), visible)


def _best(scores: np.ndarray, count: int) -> np.ndarray:
    count = min(count, len(scores))
    if not count:
        return np.zeros(0, np.int64)
    top = np.argpartition(-scores, count - 1)[:count]
    return top[scores[top] > 0]
