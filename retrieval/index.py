"""内存索引：文档的各种说法排成向量行，全国一个 FAISS Flat，地区按需切出精确的小索引，外加一个 BM25。

索引完全由（文档、问句、向量缓存）算出，不另存文件；重建后整个换掉，正在进行的检索用旧的。
HNSW 按地区过滤后召回会跌到两成，所以地区总是精确的子索引。
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any

import faiss
import numpy as np

from retrieval.bm25 import BM25
from retrieval.documents import NATION, Views
from retrieval.tokens import tokens

faiss.omp_set_num_threads(1)

REMEMBERED_CHAINS = 32


class Index:
    """一个发布版的索引。`documents[i]` 的向量行是 `start[i]` 到 `start[i+1]`，依次为名、文、别名、问句。"""

    def __init__(
        self,
        documents: Sequence[Any],
        texts: Sequence[Views],
        passages: np.ndarray,
        asked: np.ndarray,
        k1: float,
        b: float,
    ) -> None:
        """`passages` 是按文档顺序排好的名、文、别名向量，`asked` 是问句向量。"""
        self.documents = list(documents)
        self.texts = list(texts)
        self.aliases = np.array([len(view.aliases) for view in texts], np.int32)
        self.asked = np.array([len(view.asked) for view in texts], np.int32)
        sizes = 2 + self.aliases + self.asked
        self.start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self.rows = np.zeros((int(self.start[-1]), passages.shape[1]), np.float32)
        at_passage = at_asked = 0
        for place in range(len(self.documents)):
            first, count, extra = int(self.start[place]), 2 + int(self.aliases[place]), int(self.asked[place])
            self.rows[first : first + count] = passages[at_passage : at_passage + count]
            self.rows[first + count : first + count + extra] = asked[at_asked : at_asked + extra]
            at_passage, at_asked = at_passage + count, at_asked + extra
        self.owner = np.repeat(np.arange(len(self.documents)), sizes)
        self.words = BM25([tokens("，".join([v.text, *v.aliases])) for v in texts], k1, b)
        self._exact: dict[str, list[int]] = {}
        for place, (document, view) in enumerate(zip(self.documents, self.texts, strict=True)):
            for word in dict.fromkeys((view.name, document.code.lower(), *view.aliases)):
                self._exact.setdefault(word, []).append(place)
        self.packages = np.array([document.kind == "package" for document in documents], np.float32)
        self.national = np.array([_is_national(document) for document in documents], bool)
        self._by_region: dict[str, list[int]] = {}
        for place, document in enumerate(self.documents):
            for region in document.regions:
                if region != NATION:
                    self._by_region.setdefault(region, []).append(place)
        self._national_rows = np.flatnonzero(self.national[self.owner]) if len(self.owner) else np.zeros(0, np.int64)
        self._national_index = self._flat(self._national_rows)
        self._regional: OrderedDict[tuple[str, ...], tuple[np.ndarray, np.ndarray, Any]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def dimension(self) -> int:
        """返回向量维数。"""
        return int(self.rows.shape[1])

    def exact(self, query: str) -> list[int]:
        """返回官方名、别名或编码正好是这句话的文档编号。"""
        return self._exact.get(query, [])

    def nearest(self, vectors: np.ndarray, count: int) -> np.ndarray:
        """返回全国文档里离任一向量最近的文档编号。"""
        return self._owners(self._national_index, self._national_rows, vectors, count)

    def nearest_regional(self, chain: Iterable[str], vectors: np.ndarray, count: int) -> np.ndarray:
        """返回地区链上的地方文档里最近的文档编号（精确，不做过滤式近似）。"""
        _, rows, index = self._shard(tuple(chain))
        return self._owners(index, rows, vectors, count)

    def regional_documents(self, chain: Iterable[str]) -> np.ndarray:
        """返回地区链上有的地方文档编号。"""
        return self._shard(tuple(chain))[0]

    def _shard(self, chain: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, Any]:
        with self._lock:
            if chain in self._regional:
                self._regional.move_to_end(chain)
                return self._regional[chain]
        places = sorted({place for code in chain for place in self._by_region.get(code, ())})
        documents = np.array(places, np.int64)
        parts = [np.arange(self.start[place], self.start[place + 1]) for place in places]
        rows = np.concatenate(parts) if parts else np.zeros(0, np.int64)
        built = (documents, rows, self._flat(rows))
        with self._lock:
            self._regional[chain] = built
            while len(self._regional) > REMEMBERED_CHAINS:
                self._regional.popitem(last=False)
        return built

    def _flat(self, rows: np.ndarray) -> Any:
        index = faiss.IndexFlatIP(self.dimension)
        if len(rows):
            index.add(self.rows[rows])
        return index

    def _owners(self, index: Any, rows: np.ndarray, vectors: np.ndarray, count: int) -> np.ndarray:
        if not len(rows) or count <= 0:
            return np.zeros(0, np.int64)
        _, found = index.search(np.ascontiguousarray(vectors, np.float32), min(count, len(rows)))
        return np.unique(self.owner[rows[found[found >= 0]]])


def _is_national(document: Any) -> bool:
    return not document.regions or NATION in document.regions
