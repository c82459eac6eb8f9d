"""打开已建好的目录与检索：网关和命令行共用这一处。"""

from __future__ import annotations

from catalog.regions import RegionTable
from connectors.gateway.engine import Opened
from connectors.settings import Settings


def open_catalog(settings: Settings, regions: RegionTable) -> Opened:
    """返回载入完成的目录与检索；还没建好时抛出异常。"""
    raise NotImplementedError
