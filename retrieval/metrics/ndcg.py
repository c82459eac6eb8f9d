"""nDCG@k（Järvelin & Kekäläinen 2002）：折损累计增益除以理想排序的折损累计增益。"""

from __future__ import annotations

import math
from collections.abc import Sequence


def ndcg_at(relevances: Sequence[float], k: int, ideal: Sequence[float] = (1.0,)) -> float:
    """返回前 k 名的 nDCG；`ideal` 是这题所有相关结果的相关度（默认只有一个满分）。"""
    best = _gain(sorted(ideal, reverse=True), k)
    return min(1.0, _gain(relevances, k) / best) if best else 0.0


def _gain(relevances: Sequence[float], k: int) -> float:
    return sum(value / math.log2(place + 2) for place, value in enumerate(relevances[:k]))
