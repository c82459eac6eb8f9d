"""句意分类：检索用的句向量上再加一层逻辑回归，认这句话在对话里起什么作用。

向量反正要为检索算一次，这里只多一次 384 × 43 的乘法；没见过的说法靠意思相近认出来。
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from retrieval.encoder import Encoder
from retrieval.normalise import normalise

FILE = "meaning.npz"
STRENGTH = 160.0
"""正则强度的倒数；单位向量分量小，所以数值大。10–500 里交叉验证最好的一档。"""
WEIGHT_POWER = 0.6
ROUNDS = 200
BATCH = 256


class MeaningClassifier:
    """`digest` 是训练时的向量模型；模型换了就不能用。"""

    def __init__(self, classes: Sequence[str], weights: np.ndarray, bias: np.ndarray, digest: str) -> None:
        """`weights` 的形状是（维数, 类别数）。"""
        self.classes, self.weights, self.bias, self.digest = list(classes), weights, bias, digest

    def probabilities(self, vector: np.ndarray) -> np.ndarray:
        """一句话每个意图的概率，次序同 `classes`。"""
        scores = vector.astype(np.float64) @ self.weights + self.bias
        odds = np.exp(scores - scores.max())
        chances: np.ndarray = odds / odds.sum()
        return chances

    @classmethod
    def train(cls, vectors: np.ndarray, labels: Sequence[str], digest: str) -> MeaningClassifier:
        """由例句的向量训练；至少三类。"""
        from sklearn.linear_model import LogisticRegression

        counts = Counter(labels)
        mean = len(labels) / len(counts)
        model = LogisticRegression(
            C=STRENGTH,
            max_iter=ROUNDS,
            tol=1e-3,
            random_state=0,
            class_weight={label: (mean / count) ** WEIGHT_POWER for label, count in counts.items()},
        )
        model.fit(vectors, labels)
        return cls(model.classes_, model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32), digest)

    def write(self, path: Path) -> None:
        """存成一个文件；写完才换上。"""
        scratch = path.with_name(path.name + ".new")
        with scratch.open("wb") as file:
            np.savez(file, classes=self.classes, weights=self.weights, bias=self.bias, digest=self.digest)
        os.replace(scratch, path)

    @classmethod
    def read(cls, path: Path) -> MeaningClassifier:
        """读回 `write` 存的；没有这个文件抛出 FileNotFoundError。"""
        with np.load(path, allow_pickle=False) as saved:
            classes = [str(name) for name in saved["classes"]]
            return cls(classes, saved["weights"], saved["bias"], str(saved["digest"]))


def sentence_vectors(encoder: Encoder, texts: Sequence[str]) -> np.ndarray:
    """一批话的向量，与检索编码同一句话得到的相同。"""
    plain = [normalise(text).text for text in texts]
    return np.vstack([encoder.queries(plain[start : start + BATCH]) for start in range(0, len(plain), BATCH)])


def open_meaning(path: Path, encoder: Encoder) -> MeaningClassifier | None:
    """打开训练好的句意分类；还没训练、或是给别的向量模型训练的，返回 None（只听机器人的）。"""
    if not path.is_file():
        return None
    meaning = MeaningClassifier.read(path)
    return meaning if meaning.digest == encoder.digest else None


class FollowedMeaning:
    """留意句意分类的文件：后台重新训练换上新的，动作服务不用重启。"""

    def __init__(self, path: Path, encoder: Encoder) -> None:
        self._path, self._encoder = path, encoder
        self._seen = self._mark()

    def newer(self) -> MeaningClassifier | None:
        """文件换过就返回新的；没换、换成了用不了的，返回 None。"""
        mark = self._mark()
        if mark is None or mark == self._seen:
            return None
        self._seen = mark
        return open_meaning(self._path, self._encoder)

    def _mark(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_ino
