"""向量行放在哪里：本机内存（FAISS）或 PostgreSQL（pgvector）。两种放法同一扇门，检索不知道区别。"""

from __future__ import annotations

from typing import Protocol

import numpy as np


class Rows(Protocol):
    """一组编好号的单位向量，建好以后不变；`known` 是每行有没有编码过（没编码的是零向量）。"""

    known: np.ndarray

    def __len__(self) -> int:
        """返回行数。"""
        ...

    def nearest(self, vectors: np.ndarray, count: int) -> np.ndarray:
        """返回离任一向量最近的 `count` 行的行号，去重。"""
        ...

    def similarity(self, numbers: np.ndarray, vector: np.ndarray) -> np.ndarray:
        """返回这些行与一个向量的余弦，次序同 `numbers`。"""
        ...
