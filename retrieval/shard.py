"""一组文档的索引：向量行、最近邻、BM25、正好相同的叫法。建好以后不再改，几个线程可以同时查。

每篇文档的行依次为名、文、别名、问句。行少时最近邻用 FAISS Flat（精确）；行数很多时用 IVF-SQ8 取候选，
候选的分数仍用原来的向量逐个算。从不在近似索引上做过滤：要过滤的（地区、种类）另建一组。
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import faiss
import numpy as np

from retrieval.bm25 import BM25
from retrieval.documents import Views
from retrieval.prototypes import Prototypes
from retrieval.tokens import tokens
from retrieval.vectors import VectorStore

faiss.omp_set_num_threads(1)

QUESTION_MARK = "?\u0000"
"""问句向量的键前缀：同一段文字作问句和作文档编码不同。"""
EXACT_ROWS = 120_000
"""多少行以内用精确的 Flat；再多时 IVF-SQ8（在 docs/ranking.md 里有量过的数）。"""
SAMPLE = 40
PROBES = 0.04
"""IVF：每个聚类用多少行训练、查多大比例的聚类。"""


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
        self.rows = vectors.get([key for view in texts for key in row_keys(view)])
        known: np.ndarray = np.any(self.rows, axis=1)
        self.complete = bool(known.all())
        # 名与文都编好了的才算；没有文档时是空的
        self.encoded = known[self.start[:-1]] & known[self.start[:-1] + 1] if len(known) else np.zeros(0, bool)
        self.owner = np.repeat(np.arange(len(self.documents)), 2 + self.aliases + self.asked)
        self.prototypes = prototypes or Prototypes()
        self.learned = self.prototypes.rows([document.code for document in documents], self.rows.shape[1])
        self.taught = np.any(self.learned, axis=1)
        self.words = BM25([tokens("，".join([v.text, *v.aliases])) for v in texts], k1, b, like)
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
        self._nearest = nearest_rows(self.rows)

    def __len__(self) -> int:
        """返回文档数。"""
        return len(self.documents)

    def exact(self, query: str) -> list[int]:
        """返回官方名、别名或编码正好是这句话的文档编号。"""
        return self._exact.get(query, [])

    def nearest(self, vectors: np.ndarray, count: int) -> np.ndarray:
        """返回离任一向量最近的 `count` 行所属的文档编号（去重）。"""
        if not len(self.rows) or count <= 0:
            return np.zeros(0, np.int64)
        _, found = self._nearest.search(np.ascontiguousarray(vectors, np.float32), min(count, len(self.rows)))
        return np.unique(self.owner[found[found >= 0]])


def row_keys(view: Views) -> list[str]:
    """返回一篇文档各行在向量缓存里的键，依次为名、文、别名、问句。"""
    return [view.name, view.text, *view.aliases, *(QUESTION_MARK + question for question in view.asked)]


def nearest_rows(rows: np.ndarray, exact: int = EXACT_ROWS) -> Any:
    """返回这些行的最近邻索引：不超过 `exact` 行时精确，再多时 IVF-SQ8。"""
    dimension = int(rows.shape[1])
    if len(rows) <= exact:
        index: Any = faiss.IndexFlatIP(dimension)
    else:
        clusters = int(4 * len(rows) ** 0.5)
        quantiser = faiss.IndexFlatIP(dimension)
        index = faiss.IndexIVFScalarQuantizer(
            quantiser, dimension, clusters, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
        )
        index.cp.seed, index.cp.niter, index.cp.max_points_per_centroid = 7, 8, SAMPLE
        picked = np.random.default_rng(7).choice(len(rows), min(len(rows), clusters * SAMPLE), replace=False)
        index.train(rows[np.sort(picked)])
        index.nprobe = max(16, int(clusters * PROBES))
    index.add(rows)
    return index
