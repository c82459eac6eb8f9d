"""建索引：文档 → 各种说法 → 向量（缺的才编码）→ 内存索引。

编码分两趟：先全部事项的名、说明、别名，再百姓问句。第一趟做完就能按意思搜，问句编好了再换上。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from retrieval.arranging import Arranged, Wanted, arrange, rearrange
from retrieval.documents import Views, views
from retrieval.encoder import Encoder
from retrieval.index import Index
from retrieval.mending import Mender
from retrieval.prototypes import Prototypes
from retrieval.settings import Settings
from retrieval.shard import QUESTION_MARK
from retrieval.vectors import Progress, VectorStore


@dataclass(frozen=True)
class State:
    """一个发布版的索引，文档数、文字段数、还没编码的段数；`arranged` 是排好的文档，换版时在它上面改。

    `left` 是还没编码的那些文字，下次接着编。

    `mender` 由全国文档的文字和 `questions` 学成，换版时沿用：说话的字词不随一两个事项变。
    """

    index: Index
    release: str
    documents: int
    texts: int
    pending: int
    arranged: Arranged
    left: Wanted
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
    views_of = Viewing(questions, settings)
    # 问句没换，没变的文档就不必再看一遍：它们的文字不是编好了，就是记在上次没编完的里
    former = old if old is not None and old.questions is questions else None
    arranged, wanted = _arranged(store, views_of, former)
    left = former.left if former else Wanted()
    passages, keys = list(left.passages | wanted.passages), list(left.keys | wanted.keys)
    pending = vectors.fill(passages, encoder.passages, progress, seconds, "编码事项")
    pending += vectors.fill(
        keys,
        lambda part: encoder.queries([key.removeprefix(QUESTION_MARK) for key in part]),
        progress,
        seconds if pending == 0 or seconds is None else 0,
        "编码问句",
    )
    if tidy and pending == 0 and not wanted.skipped:
        vectors.keep([*passages, *keys])
    left = Wanted()
    if pending:
        left = Wanted(dict.fromkeys(vectors.missing(passages)), dict.fromkeys(vectors.missing(keys)))
    ready = views_of if pending == 0 else lambda document: _encoded(views_of(document), vectors)
    complete = former is not None and former.pending == 0
    index = Index(
        arranged.national,
        arranged.by_region,
        ready,
        vectors,
        settings.lexical,
        old.index if old else None,
        prototypes,
        same_views=complete and pending == 0,
    )
    mender = former.mender if former and complete else Mender(_spoken(index.national.texts), settings.mending)
    documents = len(arranged.national) + len(arranged.regional)
    return State(index, release, documents, wanted.texts, pending, arranged, left, questions, mender)


def _arranged(store: Any, views_of: Viewing, old: State | None) -> tuple[Arranged, Wanted]:
    """排好的文档；目录说得清与上一版差在哪（`changes_since`）就只改变了的。"""
    since = getattr(store, "changes_since", None)
    changes = since(old.release) if old is not None and since is not None else None
    made = rearrange(changes, views_of, old.arranged) if old is not None and changes is not None else None
    return made or arrange(store, views_of, old.arranged if old else None)


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


def _encoded(view: Views, vectors: VectorStore) -> Views:
    """问句没编好的先不用：零向量会让有问句的事项吃亏。"""
    return replace(view, asked=tuple(asked for asked in view.asked if QUESTION_MARK + asked in vectors))
