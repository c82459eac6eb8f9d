"""一个发布里给检索的地方文档：第一次要用时从数据库读，换版时只重读变了的文字。

读过的留在内存里；上一版读过、又知道两版之间变了哪些文字（`storage/steps.py`），其余的就沿用上一版的对象。
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Engine

from catalog.documents import Document, regional_document
from catalog.storage.reading import Passage, Reader
from catalog.storage.releases import ReleaseInfo
from catalog.storage.steps import texts_between
from catalog.storage.tables import NATIONAL_SOURCE

_Kept = tuple[bytes, Document]
"""（正文的指纹，由它做成的文档）。"""


@dataclass(frozen=True)
class Step:
    """从 `before`（发布摘要）到这一版，没有了的和新有的地方文档；改了的两边都有。`national` 是全国目录也换了。"""

    before: str
    gone: tuple[Document, ...]
    come: tuple[Document, ...]
    national: bool


class Corpus:
    """一个发布的地方文档。可多线程读；读出来以后不再变。"""

    def __init__(self, engine: Engine, info: ReleaseInfo, reader: Reader, former: Corpus | None = None) -> None:
        """`former` 是换版前的那一份；它没读过就用它的前一份。"""
        self._engine, self._info, self._reader = engine, info, reader
        self._former = former._latest() if former else None
        self._kept: dict[str, _Kept] | None = None
        self._sorted = True
        self._step: Step | None = None
        self._loading = threading.Lock()

    def documents(self) -> list[Document]:
        """返回全部地方文档，按文字摘要排；与上一版一样的，还是同一个对象。"""
        kept = self._load()
        return [kept[digest][1] for digest in (kept if self._sorted else sorted(kept))]

    def since(self, release: str) -> Step | None:
        """返回从摘要为 `release` 的发布到这一版差在哪；不是从它一步步换过来的返回 None（要整个重读）。"""
        if release == self._info.digest:  # 摘要相同就是内容相同
            return Step(release, (), (), False)
        self._load()
        step = self._step
        return step if step is not None and step.before == release else None

    def _latest(self) -> Corpus | None:
        """最近读过的一份：自己，或自己的前一份。"""
        with self._loading:
            return self if self._kept is not None else self._former

    def _load(self) -> dict[str, _Kept]:
        with self._loading:
            if self._kept is None:
                former, self._former = self._former, None
                self._kept = self._read(former)
            return self._kept

    def _read(self, former: Corpus | None) -> dict[str, _Kept]:
        """从上一版走过来；走不到就全部读一遍。"""
        known = former._kept if former else None
        if former is None or known is None:
            return dict(_grouped(self._reader.regional(), {}))
        texts = texts_between(self._engine, former._info.id, self._info.id)
        if texts is None:
            return dict(_grouped(self._reader.regional(), known))
        made = dict(_grouped(self._reader.of_texts(texts), known))
        kept = dict(known)
        gone, come, added = [], [], False
        for digest in sorted(texts):
            old, new = known.get(digest), made.get(digest)
            if new is not None:
                kept[digest] = new
                added = added or old is None
            elif old is not None:
                del kept[digest]
            if old is not None and new is not None and old[1] is new[1]:
                continue
            gone += [old[1]] if old is not None else []
            come += [new[1]] if new is not None else []
        self._sorted = former._sorted and not added
        national = former._info.members.get(NATIONAL_SOURCE) != self._info.members.get(NATIONAL_SOURCE)
        self._step = Step(former._info.digest, tuple(gone), tuple(come), national)
        return kept


def _grouped(passages: Iterable[Passage], known: Mapping[str, _Kept]) -> Iterator[tuple[str, _Kept]]:
    """逐段文字给出它的文档。"""
    for digest, group in groupby(passages, key=lambda found: found.text_digest):
        same = list(group)
        face = same[0] if len(same) == 1 else min(same, key=lambda found: found.order)
        yield digest, _document(face, frozenset(found.region for found in same), known.get(digest))


def _document(face: Passage, regions: frozenset[str], before: _Kept | None) -> _Kept:
    """一段文字的文档；正文、地方、种类、对应的全国事项都没变的，用上一版做好的。"""
    mark = hashlib.blake2b(f"{face.kind}\n{face.body_text}".encode(), digest_size=16).digest()
    if before and before[0] == mark and before[1].regions == regions and before[1].basic_code == face.basic_code:
        return before
    made = regional_document(
        face.body, kind=face.kind, digest=face.text_digest, regions=regions, basic_code=face.basic_code
    )
    # 改的是文档里没有的字段（材料、时限……）：还用原来那个对象，检索就什么也不用重建
    return mark, before[1] if before and before[1] == made else made
