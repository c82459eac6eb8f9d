"""检索的一扇门：一句话进去，排好序、每个分数可拆开的结果出来。

步骤：认地区 → 规范化 → 编码 → 取候选 → 算特征 → 加权排序 → 地方记录替换全国记录 → 补上展示用的事实。
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from retrieval import building
from retrieval.building import State
from retrieval.candidates import Asked, candidates
from retrieval.elsewhere import find_elsewhere
from retrieval.encoder import Encoder, open_encoder
from retrieval.features import features
from retrieval.normalise import normalise
from retrieval.prototypes import UNTAUGHT, Prototypes, load_prototypes
from retrieval.questions import load_questions
from retrieval.ranker import MOST_LEAD, Ranker, load_ranker
from retrieval.regions import RegionFinder
from retrieval.results import Hit, Scored, SearchResult, hit_for
from retrieval.settings import Settings, load_settings
from retrieval.tokens import tokens
from retrieval.vectors import Progress, VectorStore, open_vectors

NATION = "000000"
WARM_UP = "身份证丢了怎么补"
"""打开时先替市民问的一句。"""


class Searcher:
    """打开着的检索。可多线程调用；目录换版时整个换索引，正在进行的检索不受影响。"""

    def __init__(
        self,
        store: Any,
        regions: Any,
        encoder: Encoder,
        vectors: VectorStore,
        settings: Settings,
        questions: Mapping[str, list[str]],
        ranker: Ranker,
        prototypes: Prototypes | None = None,
        finder: RegionFinder | None = None,
    ) -> None:
        """各部分由 `open` 备好；测试与评测可以直接换其中一件。`finder` 认的是同一张区划表时就用它。"""
        # 发布里改过区划的，用目录自己的那张表
        self.store, self.regions, self.encoder = store, getattr(store, "regions", regions), encoder
        self.vectors, self.settings, self.ranker = vectors, settings, ranker
        self.questions = questions
        self.prototypes = prototypes or UNTAUGHT
        self.finder = finder if finder and finder.table is self.regions else RegionFinder(self.regions)
        self._state: State | None = None
        self._building = threading.Lock()

    @classmethod
    def open(
        cls,
        store: Any,
        regions: Any,
        model_dir: str | Path,
        index_dir: Path,
        settings: Settings | None = None,
        questions: Mapping[str, list[str]] | None = None,
        progress: Progress | None = None,
        seconds: float | None = None,
        vectors_url: str = "",
    ) -> Searcher:
        """打开检索；还没编码过的文字会先编码（第一次约一两分钟，之后不到一秒）。

        `seconds` 限制编码用时：0 是有多少用多少，没编码的先凭词法，等 `reload_if_changed` 补上。
        `vectors_url` 是装了 pgvector 的 PostgreSQL：向量行放在那里，不放在本机内存里。
        """
        encoder = open_encoder(model_dir)
        searcher = cls(
            store,
            regions,
            encoder,
            open_vectors(index_dir, encoder, vectors_url),
            settings or load_settings(),
            load_questions() if questions is None else questions,
            load_ranker(),
            load_prototypes(encoder.digest),
        )
        # 第一次要编码几万段文字，用上全部核；平时一个核，让并发的请求各用各的
        first = not searcher.vectors.exists and seconds != 0
        searcher.rebuild(progress, seconds, open_encoder(model_dir, os.cpu_count() or 1) if first else None, tidy=True)
        # 结巴的词典等用到才读（约半秒）：现在就用一次，别让头一位市民等
        searcher.search(WARM_UP)
        return searcher

    def over(self, store: Any) -> Searcher:
        """返回看另一份目录（比如还没发布的草稿）的检索：共用模型与向量缓存，没编码过的文字当场编码。"""
        other = self._over(store)
        other.rebuild()
        return other

    def successor(self, seconds: float | None = 2.0) -> Searcher | None:
        """目录有新发布时，返回看着新发布、索引已建好的另一个检索；自己和自己的目录都不变。没有新发布返回 None。

        整个换上它，正在进行的检索就始终是旧目录配旧索引，不会混。新文字的编码用时以 `seconds` 为限。
        """
        newer = self.store.newer()
        if newer is None:
            return None
        other = self._over(newer)
        other._state = self._state
        other.rebuild(seconds=seconds)
        return other

    def _over(self, store: Any) -> Searcher:
        return Searcher(
            store,
            self.regions,
            self.encoder,
            self.vectors,
            self.settings,
            self.questions,
            self.ranker,
            self.prototypes,
            self.finder,
        )

    @property
    def state(self) -> State:
        """返回当前索引；还没建好时报错。"""
        if self._state is None:
            raise RuntimeError("索引还没有建好，请先调用 rebuild。")
        return self._state

    def status(self) -> dict[str, Any]:
        """返回健康检查用的几个数：模型名、发布版、文档数、文字段数、向量是否齐全。"""
        state = self.state
        return {
            "model": self.encoder.name,
            "release": state.release,
            "documents": state.documents,
            "vectors": state.texts - state.pending,
            "pending": state.pending,
            "complete": state.pending == 0,
        }

    def rebuild(
        self,
        progress: Progress | None = None,
        seconds: float | None = None,
        encoder: Encoder | None = None,
        tidy: bool = False,
    ) -> int:
        """按目录当前发布版重建索引并换上；返回还有多少段文字没编码（`seconds` 内没做完时）。"""
        with self._building:
            self._state = building.build(
                self.store,
                self.questions,
                encoder or self.encoder,
                self.vectors,
                self.settings,
                progress,
                seconds,
                self._state,
                tidy,
                self.prototypes,
            )
            return self._state.pending

    def reload_if_changed(self, seconds: float | None = 2.0) -> bool:
        """目录换了版、或上次有文字没编码完，就重建；返回是否换了索引。

        新文字先凭词法就能搜到，向量在 `seconds` 的预算内编码，编不完的留到下次调用。
        """
        reload = getattr(self.store, "reload_if_changed", None)
        if reload is not None:
            reload()
            self._follow_regions()
        if self.state.release == self.store.release:
            return self.catch_up(seconds)
        self.rebuild(seconds=seconds)
        return True

    def _follow_regions(self) -> None:
        """目录换了区划表，认地名的也跟着换。"""
        regions = getattr(self.store, "regions", self.regions)
        if regions is not self.regions:
            self.regions, self.finder = regions, RegionFinder(regions)

    def catch_up(self, seconds: float | None = 2.0) -> bool:
        """上次有文字没编码完就接着补，最多编 `seconds` 秒；返回是否换了索引。

        `seconds` 为 0 时自己不编码，只看别的进程编好了没有。
        """
        if self.state.pending == 0:
            return False
        if not self.vectors.refresh() and seconds == 0:
            return False
        self.rebuild(seconds=seconds)
        return True

    def search(
        self,
        text: str,
        region: str | None = None,
        audience: str | None = None,
        k: int | None = None,
        kinds: Collection[str] | None = None,
        strict_region: bool = False,
    ) -> SearchResult:
        """返回最合适的 k 个事项或一件事。

        `region` 缺省时从话里认；地区与服务对象是偏好，`strict_region` 才只要当地记录。
        """
        started = time.perf_counter()
        mentions = self.finder.find(text)
        place = self.regions.get(region) if region else mentions.chosen
        to_ask = [] if region else list(mentions.candidates)
        chain = [step.code for step in self.regions.chain(place.code)] if place is not None else [NATION]
        scored = self.score(text, chain, audience, kinds, strict_region)
        ranked = sorted(self._one_per_service(scored, chain), key=lambda one: -one.score)
        shares = _shares(ranked, self.settings.results.temperature)
        found: list[Hit] = []
        for one, share in zip(ranked[: k or self.settings.results.k], shares, strict=False):
            found.append(hit_for(one, share, place, self.store, self.regions))
        answerable = self._answerable(ranked)
        elsewhere = None
        if kinds is None and answerable < self.settings.elsewhere.below:
            elsewhere = find_elsewhere(
                self.state.index.elsewhere(), self._query(text), set(chain), answerable, self.ranker, self.settings
            )
        took = (time.perf_counter() - started) * 1000
        return SearchResult(text, place, to_ask, found, round(took, 2), answerable, elsewhere)

    def score(
        self,
        text: str,
        chain: list[str],
        audience: str | None = None,
        kinds: Collection[str] | None = None,
        strict_region: bool = False,
    ) -> list[Scored]:
        """返回全部候选及其特征与排序分，未排序、未合并。"""
        index, settings = self.state.index, self.settings
        asked = self._query(text)
        national = None if strict_region else index.national if kinds is None else index.of_kinds(kinds)
        pools = candidates(national, index.chain(chain), asked, settings.candidates)
        depth = {code: len(chain) - 1 - step for step, code in enumerate(chain)}
        out: list[Scored] = []
        for pool in pools:
            documents = pool.shard.documents
            matrix = features(pool.shard, pool.places, asked.vectors, asked.text, settings.clauses.weight, pool.words)
            totals = self.ranker.scores(matrix)
            for row, place in enumerate(pool.places):
                document = documents[place]
                if kinds is None or document.kind in kinds:
                    out.append(self._scored(document, float(totals[row]), matrix[row], depth, audience))
        return out

    def _query(self, text: str) -> Asked:
        query = normalise(text)
        weight = self.settings.mending.weight
        mended = self.state.mender(query.text) if weight else query.text
        if mended == query.text:
            vectors = self.encoder.queries([query.text, *query.clauses])
        else:
            said, meant, *clauses = self.encoder.queries([query.text, mended, *query.clauses])
            both = said + weight * meant
            vectors = np.stack([both / np.linalg.norm(both), *clauses])
        return Asked(mended, vectors, tokens(mended))

    def _scored(
        self, document: Any, total: float, values: np.ndarray, depth: Mapping[str, int], audience: str | None
    ) -> Scored:
        """排序分加上地区与服务对象两项偏好。"""
        level = max((depth[code] for code in document.regions if code in depth and code != NATION), default=0)
        preference = self.settings.region
        boost = preference.boost + preference.per_level * level if level else 0.0
        wrong = audience is not None and document.audience and audience not in document.audience
        penalty = self.settings.audience.penalty if wrong else 0.0
        return Scored(document, total + boost - penalty, level, values, boost, -penalty)

    def _one_per_service(self, scored: list[Scored], chain: list[str]) -> list[Scored]:
        """同一件事的全国记录与地方记录合成一条：取最高分，由最近的地方记录出面。"""
        groups: dict[str, list[Scored]] = {}
        for one in scored:
            groups.setdefault(one.document.basic_code or one.document.code, []).append(one)
        merged = []
        for members in groups.values():
            best = max(members, key=lambda one: one.score)
            face = max(members, key=lambda one: (one.level, one.score))
            merged.append(face if face is best else face.carrying(best))
        return merged

    def _answerable(self, ranked: list[Scored]) -> float:
        if not ranked:
            return 0.0
        lead = ranked[0].score - ranked[1].score if len(ranked) > 1 else MOST_LEAD
        return round(self.ranker.probability(ranked[0].features, lead), 4)


def _shares(ranked: list[Scored], temperature: float) -> list[float]:
    if not ranked:
        return []
    scores = np.array([one.score for one in ranked]) / temperature
    weights = np.exp(scores - scores.max())
    return [float(share) for share in weights / weights.sum()]
