"""自助法置信区间（Efron 1979）：对题目有放回抽样，取均值的分位数。"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def interval(values: Sequence[float], level: float = 0.95, draws: int = 2000, seed: int = 7) -> tuple[float, float]:
    """返回均值的置信区间；没有题目时为 (0, 0)。"""
    if not values:
        return 0.0, 0.0
    sample = np.asarray(values, float)
    picked = np.random.default_rng(seed).integers(0, len(sample), (draws, len(sample)))
    means = sample[picked].mean(axis=1)
    tail = (1 - level) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return float(low), float(high)
