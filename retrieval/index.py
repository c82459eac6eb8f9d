"""内存索引：全国文档一组，各地的文档按地区各成一组（用到才建，最近用的留着）。

索引完全由（文档、问句、向量缓存）算出，不另存文件。换版时没变的组原样沿用，变了的才重建，
再把整个索引一次换上：正在进行的检索一直用旧的那个，不会看到一半新一半旧。
"""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from retrieval.bm25 import BM25
from retrieval.documents import NATION, Views
from retrieval.prototypes import UNTAUGHT, Prototypes
from retrieval.settings import LexicalSettings
from retrieval.shard import Shard
from retrieval.vectors import VectorStore

REMEMBERED_REGIONS = 256
"""留着多少个地区的组；一个县一两千条时每组约 5 MB。"""
MOST_ELSEWHERE = 50_000
"""“别处有”只在不超过这么多篇地方文档时查；再多就不提示，免得占内存。"""

ViewsOf = Callable[[Any], Views]


class Index:
    """一个发布版的索引：`national` 是全国文档，`regional(region)` 是一个地区自己的文档。"""

    def __init__(
        self,
        national: Sequence[Any],
        by_region: Mapping[str, Sequence[Any]],
        views_of: ViewsOf,
        vectors: VectorStore,
        lexical: LexicalSettings,
        old: Index | None = None,
        prototypes: Prototypes | None = None,
        same_views: bool = False,
    ) -> None:
        """`old` 是换版前的索引：文档和问句都没变的组直接拿来用。

        `same_views` 表示同一篇文档编哪些说法与换版前一样：文档没变，就不必再逐篇列出来比。
        """
        self._views_of, self._vectors, self._lexical = views_of, vectors, lexical
        self._prototypes = prototypes or UNTAUGHT
        texts = [views_of(document) for document in national]
        kept = (
            old is not None
            and old.national.complete
            and old.national.prototypes is self._prototypes
            and old.national.documents == list(national)
            and old.national.texts == texts
        )
        self.national: Shard = old.national if old and kept else self._shard(national, texts, None)
        self.by_region = dict(by_region)
        self._shards: OrderedDict[str, Shard] = OrderedDict()
        self._by_kind: dict[frozenset[str], Shard] = {}
        self._elsewhere: Shard | None = None
        self._hints = 0 < sum(map(len, self.by_region.values())) <= MOST_ELSEWHERE
        self._lock = threading.Lock()
        if old is not None and kept:
            for region, shard in old.remembered():
                documents = self.by_region.get(region, ())
                # 换版时没碰过的地区还是同一个列表
                same = documents is old.by_region.get(region) or shard.documents == _in_order(documents)
                if not same or not shard.complete:
                    continue
                if same_views or shard.texts == [views_of(document) for document in shard.documents]:
                    self._shards[region] = shard

    @property
    def documents(self) -> Iterator[Any]:
        """逐个给出全部文档：先全国，再各地；几地同文的只给一次。"""
        seen: set[str] = set()
        for document in itertools.chain(self.national.documents, *self.by_region.values()):
            if document.doc_id not in seen:
                seen.add(document.doc_id)
                yield document

    def regional(self, region: str) -> Shard | None:
        """返回一个地区自己的文档（不含上级的）；没有时返回 None。"""
        documents = self.by_region.get(region)
        if not documents:
            return None
        with self._lock:
            found = self._shards.get(region)
            if found is not None:
                self._shards.move_to_end(region)
                return found
        built = self._small(_in_order(documents))
        with self._lock:
            self._shards[region] = built
            while len(self._shards) > REMEMBERED_REGIONS:
                self._shards.popitem(last=False)
        return built

    def chain(self, codes: Iterable[str]) -> list[Shard]:
        """返回地区链上各级自己的文档。"""
        found = (self.regional(code) for code in codes if code != NATION)
        return [shard for shard in found if shard is not None]

    def of_kinds(self, kinds: Iterable[str]) -> Shard:
        """返回只有这几种（事项、一件事）的全国文档：筛选是精确的，不是从候选里挑。"""
        wanted = frozenset(kinds)
        with self._lock:
            found = self._by_kind.get(wanted)
        if found is None:
            found = self._small([document for document in self.national.documents if document.kind in wanted])
            with self._lock:
                self._by_kind[wanted] = found
        return found

    def elsewhere(self) -> Shard | None:
        """返回只有某些地方才有、全国没有的文档，用来说“别处有，你这里没有”；太多时返回 None。"""
        if not self._hints:
            return None
        with self._lock:
            if self._elsewhere is not None:
                return self._elsewhere
        only = {
            document.doc_id: document
            for document in itertools.chain(*self.by_region.values())
            if document.basic_code not in self.national.by_code
        }
        built = self._small(_in_order(only.values()))
        with self._lock:
            self._elsewhere = built
        return built

    def remembered(self) -> list[tuple[str, Shard]]:
        """返回现在留着的各地区的组。"""
        with self._lock:
            return list(self._shards.items())

    def _small(self, documents: Sequence[Any]) -> Shard:
        texts = [self._views_of(document) for document in documents]
        return self._shard(documents, texts, self.national.words)

    def _shard(self, documents: Sequence[Any], texts: Sequence[Views], like: BM25 | None) -> Shard:
        lexical = self._lexical
        return Shard(documents, texts, self._vectors, lexical.k1, lexical.b, like, self._prototypes)


def _in_order(documents: Iterable[Any]) -> list[Any]:
    """按文档编号排好：一步步换过来的和整个重建的，各组里的次序一样，同分的先后也就一样。"""
    return sorted(documents, key=lambda document: str(document.doc_id))
