"""目录的读取入口：回答“某地办某事要什么”。其他包只通过这里读目录。"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from catalog.documents import Document, basic_document, package_document
from catalog.links import is_allowed
from catalog.lookup import Lookup
from catalog.offers import Offer
from catalog.regions import RegionTable
from catalog.schema import BasicItem, Portal, ServiceItem, ServicePackage
from catalog.snapshot import Snapshot, load_snapshot
from catalog.storage.engine import open_engine
from catalog.storage.releases import ReleaseInfo, current

_CACHE_SIZE = 8192
_CHECK_EVERY_SECONDS = 1.0


class NotPublishedError(RuntimeError):
    """目录还没有发布过；说明里有怎么办。"""

    def __init__(self) -> None:
        super().__init__("目录还没有发布。请先运行 zhilu catalog publish（或调用 catalog.commands.build_national）。")


@dataclass(frozen=True)
class Changes:
    """换版前后给检索的文档差在哪：没有了的、新有的地方文档（改了的两边都有），和全国目录换成了什么（没换是 None）。"""

    gone: tuple[Document, ...]
    come: tuple[Document, ...]
    national: tuple[Document, ...] | None


class CatalogStore:
    """已发布目录的只读视图。线程安全：换发布时整个换内存快照。"""

    def __init__(
        self, engine: Engine, info: ReleaseInfo, regions: RegionTable, former: Snapshot | None = None
    ) -> None:
        """`former` 是换版前的内存快照，没变的部分沿用。"""
        self._engine = engine
        self._regions = regions
        self._snapshot = load_snapshot(engine, info, regions, former)
        self._lookup = Lookup(self._snapshot, self.regions)
        self._cache: OrderedDict[tuple[str, ...], Any] = OrderedDict()
        self._checked = time.monotonic()

    @classmethod
    def open(cls, state: str | Path) -> CatalogStore:
        """打开状态文件夹或数据库地址里已发布的目录；没发布过抛 NotPublishedError。"""
        engine = open_engine(state)
        info = current(engine)
        if info is None:
            engine.dispose()
            raise NotPublishedError
        return cls(engine, info, RegionTable.load())

    def close(self) -> None:
        """放掉数据库连接。"""
        self._engine.dispose()

    def reload_if_changed(self) -> bool:
        """有新发布就换上并返回真；最多每秒查一次，可以在每个请求里调用。"""
        now = time.monotonic()
        if now - self._checked < _CHECK_EVERY_SECONDS:
            return False
        self._checked = now
        info = current(self._engine)
        if info is None or info.id == self._snapshot.info.id:
            return False
        self._snapshot = load_snapshot(self._engine, info, self._regions, self._snapshot)
        self._lookup = Lookup(self._snapshot, self.regions)
        self._cache = OrderedDict()
        return True

    def newer(self) -> CatalogStore | None:
        """有新发布时返回看着新发布的另一份视图，自己不变；没有返回 None。

        正在作答的请求一直用手上这一份，同一个答复里不会混进两个版本。
        """
        info = current(self._engine)
        if info is None or info.id == self._snapshot.info.id:
            return None
        return CatalogStore(self._engine, info, self._regions, self._snapshot)

    @property
    def release(self) -> str:
        """当前发布的摘要。"""
        return self._snapshot.info.digest

    @property
    def release_info(self) -> ReleaseInfo:
        """当前发布的要点（编号、时间、各来源版本）。"""
        return self._snapshot.info

    @property
    def regions(self) -> RegionTable:
        """当前发布用的区划表：随包的，叠上维护者改过的。"""
        return self._snapshot.regions

    def counts(self) -> dict[str, int]:
        """各种记录的条数：全国事项、地方事项、一件事、地方一件事指南、入口。"""
        counts = self._snapshot.info.counts
        return {
            "basic_items": counts.get("basic", 0),
            "service_items": counts.get("item", 0),
            "packages": counts.get("package", 0),
            "guides": counts.get("guide", 0),
            "portals": counts.get("portal", 0),
        }

    def items(self) -> list[BasicItem]:
        """全国目录的全部事项。"""
        return list(self._snapshot.basics.values())

    def packages(self) -> list[ServicePackage]:
        """全国目录的全部一件事。"""
        return list(self._snapshot.packages.values())

    def basic(self, code: str) -> BasicItem | None:
        """全国目录里的一个事项。"""
        return self._snapshot.basics.get(code)

    def regional(self, basic_code: str, region: str) -> ServiceItem | None:
        """某地（从近到远逐级往上）对应某个全国事项的记录；都没有返回 None。"""
        found = self._lookup.nearest(basic_code, region)
        return ServiceItem.model_validate(found[0].body) if found else None

    def portal(self, portal_id: str) -> Portal | None:
        """登记的官方入口。"""
        return self._snapshot.portals.get(portal_id)

    def portal_for(self, region_code: str, kind: str = "online") -> Portal | None:
        """某地的政务服务总入口：online 网站、app 手机应用。"""
        return self._snapshot.portals.for_region(region_code, kind)

    def portals(self) -> list[Portal]:
        """全部登记的入口。"""
        return self._snapshot.portals.all()

    def is_allowed(self, url: str) -> bool:
        """这个网址在不在白名单里。"""
        return is_allowed(url, self._snapshot.hosts)

    def covered_regions(self) -> frozenset[str]:
        """有地方记录的地方代码。"""
        return self._snapshot.covered

    def item(self, code: str, region: str | None = None) -> Offer | None:
        """某地办某事项的答案；`code` 可以是全国代码或地方代码。查不到返回 None。"""
        place = self.regions.get(region) if region else None
        return self._cached(("item", code, place.code if place else ""), lambda: self._lookup.item(code, place))

    def guide(self, package_code: str, region: str) -> Offer | None:
        """某地对应某个一件事的官方指南（条件、材料、流程、链接）；没有返回 None。"""
        place = self.regions.get(region)
        if place is None:
            return None
        return self._cached(("guide", package_code, place.code), lambda: self._lookup.guide(package_code, place))

    def package(self, code: str, region: str | None = None) -> ServicePackage | None:
        """一件事；当地有官方指南时带上它的链接、来源和提醒。`code` 也可以是地方指南的代码。"""
        place = self.regions.get(region) if region else None
        return self._cached(("package", code, place.code if place else ""), lambda: self._lookup.package(code, place))

    def documents(self) -> Iterator[Document]:
        """给检索用的全部文档，每段不同的文字一条；与上一版（`newer` 之前）一样的，还是同一个对象。"""
        snapshot = self._snapshot
        yield from _national(snapshot)
        yield from snapshot.corpus.documents()

    def changes_since(self, release: str) -> Changes | None:
        """从摘要为 `release` 的发布换过来，给检索的文档差在哪；说不清返回 None，就要把 `documents` 整个过一遍。"""
        snapshot = self._snapshot
        step = snapshot.corpus.since(release)
        if step is None:
            return None
        return Changes(step.gone, step.come, tuple(_national(snapshot)) if step.national else None)

    def _cached(self, key: tuple[str, ...], make: Callable[[], Any]) -> Any:
        """按最近使用缓存；换发布时缓存整个换掉。"""
        cache = self._cache
        if key in cache:
            try:
                cache.move_to_end(key)
            except KeyError:  # 另一个线程刚把它挤出去：不影响结果
                return make()
            return cache.get(key)
        made = make()
        cache[key] = made
        if len(cache) > _CACHE_SIZE:
            cache.popitem(last=False)
        return made


def _national(snapshot: Snapshot) -> Iterator[Document]:
    """全国目录的文档：先事项，后一件事。"""
    yield from (basic_document(item) for item in snapshot.basics.values())
    yield from (package_document(package) for package in snapshot.packages.values())
