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


class FaqCloseness:
    """记住一个发布版的全部问法向量。可多线程调用。"""

    def __init__(self) -> None:
        self._release = ""
        self._background = np.zeros((0, 0), np.float32)
        self._extra: dict[str, np.ndarray] = {}
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
        rows = self._rows(searcher, list(questions))
        general = background @ vector if len(background) else rows @ vector
        return dict(zip(questions, standard_scores(rows @ vector, general).tolist(), strict=True))

    def _open(self, searcher: Searcher) -> np.ndarray:
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
                self._background = rows[np.linalg.norm(rows, axis=1) > 0]
                self._release, self._extra = release, {}
            return self._background

    def _rows(self, searcher: Searcher, questions: list[str]) -> np.ndarray:
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


def standard_scores(cosines: np.ndarray, background: np.ndarray) -> np.ndarray:
    """返回每个余弦比背景平均高出几个标准差；背景没有起伏时全是 0。"""
    spread = float(background.std())
    return (cosines - float(background.mean())) / spread if spread > 0 else np.zeros_like(cosines)
