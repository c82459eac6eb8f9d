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


OPEN_SECONDS = 3.0
"""服务打开时最多花几秒编码新文字，其余边答边编。"""
FOLLOW_SECONDS = 2.0
"""每次看有没有新版本时，最多花几秒编码。"""


def open_catalog(settings: Settings, regions: RegionTable, early: bool = False) -> Opened:
    """返回载入完成的目录与检索；还没建好时抛出异常，说明里有怎么办。

    `early` 时不等全部文字编码好：有多少用多少，没编码的先凭词法，编好了自己换上。
    """
    places = Places(settings.state)
    stamp = places.stamp("search")
    # 第一次启动时由另一个进程在编码全部文字，这里只用它编好的，不重复编
    if not stamp.exists() and not (early and places.model.exists()):
        raise NotBuilt("检索索引还没有建好。make serve 会自动建；也可以运行 zhilu prepare。")
    store = CatalogStore.open(catalog_source(settings))
    try:
        seconds = None if not early else OPEN_SECONDS if stamp.exists() else 0.0
        searcher = Searcher.open(
            store, regions, places.model, places.index, seconds=seconds, vectors_url=settings.vectors_url
        )
        return Opened(store, searcher, lambda: FOLLOW_SECONDS if stamp.exists() else 0.0)
    except Exception:
        store.close()
        raise
