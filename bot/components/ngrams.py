"""词与字的 n 元特征、线性分类：意图分类器里与 Rasa 无关的部分。

服务时只用 numpy：一句话几十个特征，各取一行权重相加，不到一毫秒；scikit-learn 只在训练时导入。
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

NGRAMS_FILE = "ngrams.json"
WEIGHTS_FILE = "weights.npz"
EDGE = " "
"""字 n 元在首尾各补一个，让“开头是‘不是’”也成为特征。"""


def grams(text: str, words: Sequence[str], longest: int = 3) -> list[str]:
    """一句话的特征，不重复：词的一元、二元，字的一到 `longest` 元。`words` 里词典命中的词已换成类别词元。"""
    found = [f"w {word}" for word in words]
    found += [f"w {first} {second}" for first, second in zip(words, words[1:], strict=False)]
    padded = f"{EDGE}{''.join(text.split()).lower()}{EDGE}"
    for size in range(1, longest + 1):
        found += [f"c {padded[n : n + size]}" for n in range(len(padded) - size + 1)]
    return list(dict.fromkeys(found))


def class_weights(labels: Sequence[str], power: float) -> dict[str, float]:
    """每个意图的权重：（平均例句数 ÷ 本意图例句数）的 `power` 次方；1 是完全平衡，0 是不加权。"""
    counts = Counter(labels)
    mean = len(labels) / len(counts)
    return {label: (mean / count) ** power for label, count in counts.items()}


class NgramClassifier:
    """多类逻辑回归：每个特征一行权重。"""

    def __init__(self, columns: dict[str, int], classes: Sequence[str], weights: np.ndarray, bias: np.ndarray) -> None:
        """`weights` 的形状是（特征数, 类别数）。"""
        self.columns, self.classes, self.weights, self.bias = columns, list(classes), weights, bias

    @classmethod
    def train(
        cls, examples: Sequence[Sequence[str]], labels: Sequence[str], strength: float, power: float, rounds: int
    ) -> NgramClassifier:
        """由每句的特征训练，至少三类。

        `strength` 是正则强度的倒数，`power` 见 class_weights，`rounds` 是最多迭代几轮。
        """
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import LogisticRegression

        columns: dict[str, int] = {}
        places, starts = [], [0]
        for features in examples:
            places += [columns.setdefault(feature, len(columns)) for feature in features]
            starts.append(len(places))
        lengths = np.diff(starts)
        values = np.repeat(1.0 / np.sqrt(np.maximum(lengths, 1)), lengths)
        matrix = csr_matrix((values, places, starts), shape=(len(examples), len(columns)))
        model = LogisticRegression(
            C=strength, max_iter=rounds, tol=1e-3, class_weight=class_weights(labels, power), random_state=0
        )
        model.fit(matrix, labels)
        return cls(columns, list(model.classes_), model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32))

    def probabilities(self, features: Sequence[str]) -> np.ndarray:
        """每个类别的概率，次序同 `classes`。没见过的特征不算，但仍占长度。"""
        rows = [self.columns[feature] for feature in features if feature in self.columns]
        scores = self.bias.astype(np.float64)
        if rows:
            scores = scores + self.weights[rows].sum(axis=0, dtype=np.float64) / np.sqrt(len(features))
        odds = np.exp(scores - scores.max())
        return odds / odds.sum()

    def write(self, folder: Path) -> None:
        """存到一个目录；权重存成半精度，够分出高下。"""
        np.savez_compressed(folder / WEIGHTS_FILE, weights=self.weights.astype(np.float16), bias=self.bias)
        saved = {"classes": self.classes, "grams": list(self.columns)}
        (folder / NGRAMS_FILE).write_text(json.dumps(saved, ensure_ascii=False), "utf-8")

    @classmethod
    def read(cls, folder: Path) -> NgramClassifier:
        """读回 `write` 存的；缺文件时抛出 FileNotFoundError。"""
        saved = json.loads((folder / NGRAMS_FILE).read_text("utf-8"))
        with np.load(folder / WEIGHTS_FILE) as arrays:
            weights, bias = arrays["weights"].astype(np.float32), arrays["bias"]
        return cls({gram: row for row, gram in enumerate(saved["grams"])}, saved["classes"], weights, bias)
