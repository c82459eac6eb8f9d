"""草稿的预览：按送审单临时建一份目录和检索，市民看不到。内容变了就重建，久不用就放掉。"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any

from catalog.editing.candidate import make_candidate
from catalog.editing.proposals import Draft
from catalog.problems import Problem
from catalog.regions import Region, RegionTable
from catalog.store import CatalogStore
from connectors.admin.console import Console
from connectors.conversation.masking import mask
from connectors.gateway.views import service_card
from retrieval.searcher import Searcher


@dataclass
class Preview:
    """一张送审单的预览。"""

    store: CatalogStore
    searcher: Searcher
    problems: list[Problem]
    used: float

    def card(self, code: str, region: str | None) -> dict[str, Any] | None:
        """一个事项的卡片。"""
        offer = self.store.item(code, region)
        return service_card(offer) if offer else None

    def answer(self, words: str, region: Region | None) -> dict[str, Any]:
        """像市民那样问一句：排在前面的，和第一名的卡片。"""
        found = self.searcher.search(mask(words), region=region.code if region else None, k=5)
        place = found.region.code if found.region else None
        best = found.hits[0] if found.hits else None
        card = self.card(best.code, place) if best and best.kind == "item" else None
        steps = self.steps(best.code, place) if best and best.kind == "package" else None
        return {"hits": found.hits, "card": card, "steps": steps, "answerable": found.answerable}

    def steps(self, code: str, region: str | None) -> dict[str, Any] | None:
        """一件事的情形问题和各步。"""
        package = self.store.package(code, region)
        if package is None:
            return None
        names = {step.item: item.name for step in package.steps if (item := self.store.basic(step.item))}
        asked = [question.ask for question in package.questions]
        steps = [(names.get(step.item, step.item), step.why) for step in package.steps]
        return {"name": package.name, "asked": asked, "steps": steps}


class Previews:
    """正在看的预览，只留最近用的一份：一份索引几十兆。"""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[str, Preview] | None = None

    def of(self, console: Console, draft: Draft, serving: Searcher) -> Preview:
        """这张单子的预览；第一次要等一两秒建索引。"""
        with self._lock:
            made = make_candidate(console.catalog, draft, console.national)
            key = f"{draft.id}:{made.info.digest}"
            moment = time.monotonic()
            if self._kept and self._kept[0] == key:
                self._kept[1].used = moment
                return self._kept[1]
            store = made.open(console.catalog, RegionTable.load())
            preview = Preview(store, serving.over(store), made.report.problems, moment)
            self._kept = (key, preview)
            return preview

    def forget_idle(self, seconds: float) -> None:
        """很久没人看就放掉。"""
        with self._lock:
            if self._kept and time.monotonic() - self._kept[1].used > seconds:
                self._kept = None
