"""排序分：特征的线性加权。权重在 `ranker.json`，由 retrieval.training.ranker 在仓库自带的问句上学得。"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.features import NAMES

MOST_LEAD = 5.0
"""领先第二名的幅度最多算这么多；没有第二名时也算这么多。"""
FILE = Path(__file__).with_name("ranker.json")


@dataclass(frozen=True)
class Ranker:
    """线性排序器与“能否回答”的两组系数。"""

    weights: dict[str, float]
    answerable: dict[str, float]

    def vector(self) -> np.ndarray:
        """返回按 `NAMES` 排好的权重。"""
        return np.array([self.weights.get(name, 0.0) for name in NAMES], np.float32)

    def scores(self, matrix: np.ndarray) -> np.ndarray:
        """返回每个候选的排序分（越大越好，只在同一次检索里比较）。"""
        out: np.ndarray = matrix @ self.vector()
        return out

    def probability(self, best: np.ndarray, lead: float) -> float:
        """返回第一名答得对的概率：用它的特征和领先第二名的幅度。"""
        total = self.answerable["bias"] + self.answerable["lead"] * min(lead, MOST_LEAD)
        for name, value in zip(NAMES, best, strict=True):
            total += self.answerable.get(name, 0.0) * float(value)
        return float(1 / (1 + np.exp(-total)))


@functools.cache
def load_ranker(path: Path = FILE) -> Ranker:
    """返回随仓库提交的排序器。"""
    stored = json.loads(path.read_text("utf-8"))
    return Ranker(weights=stored["weights"], answerable=stored["answerable"])
