"""与背景的余弦的平均、标准差：由均值与协方差算的，与逐个乘出来的一样。"""

from __future__ import annotations

import numpy as np
import pytest

from actions.closeness import Background, standard_scores


def unit_rows(count: int, dimension: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.mark.parametrize("count", [1, 2, 700])
def test_the_same_as_multiplying_by_every_row(count: int) -> None:
    rows, vector = unit_rows(count, 384, 1), unit_rows(1, 384, 2)[0]
    cosines = rows @ vector
    mean, spread = Background(rows).of(vector)
    assert mean == pytest.approx(float(cosines.mean()), abs=1e-6)
    assert spread == pytest.approx(float(cosines.std()), abs=1e-6)


def test_scores_count_in_spreads_above_the_mean() -> None:
    assert standard_scores(np.array([0.9, 0.5]), mean=0.5, spread=0.2) == pytest.approx([2.0, 0.0])


def test_a_flat_background_tells_nothing() -> None:
    assert standard_scores(np.array([0.9, 0.5]), mean=0.5, spread=0.0).tolist() == [0.0, 0.0]
