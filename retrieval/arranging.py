"""换版时把文档排好：全国一列，地方按地区分开，顺便列出要编码的文字。

目录说得清这一版与上一版差在哪，就只动变了的文档和它们的地区；说不清就把全部文档过一遍。两条路结果相同。
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from retrieval.documents import NATION, Views
from retrieval.shard import QUESTION_MARK

ViewsOf = Callable[[Any], Views]


@dataclass
class Wanted:
    """要编码的文字：`passages` 按文档编码、`keys` 按问句编码；`skipped` 是没变、不必再看的文字段数。"""

    passages: dict[str, None] = field(default_factory=dict)
    keys: dict[str, None] = field(default_factory=dict)
    skipped: int = 0

    def take(self, view: Views) -> int:
        """记下一篇文档要编码的文字，返回段数。"""
        self.passages.update(dict.fromkeys((view.name, view.text, *view.aliases)))
        self.keys.update(dict.fromkeys(QUESTION_MARK + question for question in view.asked))
        return 2 + len(view.aliases) + len(view.asked)

    @property
    def texts(self) -> int:
        """一共多少段文字，没变的也算。"""
        return len(self.passages) + len(self.keys) + self.skipped


@dataclass(frozen=True)
class Arranged:
    """排好的一版文档，排好以后不再改。`regional` 是文档编号 →（地方文档，文字段数），全国那一列里有的不在内。"""

    national: Sequence[Any]
    by_region: dict[str, list[Any]]
    regional: dict[str, tuple[Any, int]]
    regional_texts: int


def arrange(store: Any, views_of: ViewsOf, old: Arranged | None) -> tuple[Arranged, Wanted]:
    """返回排好的全部文档和要编码的文字；`old` 里没变的地方文档不再列它的说法（几地同文的，一个对象在几处出现）。"""
    national: list[Any] = []
    by_region: dict[str, list[Any]] = {}
    for document in store.documents():
        if not document.regions or NATION in document.regions:
            national.append(document)
        for region in document.regions:
            if region != NATION:
                by_region.setdefault(region, []).append(document)
    wanted = Wanted()
    for document in national:
        wanted.take(views_of(document))
    shown = {document.doc_id for document in national}
    before = old.regional if old else {}
    regional: dict[str, tuple[Any, int]] = {}
    fresh = 0
    for documents in by_region.values():
        for document in documents:
            if document.doc_id in regional or document.doc_id in shown:
                continue
            known = before.get(document.doc_id)
            # 同一个对象不必逐项比；从数据库重读的才要
            if known is not None and (known[0] is document or known[0] == document):
                regional[document.doc_id] = known
                wanted.skipped += known[1]
            else:
                regional[document.doc_id] = (document, wanted.take(views_of(document)))
                fresh += regional[document.doc_id][1]
    return Arranged(national, by_region, regional, wanted.skipped + fresh), wanted


def rearrange(changes: Any, views_of: ViewsOf, old: Arranged) -> tuple[Arranged, Wanted] | None:
    """在上一版上改出这一版，用时只看变了多少；有不分地区的地方文档变了时返回 None，要整个过一遍。

    没变的地区还是同一个列表对象，索引凭这个知道它的组可以沿用。
    """
    gone, come = changes.gone, changes.come
    touched = {region for document in (*gone, *come) for region in document.regions}
    placed = all(document.regions for document in (*gone, *come)) and NATION not in touched
    if not placed or any(document.doc_id not in old.regional for document in gone):
        return None
    national, wanted = old.national, Wanted()
    if changes.national is not None:
        # 地方来源里全国通用的那几篇跟在后面，它们没变
        national = [*changes.national, *(document for document in national if document.layer == "regional")]
    for document in national:
        wanted.take(views_of(document))
    by_region, regional = dict(old.by_region), dict(old.regional)
    dropped = sum(regional.pop(document.doc_id)[1] for document in gone)
    fresh = 0
    arrived: dict[str, list[Any]] = {}
    for document in come:
        count = wanted.take(views_of(document))
        regional[document.doc_id] = (document, count)
        fresh += count
        for region in document.regions:
            arrived.setdefault(region, []).append(document)
    left = {document.doc_id for document in gone}
    for region in touched:
        stay = [document for document in by_region.pop(region, ()) if document.doc_id not in left]
        if documents := [*stay, *arrived.get(region, ())]:
            by_region[region] = documents
    wanted.skipped = old.regional_texts - dropped
    return Arranged(national, by_region, regional, wanted.skipped + fresh), wanted
