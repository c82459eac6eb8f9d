"""两路合议：词面分类（机器人给的前几名）与句意分类的概率取加权几何平均。

两路错在不同的地方：词面的见过才认得，句意的分不清只差一两个字的。四折交叉里各自约 0.70，合起来 0.79（docs/adr/0005）。
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from actions.understanding.meaning import MeaningClassifier

LEAST = 1e-6
"""前几名之外的概率不会是零，按这么多算。"""
FALLBACK = "nlu_fallback"


def settle(
    ranking: Mapping[str, float], meaning: MeaningClassifier, vector: np.ndarray, share: float, least: float
) -> tuple[str, float]:
    """定下（意图，把握）；`share` 是句意那一路的分量，把握低于 `least` 时意图是 nlu_fallback。"""
    return likeliest(agreed(ranking, meaning, vector, share), meaning.classes, least)


def likeliest(chances: np.ndarray, classes: Sequence[str], least: float) -> tuple[str, float]:
    """概率最高的（意图，把握）；低于 `least` 时意图是 nlu_fallback。"""
    best = int(chances.argmax())
    confidence = float(chances[best])
    return (classes[best] if confidence >= least else FALLBACK), confidence


def agreed(ranking: Mapping[str, float], meaning: MeaningClassifier, vector: np.ndarray, share: float) -> np.ndarray:
    """每个意图的合议概率，次序同 `meaning.classes`。"""
    words = np.array([max(ranking.get(name, LEAST), LEAST) for name in meaning.classes])
    sense = np.maximum(meaning.probabilities(vector), LEAST)
    chances: np.ndarray = words ** (1 - share) * sense**share
    return chances / chances.sum()


ERRANDS = ("ask_service", "tell_event")
"""都是在说要办什么：问办事、讲遇到的事，两样分得不匀时合起来才看得出。"""


def errand_chance(chances: np.ndarray, classes: Sequence[str]) -> float:
    """是在说要办什么的把握：问办事与讲遇到的事合起来。"""
    return float(sum(chances[classes.index(name)] for name in ERRANDS if name in classes))
