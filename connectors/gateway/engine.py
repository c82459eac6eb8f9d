"""检索与目录的常驻服务：后台载入，线程池里查，发现新版本就换上。"""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import structlog

from catalog.regions import Region, RegionTable
from connectors.conversation.fallback import FinderUnavailable
from connectors.gateway.metrics import Metrics
from connectors.gateway.problems import busy, not_ready, unknown_region
from connectors.gateway.views import service_card
from connectors.tuning import Search as SearchTuning
from retrieval.regions import find_regions

if TYPE_CHECKING:
    from catalog.store import CatalogStore, Offer
    from retrieval.searcher import Searcher, SearchResult

log = structlog.get_logger("gateway")

REGION_CODE = re.compile(r"[0-9]{6}|[0-9]{9}|[0-9]{12}")
WAITING_MAX = 64
"""排队的检索超过这么多就请后来的稍后再试，免得人人都等很久。"""


@dataclass(frozen=True)
class Opened:
    """载入完成的目录与检索；`encode_seconds` 说换版时最多花几秒编码（别的进程正在编时是 0）。"""

    store: CatalogStore
    searcher: Searcher
    encode_seconds: Callable[[], float]


class Engine:
    """/api/search、目录查询和停摆时的检索作答都从这里走。"""

    def __init__(
        self, regions: Callable[[], RegionTable], opened: Callable[[RegionTable], Opened],
        tuning: SearchTuning, metrics: Metrics,
    ) -> None:
        self._load_regions, self._open, self._tuning, self._metrics = regions, opened, tuning, metrics
        self._pool = ThreadPoolExecutor(tuning.threads, thread_name_prefix="search")
        self.waiting = 0
        """正在查和排着的检索有几个。"""
        self._regions: RegionTable | None = None
        self._opened: Opened | None = None
        self.trouble = ""
        self.due = asyncio.Event()
        """有人说发布了新版本：不等下一次轮询，马上去看。"""

    @property
    def ready(self) -> bool:
        """检索是否能答。"""
        return self._opened is not None

    @property
    def store(self) -> CatalogStore:
        """目录；没载入完就是一个 503 问题。"""
        if self._opened is None:
            raise not_ready()
        return self._opened.store

    @property
    def searcher(self) -> Searcher | None:
        """检索器；没载入完是 None。"""
        return self._opened.searcher if self._opened else None

    @property
    def regions(self) -> RegionTable | None:
        """正在服务的区划表；还没载入完是 None。"""
        return self._opened.searcher.regions if self._opened else self._regions

    async def run(self) -> None:
        """后台载入，之后一直留意目录有没有发布新版本；直到任务被取消。"""
        loop = asyncio.get_running_loop()
        self._regions = await loop.run_in_executor(self._pool, self._load_regions)
        while self._opened is None:
            try:
                self._opened = await loop.run_in_executor(self._pool, self._open, self._regions)
                self.trouble = ""
            except Exception as problem:  # noqa: BLE001 第一次启动时目录和索引还在建，任何打不开都只是再等等
                if str(problem) != self.trouble:
                    log.warning("search_not_ready", error=type(problem).__name__, message=str(problem)[:300])
                self.trouble = str(problem)
                await asyncio.sleep(self._tuning.open_retry_s)
        self._publish_counts()
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._tuning.reload_s):
                    await self.due.wait()
            self.due.clear()
            await self._follow_release()

    async def _follow_release(self) -> None:
        """目录发布了新版本，检索就连目录一起换上；换不成时继续用旧的，并写进日志。"""
        opened, loop = self._opened, asyncio.get_running_loop()
        assert opened is not None
        try:
            seconds = opened.encode_seconds()
            searcher = await loop.run_in_executor(self._pool, opened.searcher.successor, seconds)
            if searcher is not None:
                # 目录和索引一起换：一个请求从头到尾只用换之前的或换之后的
                self._opened = replace(opened, store=searcher.store, searcher=searcher)
                self._publish_counts()
                log.info("catalog_release", release=searcher.store.release)
            else:
                await loop.run_in_executor(self._pool, opened.searcher.catch_up, seconds)
        except Exception as problem:  # noqa: BLE001 新版本有毛病不能拖垮正在服务的旧版本
            log.error("catalog_reload_failed", error=type(problem).__name__, message=str(problem)[:300])

    def _publish_counts(self) -> None:
        """把记录数写进指标。"""
        self._metrics.search_ready.set(1)
        for kind, count in self.store.counts().items():
            self._metrics.catalog.labels(kind).set(count)

    def region(self, code: str | None) -> Region | None:
        """把传来的区划代码变成地区；没传是 None，不认识是一个 422 问题。"""
        if code is None or not code.strip():
            return None
        if self.regions is None:
            raise not_ready()
        found = self.regions.get(code.strip()) if REGION_CODE.fullmatch(code.strip()) else None
        if found is None:
            raise unknown_region(code)
        return found

    def regions_named(self, word: str) -> list[Region]:
        """叫这个名字的地区，给网页上选地区用。"""
        return self.regions.named(word) if self.regions else []

    def region_in(self, text: str) -> Region | None:
        """一段地址文字说的是哪个地区；认不出、还没载入是 None。"""
        return find_regions(text, self.regions).chosen if self.regions else None

    async def search(self, text: str, region: str | None, audience: str | None, k: int) -> SearchResult:
        """检索一次；排队太长是一个 503 问题。"""
        if self._opened is None:
            raise not_ready()
        if self.waiting >= WAITING_MAX:
            raise busy()
        searcher = self._opened.searcher
        self.waiting += 1
        started = time.perf_counter()
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._pool, lambda: searcher.search(text, region=region, audience=audience, k=k)
            )
        finally:
            self.waiting -= 1
            self._metrics.searches.observe(time.perf_counter() - started)

    async def find(self, text: str, region: str | None, k: int) -> SearchResult:
        """机器人停摆时用：没就绪、太忙、超时都算暂时没有。"""
        if self._opened is None or self.waiting >= WAITING_MAX:
            raise FinderUnavailable
        try:
            return await asyncio.wait_for(self.search(text, region, None, k), self._tuning.answer_s)
        except TimeoutError as problem:
            raise FinderUnavailable from problem

    def full_name(self, region: Region) -> str:
        """从省到本级的全名，用来分清重名的地方。"""
        assert self.regions is not None
        chain = [one.name for one in reversed(self.regions.chain(region.code)) if one.level != "nation"]
        return "".join(chain) or region.name

    def offer(self, code: str, region: str | None) -> Offer | None:
        """一个事项在某地的版本。"""
        return self.store.item(code, region)

    def card(self, code: str, region: str | None) -> dict[str, Any] | None:
        """一个事项的 service 卡片。"""
        offer = self.offer(code, region)
        return service_card(offer) if offer else None

    def close(self) -> None:
        """停掉线程池；正在跑的那一次让它跑完。"""
        self._pool.shutdown(wait=False, cancel_futures=True)
