"""向量行放在内存里，最近邻用 FAISS：行少时 Flat（精确），行多时 IVF-SQ8 取候选。

候选的分数仍用原来的向量逐个算。从不在近似索引上做过滤：要过滤的（地区、种类）另建一组。
"""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np

faiss.omp_set_num_threads(1)

EXACT_ROWS = 120_000
"""多少行以内用精确的 Flat；再多时 IVF-SQ8（在 docs/ranking.md 里有量过的数）。"""
SAMPLE = 40
PROBES = 0.04
"""IVF：每个聚类用多少行训练、查多大比例的聚类。"""


class MemoryRows:
    """放在内存里的一组向量行。"""

    def __init__(self, rows: np.ndarray) -> None:
        """`rows` 的形状是（行数, 维数），已归一；没编码的行全零。"""
        self._rows = rows
        self.known: np.ndarray = np.any(rows, axis=1)
        self._index = nearest_rows(rows)

    def __len__(self) -> int:
        """返回行数。"""
        return len(self._rows)

    def nearest(self, vectors: np.ndarray, count: int) -> np.ndarray:
        """返回离任一向量最近的 `count` 行的行号，去重。"""
        if not len(self) or count <= 0:
            return np.zeros(0, np.int64)
        _, found = self._index.search(np.ascontiguousarray(vectors, np.float32), min(count, len(self)))
        return np.unique(found[found >= 0])

    def similarity(self, numbers: np.ndarray, vector: np.ndarray) -> np.ndarray:
        """返回这些行与一个向量的余弦。"""
        out: np.ndarray = self._rows[numbers] @ vector
        return out


def nearest_rows(rows: np.ndarray) -> Any:
    """返回这些行的最近邻索引：行少时精确，行多时 IVF-SQ8。"""
    dimension = int(rows.shape[1])
    if len(rows) <= EXACT_ROWS:
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
