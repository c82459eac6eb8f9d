"""一句话与常见问答的问法有多近：用全目录的问答当背景，换成标准分，各句之间才可比。

问法的向量在建索引时已经编码好，这里只取用；目录换了发布版就重取。
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from retrieval.encoder import Encoder
from retrieval.normalise import clean
from retrieval.searcher import Searcher

MOST_PHRASES = 8000
"""最多记多少句固定说法的向量（一句约 1.5 KB）。"""
MOST_LISTS = 300
"""最多记多少组问法的向量（一组几句到几十句，约 10–60 KB）；记满了重来。"""


class FaqCloseness:
    """记住一个发布版的全部问法向量。可多线程调用。"""

    def __init__(self) -> None:
        self._release = ""
        self._background: Background | None = None
        self._extra: dict[str, np.ndarray] = {}
        self._asked: dict[tuple[str, ...], np.ndarray] = {}
        self._digest, self._phrases = "", dict[str, np.ndarray]()
        self._lock = threading.Lock()

    def phrases(self, encoder: Encoder, texts: Sequence[str]) -> np.ndarray:
        """固定的说法（情形的选项、步骤名）的向量，形状 (句数, 维数)；同一句只编码一次，记满了重来。"""
        with self._lock:
            if self._digest != encoder.digest or len(self._phrases) > MOST_PHRASES:
                self._digest, self._phrases = encoder.digest, {}
            known = self._phrases
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        if fresh:
            known.update(zip(fresh, encoder.queries(fresh), strict=True))
        return np.vstack([known[text] for text in texts])

    def scores(self, searcher: Searcher, text: str, questions: Sequence[str]) -> dict[str, float]:
        """每个问法的标准分：比全目录问答的平均相似度高出几个标准差。没有问法返回空字典。"""
        if not questions:
            return {}
        background = self._open(searcher)
        vector = searcher.encoder.queries([clean(text)])[0]
        cosines = self._rows(searcher, tuple(questions)) @ vector
        mean, spread = background.of(vector) if background else (float(cosines.mean()), float(cosines.std()))
        return dict(zip(questions, standard_scores(cosines, mean, spread).tolist(), strict=True))

    def _open(self, searcher: Searcher) -> Background | None:
        release = searcher.state.release
        with self._lock:
            if release != self._release:
                asked = [
                    clean(question)
                    for document in searcher.state.index.documents
                    if document.kind == "item" and not document.basic_code
                    for question in document.situations
                ]
                rows = searcher.vectors.get(asked)
                encoded = rows[np.linalg.norm(rows, axis=1) > 0]
                self._background = Background(encoded) if len(encoded) else None
                self._release, self._extra, self._asked = release, {}, {}
            return self._background

    def _rows(self, searcher: Searcher, questions: tuple[str, ...]) -> np.ndarray:
        """各问法的向量，形状 (句数, 维数)；同一发布版里同一个事项的追问总是这几句，取过就记下。"""
        known = self._asked.get(questions)
        if known is not None:
            return known
        kept = self._asked
        if len(kept) >= MOST_LISTS:
            kept.clear()
        rows = self._read(searcher, questions)
        kept[questions] = rows
        return rows

    def _read(self, searcher: Searcher, questions: Sequence[str]) -> np.ndarray:
        keys = [clean(question) for question in questions]
        rows = searcher.vectors.get(keys)
        # 回答等没有编码过的文字当场编码，同一发布版里只编一次
        missing = [n for n, row in enumerate(rows) if not row.any()]
        fresh = [keys[n] for n in missing if keys[n] not in self._extra]
        if fresh:
            self._extra.update(zip(fresh, searcher.encoder.passages(fresh), strict=True))
        for n in missing:
            rows[n] = self._extra[keys[n]]
        return rows


class Background:
    """一大批向量与任一句话的余弦的平均与标准差。

    只留平均向量与协方差：cos = R v 的平均是 m·v，方差是 vᵀCv，不必每句话都与几千个向量乘一遍。
    """

    def __init__(self, rows: np.ndarray) -> None:
        """`rows` 是单位向量，形状 (句数, 维数)，至少一行。"""
        precise = rows.astype(np.float64)
        self._mean = precise.mean(axis=0)
        centred = precise - self._mean
        self._covariance = centred.T @ centred / len(rows)

    def of(self, vector: np.ndarray) -> tuple[float, float]:
        """这句话与背景的余弦的（平均，标准差）。"""
        precise = vector.astype(np.float64)
        return float(self._mean @ precise), float(np.sqrt(max(precise @ self._covariance @ precise, 0.0)))


def standard_scores(cosines: np.ndarray, mean: float, spread: float) -> np.ndarray:
    """返回每个余弦比背景平均高出几个标准差；背景没有起伏时全是 0。"""
    return (cosines - mean) / spread if spread > 0 else np.zeros_like(cosines)
