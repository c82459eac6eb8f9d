"""打开已建好的目录与检索：网关和命令行共用这一处。"""

from __future__ import annotations

from catalog.regions import RegionTable
from catalog.store import CatalogStore
from connectors.building.makers import catalog_source
from connectors.building.places import Places
from connectors.gateway.engine import Opened
from connectors.settings import Settings
from retrieval.searcher import Searcher


class NotBuilt(Exception):
    """检索还没有建过。"""


def open_catalog(settings: Settings, regions: RegionTable) -> Opened:
    """返回载入完成的目录与检索；还没建好时抛出异常，说明里有怎么办。"""
    places = Places(settings.state)
    # 第一次启动时由另一个进程在编码全部文字；没编完就打开，会在这里再编一遍
    if not places.stamp("search").exists():
        raise NotBuilt("检索索引还没有建好。make serve 会自动建；也可以运行 zhilu prepare。")
    store = CatalogStore.open(catalog_source(settings))
    try:
        return Opened(store, Searcher.open(store, regions, places.model, places.index))
    except Exception:
        store.close()
        raise
