"""hit@k（success@k）：前 k 名里最相关的一条的相关度；相关度取 0 到 1，半对算半分。"""

from __future__ import annotations

from collections.abc import Sequence


def hit_at(relevances: Sequence[float], k: int) -> float:
    """返回前 k 名里最高的相关度；没有结果为 0。"""
    return max(relevances[:k], default=0.0)
