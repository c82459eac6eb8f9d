"""倒数排名（Voorhees 1999）：相关度除以名次，取最大；全体平均即 MRR。"""

from __future__ import annotations

from collections.abc import Sequence


def reciprocal_rank(relevances: Sequence[float]) -> float:
    """返回相关度与名次之比的最大值；没有相关的为 0。"""
    return max((value / (place + 1) for place, value in enumerate(relevances)), default=0.0)
