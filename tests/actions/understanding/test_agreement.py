"""两路合议：几何平均，分量按比例，没把握就不当真。"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from actions.understanding.agreement import settle
from actions.understanding.examples import load_examples
from actions.understanding.meaning import MeaningClassifier


def meaning(*chances: float) -> MeaningClassifier:
    """对任何句子都给出这几个概率的句意分类。"""
    names = ["ask_fee", "ask_time", "greet"][: len(chances)]
    return MeaningClassifier(names, np.zeros((2, len(chances))), np.log(np.array(chances)), "d")


ANY = np.zeros(2)


def test_equal_shares_take_the_geometric_mean() -> None:
    """词面 0.9/0.1、句意 0.2/0.8：√0.18 与 √0.08，即 0.6 与 0.4。"""
    intent, confidence = settle({"ask_fee": 0.9, "ask_time": 0.1}, meaning(0.2, 0.8), ANY, 0.5, 0.35)
    assert intent == "ask_fee"
    assert confidence == pytest.approx(0.6)


def test_the_share_decides_who_wins() -> None:
    """句意占九成时听句意的。"""
    assert settle({"ask_fee": 0.9, "ask_time": 0.1}, meaning(0.2, 0.8), ANY, 0.9, 0.35)[0] == "ask_time"


def test_too_little_confidence_is_a_fallback() -> None:
    """三个一样可能，各三分之一，低于 0.35。"""
    third = 1 / 3
    ranking = {"ask_fee": third, "ask_time": third, "greet": third}
    assert settle(ranking, meaning(third, third, third), ANY, 0.5, 0.35)[0] == "nlu_fallback"


def test_an_intent_outside_the_ranking_cannot_win_alone() -> None:
    """词面前几名里没有的意图只按百万分之一算。"""
    assert settle({"ask_fee": 0.6, "ask_time": 0.4}, meaning(0.05, 0.05, 0.9), ANY, 0.5, 0.35)[0] == "ask_fee"


def test_saving_keeps_classes_and_digest(tmp_path: Path) -> None:
    vectors = np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 0.9], [-1.0, 0.0]])
    MeaningClassifier.train(vectors, ["a", "a", "b", "b", "c"], "模型").write(tmp_path / "m.npz")
    again = MeaningClassifier.read(tmp_path / "m.npz")
    assert (again.classes, again.digest) == (["a", "b", "c"], "模型")
    assert again.probabilities(np.array([1.0, 0.0])).argmax() == 0


def test_examples_cover_every_written_intent_once() -> None:
    """例句不重复计，问事项与说事情都有。"""
    examples = load_examples()
    intents = {intent for intent, _ in examples}
    assert {"ask_service", "tell_event", "ask_fee", "emergency", "off_topic"} <= intents
    assert all(text for _, text in examples)
    assert examples == load_examples()
