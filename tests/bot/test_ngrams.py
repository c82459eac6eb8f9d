"""n 元分类：特征、类别权重、训练与存取。"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.components.ngrams import NgramClassifier, class_weights, grams

SAID = {
    "ask_fee": ["多少钱", "要花多少钱", "收费吗", "贵不贵", "费用多少"],
    "greet": ["你好", "您好呀", "早上好", "在吗"],
    "ask_time": ["要多久", "几天能好", "多长时间", "多久能办下来", "什么时候能拿"],
}


def trained() -> NgramClassifier:
    pairs = [(text, intent) for intent, texts in SAID.items() for text in texts]
    return NgramClassifier.train(
        [grams(text, []) for text, _ in pairs], [intent for _, intent in pairs], strength=30, power=0.6, rounds=50
    )


def test_grams_are_words_word_pairs_and_characters_with_edges() -> None:
    """“办证”：词一元二元、字一到三元，首尾各补一个空格；不重复。"""
    found = grams("办证", ["办", "__service__"], longest=2)
    assert found == ["w 办", "w __service__", "w 办 __service__", "c  ", "c 办", "c 证", "c  办", "c 办证", "c 证 "]


def test_weights_soften_the_balance() -> None:
    """4 条与 1 条，平均 2.5 条：全平衡是 2.5/4 与 2.5/1，一半的幂就是开方。"""
    labels = ["a"] * 4 + ["b"]
    assert class_weights(labels, 1.0) == {"a": 2.5 / 4, "b": 2.5}
    assert class_weights(labels, 0.5) == {"a": (2.5 / 4) ** 0.5, "b": 2.5**0.5}
    assert class_weights(labels, 0.0) == {"a": 1.0, "b": 1.0}


def test_training_tells_classes_apart_and_survives_saving(tmp_path: Path) -> None:
    model = trained()
    model.write(tmp_path)
    again = NgramClassifier.read(tmp_path)
    for intent, texts in SAID.items():
        for text in texts:
            chances = again.probabilities(grams(text, []))
            assert again.classes[int(chances.argmax())] == intent
            np.testing.assert_allclose(chances, model.probabilities(grams(text, [])), atol=0.01)


def test_nothing_seen_before_gives_the_bias_alone() -> None:
    """全是没见过的字，概率只由偏置定，加起来是 1。"""
    model = trained()
    chances = model.probabilities(grams("ΑΒΓ", [])[3:])
    assert abs(chances.sum() - 1) < 1e-9
