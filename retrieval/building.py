"""建索引：文档 → 各种说法 → 向量（缺的才编码）→ 内存索引。

编码分两趟：先全部事项的名、说明、别名，再百姓问句。第一趟做完就能按意思搜，问句编好了再换上。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from retrieval.documents import NATION, Views, views
from retrieval.encoder import Encoder
from retrieval.index import Index
from retrieval.mending import Mender
from retrieval.prototypes import Prototypes
from retrieval.settings import Settings
from retrieval.shard import QUESTION_MARK
from retrieval.vectors import Progress, VectorStore


@dataclass(frozen=True)
class State:
    """一个发布版的索引，文档数、文字段数、还没编码的段数；`regional` 是看过的地方文档和它的文字段数。

    `mender` 由全国文档的文字和 `questions` 学成，换版时沿用：说话的字词不随一两个事项变。
    """

    index: Index
    release: str
    documents: int
    texts: int
    pending: int
    regional: dict[str, tuple[Any, int]]
    questions: Mapping[str, list[str]]
    mender: Mender


def build(
    store: Any,
    questions: Mapping[str, list[str]],
    encoder: Encoder,
    vectors: VectorStore,
    settings: Settings,
    progress: Progress | None = None,
    seconds: float | None = None,
    old: State | None = None,
    tidy: bool = False,
    prototypes: Prototypes | None = None,
) -> State:
    """返回目录当前发布版的索引；`seconds` 限制编码用时，没编完的文字先只有词法分。

    `old` 是换版前的状态，没变的部分沿用；`tidy` 时顺手清掉向量缓存里用不到的行。
    """
    release = str(store.release)
    national, by_region = _arranged(store)
    views_of = Viewing(questions, settings)
    # 上一版的文字都编好了，没变的地方文档就不必再看一遍：十万篇也只花比一比的工夫
    before = old.regional if old is not None and old.pending == 0 else {}
    passages, keys, regional, skipped = _texts(national, by_region, views_of, before)
    pending = vectors.fill(passages, encoder.passages, progress, seconds, "编码事项")
    pending += vectors.fill(
        keys,
        lambda part: encoder.queries([key.removeprefix(QUESTION_MARK) for key in part]),
        progress,
        seconds if pending == 0 or seconds is None else 0,
        "编码问句",
    )
    if tidy and pending == 0 and not skipped:
        vectors.keep([*passages, *keys])
    ready = views_of if pending == 0 else lambda document: _encoded(views_of(document), vectors)
    texts = len(passages) + len(keys) + skipped
    kept = old is not None and old.pending == 0 and old.questions is questions
    former = old.index if old else None
    index = Index(
        national, by_region, ready, vectors, settings.lexical, former, prototypes, same_views=kept and pending == 0
    )
    mender = old.mender if old and kept else Mender(_spoken(index.national.texts), settings.mending)
    return State(index, release, len(national) + len(regional), texts, pending, regional, questions, mender)


def _spoken(texts: Sequence[Views]) -> Iterator[str]:
    for view in texts:
        yield from (view.text, *view.aliases, *view.asked)


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


def _texts(
    national: list[Any], by_region: dict[str, list[Any]], views_of: Viewing, before: Mapping[str, tuple[Any, int]]
) -> tuple[list[str], list[str], dict[str, tuple[Any, int]], int]:
    """返回要按文档编码的文字、要按问句编码的文字、全部地方文档、因为没变而跳过的文字段数。"""
    passages: dict[str, None] = {}
    keys: dict[str, None] = {}

    def take(document: Any) -> int:
        view = views_of(document)
        passages.update(dict.fromkeys((view.name, view.text, *view.aliases)))
        keys.update(dict.fromkeys(QUESTION_MARK + question for question in view.asked))
        return 2 + len(view.aliases) + len(view.asked)

    for document in national:
        take(document)
    regional: dict[str, tuple[Any, int]] = {}
    skipped = 0
    shown = {document.doc_id for document in national}
    for documents in by_region.values():
        for document in documents:
            if document.doc_id in regional or document.doc_id in shown:
                continue
            known = before.get(document.doc_id)
            # 同一个对象不必逐项比；从数据库重读的才要
            if known is not None and (known[0] is document or known[0] == document):
                regional[document.doc_id] = known
                skipped += known[1]
            else:
                regional[document.doc_id] = (document, take(document))
    return list(passages), list(keys), regional, skipped


def _encoded(view: Views, vectors: VectorStore) -> Views:
    """问句没编好的先不用：零向量会让有问句的事项吃亏。"""
    return replace(view, asked=tuple(asked for asked in view.asked if QUESTION_MARK + asked in vectors))
