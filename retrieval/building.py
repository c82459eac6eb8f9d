"""建索引：文档 → 各种说法 → 向量（缺的才编码）→ 内存索引。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from retrieval.documents import Views, views
from retrieval.encoder import Encoder
from retrieval.index import Index
from retrieval.settings import Settings
from retrieval.vectors import Progress, VectorStore

QUESTION_MARK = "?\u0000"
"""问句向量的键前缀：同一段文字作问句和作文档编码不同。"""


@dataclass(frozen=True)
class State:
    """一个发布版的索引，以及还没编码的文字段数、同一事项的全国与地方记录对照、用到的全部文字。"""

    index: Index
    release: str
    pending: int
    counterparts: dict[int, list[int]]
    texts: tuple[str, ...]

    def with_counterparts(self, places: np.ndarray, allowed: np.ndarray) -> np.ndarray:
        """返回补上对应记录的候选：有全国的就带上当地的，有当地的就带上全国的。"""
        extra = [other for place in places for other in self.counterparts.get(int(place), ()) if allowed[other]]
        kept = places[allowed[places]]
        return np.unique(np.concatenate([kept, np.array(extra, np.int64)])) if extra else kept


def build(
    store: Any,
    questions: Mapping[str, list[str]],
    encoder: Encoder,
    vectors: VectorStore,
    settings: Settings,
    progress: Progress | None = None,
    seconds: float | None = None,
) -> State:
    """返回目录当前发布版的索引；`seconds` 限制编码用时，没编完的文字先只有词法分。"""
    release = str(store.release)
    documents = list(store.documents())
    texts = [_views(document, questions, settings) for document in documents]
    passages = [text for view in texts for text in (view.name, view.text, *view.aliases)]
    asked = [question for view in texts for question in view.asked]
    pending = vectors.fill(passages, encoder.passages, progress, seconds, "编码事项")
    keys = [QUESTION_MARK + question for question in asked]
    pending += vectors.fill(
        keys,
        lambda part: encoder.queries([key.removeprefix(QUESTION_MARK) for key in part]),
        progress,
        seconds,
        "编码问句",
    )
    index = Index(documents, texts, vectors.get(passages), vectors.get(keys), settings.lexical.k1, settings.lexical.b)
    return State(index, release, pending, _counterparts(documents), (*passages, *keys))


def _views(document: Any, questions: Mapping[str, list[str]], settings: Settings) -> Views:
    chosen = settings.views
    return views(
        document,
        questions if chosen.asked else {},
        chosen.most_asked,
        chosen.most_aliases if chosen.alias else 0,
    )


def _counterparts(documents: Sequence[Any]) -> dict[int, list[int]]:
    by_code = {document.code: place for place, document in enumerate(documents) if not document.basic_code}
    pairs: dict[int, list[int]] = {}
    for place, document in enumerate(documents):
        other = by_code.get(document.basic_code) if document.basic_code else None
        if other is not None:
            pairs.setdefault(place, []).append(other)
            pairs.setdefault(other, []).append(place)
    return pairs
