"""一组文档的索引：向量行、最近邻、BM25、正好相同的叫法。建好以后不再改，几个线程可以同时查。

每篇文档的行依次为名、文、别名、问句；行放在哪里（内存或数据库）由 `rows/` 管。
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from retrieval.bm25 import BM25
from retrieval.documents import Views
from retrieval.prototypes import UNTAUGHT, Prototypes
from retrieval.tokens import tokens
from retrieval.vectors import VectorStore

QUESTION_MARK = "?\u0000"
"""问句向量的键前缀：同一段文字作问句和作文档编码不同。"""


class Shard:
    """一组文档的索引；`complete` 为假是还有文字没编码，那些行是零向量。"""

    def __init__(
        self,
        documents: Sequence[Any],
        texts: Sequence[Views],
        vectors: VectorStore,
        k1: float = 1.2,
        b: float = 0.6,
        like: BM25 | None = None,
        prototypes: Prototypes | None = None,
    ) -> None:
        """`like` 是借用词频统计的 BM25：地方的小组借全国的，分数才可比；`prototypes` 是各事项学来的向量。"""
        self.documents, self.texts = list(documents), list(texts)
        self.aliases = np.array([len(view.aliases) for view in texts], np.int32)
        self.asked = np.array([len(view.asked) for view in texts], np.int32)
        self.start = np.concatenate([[0], np.cumsum(2 + self.aliases + self.asked)]).astype(np.int64)
        self.rows = vectors.rows([key for view in texts for key in row_keys(view)])
        known = self.rows.known
        self.complete = bool(known.all())
        # 名与文都编好了的才算；没有文档时是空的
        self.encoded = known[self.start[:-1]] & known[self.start[:-1] + 1] if len(known) else np.zeros(0, bool)
        self.owner = np.repeat(np.arange(len(self.documents)), 2 + self.aliases + self.asked)
        self.prototypes = prototypes or UNTAUGHT
        self.learned = self.prototypes.rows([document.code for document in documents], vectors.dimension)
        self.taught = np.any(self.learned, axis=1)
        full = [view.text != view.name for view in texts]
        self.words = BM25([tokens("，".join([v.text, *v.aliases])) for v in texts], k1, b, like, full)
        self.packages = np.array([document.kind == "package" for document in documents], np.float32)
        self.by_code: dict[str, int] = {}
        self.by_basic: dict[str, list[int]] = {}
        self._exact: dict[str, list[int]] = {}
        for place, (document, view) in enumerate(zip(self.documents, self.texts, strict=True)):
            for word in dict.fromkeys((view.name, document.code.lower(), *view.aliases)):
                self._exact.setdefault(word, []).append(place)
            self.by_code[document.code] = place
            if document.basic_code:
                self.by_basic.setdefault(document.basic_code, []).append(place)

    def __len__(self) -> int:
        """返回文档数。"""
        return len(self.documents)

    def exact(self, query: str) -> list[int]:
        """返回官方名、别名或编码正好是这句话的文档编号。"""
        return self._exact.get(query, [])

    def nearest(self, vectors: np.ndarray, count: int) -> np.ndarray:
        """返回离任一向量最近的 `count` 行所属的文档编号（去重）。"""
        return np.unique(self.owner[self.rows.nearest(vectors, count)])


def row_keys(view: Views) -> list[str]:
    """返回一篇文档各行在向量缓存里的键，依次为名、文、别名、问句。"""
    return [view.name, view.text, *view.aliases, *(QUESTION_MARK + question for question in view.asked)]
