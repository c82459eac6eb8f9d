"""一轮对话：市民说的话、听懂的部分、可用的工具和状态。"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from actions.closeness import FaqCloseness
from actions.questions import clauses
from actions.resume import SavedGuides
from actions.settings import PolicySettings
from actions.state import ConversationState
from actions.understanding.denial import Denial
from actions.understanding.meaning import MeaningClassifier
from actions.understanding.plainly import in_plain_words
from catalog.regions import Region, RegionTable
from catalog.store import CatalogStore, Offer
from retrieval.normalise import clean, normalise
from retrieval.results import Hit, SearchResult
from retrieval.searcher import Searcher


@dataclass(frozen=True)
class Tools:
    """一轮里要用的东西；进程启动时建一次。"""

    store: CatalogStore
    searcher: Searcher
    regions: RegionTable
    policy: PolicySettings
    today: Callable[[], dt.date] = dt.date.today
    saved: SavedGuides | None = None
    meaning: MeaningClassifier | None = None
    faqs: FaqCloseness = field(default_factory=FaqCloseness)


@dataclass
class Turn:
    """一轮对话的输入与进行中的状态。`region_changed` 由地区步骤写入；`assumed` 是替市民做了什么假定。

    `sender` 是对话编号，只用来限制试编号；`mentioned` 是话里的全部地名，`region_word` 是其中有几处同名的；
    `region_before` 是换地区之前的地区；
    `denial` 是听出的“不是甲”；`returned` 表示刚回到说过的话题；`answered_by` 是哪一步答的，进日志。
    """

    text: str
    intent: str
    confidence: float
    service_words: list[str]
    metadata: dict[str, Any]
    state: ConversationState
    tools: Tools
    region_changed: bool = False
    region_candidates: list[Region] = field(default_factory=list)
    region_word: str = ""
    mentioned: list[str] = field(default_factory=list)
    assumed: str = ""
    searched: dict[tuple[str, str | None], SearchResult] = field(default_factory=dict)
    searched_more: dict[tuple[str, str | None, int], list[Hit]] = field(default_factory=dict)
    sender: str = ""
    region_before: str | None = None
    denial: Denial | None = None
    returned: bool = False
    answered_by: str = ""
    errand: float = 0.0
    """是在说要办什么（问办事、讲遇到的事合起来）的把握。"""
    began: str | None = field(init=False)
    """这一轮开始时正在说的事项或一件事。"""

    def __post_init__(self) -> None:
        self.began = self.state.code

    @property
    def wanted(self) -> str:
        """要找的话：去掉说不要的部分；没有否定就是这句话。"""
        rest = self.denial.wanted if self.denial and self.denial.denied else ""
        return rest if len(rest) >= 2 else self.text

    @property
    def asks_aspect(self) -> bool:
        """意图是不是在问某一方面（材料、时限、多少钱……）。"""
        return self.intent.startswith("ask_") and self.intent not in {"ask_service", "ask_more"}

    @property
    def said(self) -> str:
        """市民的原话：网关统一字形、换掉方言之前的（“阿拉善”里的“阿拉”不是“我们”）。"""
        return self.metadata.get("said") or self.text

    @property
    def parts(self) -> list[str]:
        """按原话里的停顿分开的各段（统一字形时汉字间的空格会去掉，所以要看原话）；各段也换成普通说法。"""
        return list(spoken_parts(self.said))

    @property
    def region(self) -> Region | None:
        """当前地区；没说过返回 None。"""
        return self.tools.regions.get(self.state.region) if self.state.region else None

    def hear_again(self, rest: str, fresh: bool = False) -> None:
        """只剩 `rest` 这几个字要答：原来听成问某一方面的照旧，否则只凭句意再听一遍。

        `fresh` 表示 `rest` 是先前搁下的另一句话，意图总要重新听。
        """
        if not rest or (self.asks_aspect and not fresh):
            return
        self.text, self.service_words = rest, []
        if fresh:
            self.metadata = {**self.metadata, "said": rest}
        if self.tools.meaning is not None:
            vector = self.tools.searcher.encoder.queries([normalise(rest).text])[0]
            chances = self.tools.meaning.probabilities(vector)
            best = int(chances.argmax())
            self.intent, self.confidence = self.tools.meaning.classes[best], float(chances[best])

    def search(self, text: str) -> SearchResult:
        """在当前地区检索一句话；同一轮里问过的不再查一遍。"""
        key = (text, self.state.region)
        if key not in self.searched:
            self.searched[key] = self.tools.searcher.search(text, region=self.state.region, k=8)
        return self.searched[key]

    def search_more(self, text: str, k: int) -> list[Hit]:
        """同一句话要更多的命中。"""
        key = (text, self.state.region, k)
        if key not in self.searched_more:
            self.searched_more[key] = self.tools.searcher.search(text, region=self.state.region, k=k).hits
        return self.searched_more[key]

    def offer(self, code: str) -> Offer | None:
        """某个事项在当前地区的版本。"""
        return self.tools.store.item(code, self.state.region)

    def similarity(self, text: str, others: list[str]) -> np.ndarray:
        """`text` 与每个候选句的余弦相似度，形状 (候选数,)。"""
        if not others:
            return np.zeros(0, dtype=np.float32)
        encoder = self.tools.searcher.encoder
        return self.tools.faqs.phrases(encoder, others) @ encoder.queries([text])[0]


@functools.lru_cache(maxsize=256)
def spoken_parts(said: str) -> tuple[str, ...]:
    """一句原话按停顿分开、换成普通说法的各段；一轮里好几步都要看，只算一次。"""
    spoken = (in_plain_words(clean(one, keep_greetings=True)) for one in clauses(said))
    return tuple(part for part in spoken if part)
