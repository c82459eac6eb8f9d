"""指标：期望值都是看得见的算术。"""

from __future__ import annotations

import math

import pytest

from retrieval.metrics import hit_at, interval, ndcg_at, reciprocal_rank


def test_hit_takes_the_best_of_the_first_k() -> None:
    assert hit_at([0, 0.5, 1], 1) == 0
    assert hit_at([0, 0.5, 1], 2) == 0.5
    assert hit_at([0, 0.5, 1], 3) == 1
    assert hit_at([], 3) == 0


def test_reciprocal_rank() -> None:
    assert reciprocal_rank([0, 1]) == 1 / 2
    assert reciprocal_rank([0.5, 0, 1]) == max(0.5 / 1, 1 / 3)
    assert reciprocal_rank([]) == 0


def test_ndcg() -> None:
    assert ndcg_at([1, 0, 0], 3) == 1
    # 第二名：1/log2(3)，理想是 1/log2(2) = 1
    assert ndcg_at([0, 1, 0], 3) == pytest.approx(1 / math.log2(3))
    # 两个都对、只找到一个：1 ÷ (1 + 1/log2(3))
    assert ndcg_at([1, 0], 2, ideal=[1, 1]) == pytest.approx(1 / (1 + 1 / math.log2(3)))
    assert ndcg_at([], 3) == 0


def test_interval_covers_the_mean_and_is_repeatable() -> None:
    values = [1.0] * 80 + [0.0] * 20
    low, high = interval(values)
    assert low < 0.8 < high
    # 二项分布的标准差 sqrt(0.8×0.2/100) = 0.04，95% 区间约 ±0.08
    assert high - low == pytest.approx(0.16, abs=0.04)
    assert interval(values) == (low, high)
    assert interval([]) == (0.0, 0.0)
    assert interval([1.0] * 5) == (1.0, 1.0)
