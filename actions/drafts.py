"""还没发布的送审单：维护者在后台对着草稿说话时，同一套流水线换上草稿的目录和检索来答。

先由后台请求备好（POST /drafts/编号，在线程里建索引），话里带着编号来才用它；市民的话永远不带编号。
只留最近备好的一份，久不用就放掉；草稿里的对话不存指南。
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from actions.closeness import FaqCloseness
from actions.turn import Tools
from catalog.editing import proposals
from catalog.editing.candidate import make_candidate
from catalog.national_layer import NATIONAL
from catalog.regions import RegionTable
from catalog.storage.engine import open_engine

IDLE_S = 1800.0
"""多久没人对着它说话就放掉；一份索引几十兆。"""


@dataclass
class _Kept:
    number: int
    digest: str
    tools: Tools
    used: float


class Drafts:
    """备好的草稿。"""

    def __init__(self, source: str | Path, national: Path = NATIONAL) -> None:
        self._source, self._national = source, national
        self._engine: Engine | None = None
        self._building = threading.Lock()
        self._kept: _Kept | None = None

    def prepare(self, number: int, tools: Tools) -> str:
        """备好一张送审单，返回它的内容摘要；内容没变就不重建。没有这张单子抛 LookupError。"""
        with self._building:
            if self._engine is None:
                self._engine = open_engine(self._source)
            draft = proposals.read(self._engine, number)
            if draft is None:
                raise LookupError(f"没有编号为 {number} 的送审单")
            made = make_candidate(self._engine, draft, self._national)
            kept = self._kept
            if kept is None or (kept.number, kept.digest) != (number, made.info.digest):
                store = made.open(self._engine, RegionTable.load())
                searcher = tools.searcher.over(store)
                fresh = replace(
                    tools, store=store, searcher=searcher, regions=searcher.regions, saved=None, faqs=FaqCloseness()
                )
                kept = self._kept = _Kept(number, made.info.digest, fresh, 0.0)
            kept.used = time.monotonic()
            return kept.digest

    def of(self, number: int) -> Tools | None:
        """备好的那一份；没备好（或已换成别的单子）返回 None。"""
        kept = self._kept
        if kept is None or kept.number != number:
            return None
        kept.used = time.monotonic()
        return kept.tools

    def forget_idle(self, seconds: float = IDLE_S) -> None:
        """很久没人用就放掉。"""
        if self._kept is not None and time.monotonic() - self._kept.used > seconds:
            self._kept = None
