"""建索引：文档 → 各种说法 → 向量（缺的才编码）→ 内存索引。

编码分两趟：先全部事项的名、说明、别名，再百姓问句。第一趟做完就能按意思搜，问句编好了再换上。
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from retrieval.documents import NATION, Views, views
from retrieval.encoder import Encoder
from retrieval.index import Index
from retrieval.prototypes import Prototypes
from retrieval.settings import Settings
from retrieval.shard import QUESTION_MARK
from retrieval.vectors import Progress, VectorStore


@dataclass(frozen=True)
class State:
    """一个发布版的索引，以及文档有多少篇、文字有多少段、还有多少段没编码。"""

    index: Index
    release: str
    documents: int
    texts: int
    pending: int


def build(
    store: Any,
    questions: Mapping[str, list[str]],
    encoder: Encoder,
    vectors: VectorStore,
    settings: Settings,
    progress: Progress | None = None,
    seconds: float | None = None,
    old: Index | None = None,
    tidy: bool = False,
    prototypes: Prototypes | None = None,
) -> State:
    """返回目录当前发布版的索引；`seconds` 限制编码用时，没编完的文字先只有词法分。

    `old` 是换版前的索引，没变的部分沿用；`tidy` 时顺手清掉向量缓存里用不到的行。
    """
    release = str(store.release)
    national, by_region = _arranged(store)
    views_of = Viewing(questions, settings)
    documents, passages, keys = _texts(national, by_region, views_of)
    pending = vectors.fill(passages, encoder.passages, progress, seconds, "编码事项")
    pending += vectors.fill(
        keys,
        lambda part: encoder.queries([key.removeprefix(QUESTION_MARK) for key in part]),
        progress,
        seconds if pending == 0 or seconds is None else 0,
        "编码问句",
    )
    if tidy and pending == 0:
        vectors.keep([*passages, *keys])
    ready = views_of if pending == 0 else lambda document: _encoded(views_of(document), vectors)
    index = Index(national, by_region, ready, vectors, settings.lexical, old, prototypes)
    return State(index, release, documents, len(passages) + len(keys), pending)


class Viewing:
    """文档 → 各种说法。问句随基本事项走，地方记录不重复放。"""

    def __init__(self, questions: Mapping[str, list[str]], settings: Settings) -> None:
        """问句与“编哪些说法”的设置。"""
        self._chosen = settings.views
        self._questions = questions if settings.views.asked else {}

    def __call__(self, document: Any) -> Views:
        """返回一篇文档的各种说法。"""
        chosen = self._chosen
        return views(document, self._questions, chosen.most_asked, chosen.most_aliases if chosen.alias else 0)


def _arranged(store: Any) -> tuple[list[Any], dict[str, list[Any]]]:
    """全国文档一列，地方文档按地区分开（几地同文的，同一个对象在几处出现）。"""
    national: list[Any] = []
    by_region: dict[str, list[Any]] = {}
    for document in store.documents():
        if not document.regions or NATION in document.regions:
            national.append(document)
        for region in document.regions:
            if region != NATION:
                by_region.setdefault(region, []).append(document)
    return national, by_region


def _texts(national: list[Any], by_region: dict[str, list[Any]], views_of: Viewing) -> tuple[int, list[str], list[str]]:
    """返回文档篇数、要按文档编码的文字、要按问句编码的文字。"""
    passages: dict[str, None] = {}
    keys: dict[str, None] = {}
    seen: set[str] = set()
    for documents in (national, *by_region.values()):
        for document in documents:
            if document.doc_id in seen:
                continue
            seen.add(document.doc_id)
            view = views_of(document)
            passages.update(dict.fromkeys((view.name, view.text, *view.aliases)))
            keys.update(dict.fromkeys(QUESTION_MARK + question for question in view.asked))
    return len(seen), list(passages), list(keys)


def _encoded(view: Views, vectors: VectorStore) -> Views:
    """问句没编好的先不用：零向量会让有问句的事项吃亏。"""
    return replace(view, asked=tuple(asked for asked in view.asked if QUESTION_MARK + asked in vectors))
