"""一个应用里后台要用的东西：两个数据库、账号、审计、令牌。"""

from __future__ import annotations

import ipaddress
import threading
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from catalog.regions import RegionTable
from catalog.signals import announce
from catalog.storage.engine import open_engine
from catalog.storage.region_rows import served_regions
from connectors.admin.accounts import Accounts, Tokens
from connectors.admin.audit import Audit
from connectors.admin.jobs.store import Jobs
from connectors.admin.storage import open_admin
from connectors.building.makers import catalog_source
from connectors.settings import Settings
from connectors.tuning import Tuning

if TYPE_CHECKING:
    from connectors.admin.previewing import Previews


def is_loopback(host: str) -> bool:
    """这个监听地址是不是只有本机能连。"""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Console:
    """后台的各部分，用到才打开：网关启动不等它。"""

    def __init__(self, settings: Settings, tuning: Tuning, national: Path) -> None:
        self.settings, self.tuning, self.national = settings, tuning.admin, national
        self._lock = threading.Lock()

    @property
    def token(self) -> str:
        """建第一个管理员用的口令；空则后台关闭。"""
        return self.settings.admin_token.get_secret_value()

    @cached_property
    def engine(self) -> Engine:
        """后台自己的数据库。"""
        if self.settings.database.startswith("sqlite"):
            self.settings.state.mkdir(parents=True, exist_ok=True)
        return open_admin(self.settings.database)

    @cached_property
    def learning(self) -> Engine:
        """学习用的表和好差评所在的数据库。"""
        from connectors.learning.log import open_learning

        return open_learning(self.settings.database)

    @cached_property
    def catalog(self) -> Engine:
        """目录数据库。"""
        return open_engine(catalog_source(self.settings))

    @cached_property
    def accounts(self) -> Accounts:
        """账号与会话。"""
        return Accounts(self.engine, self.tuning)

    @cached_property
    def tokens(self) -> Tokens:
        """自动化令牌。"""
        return Tokens(self.engine)

    @cached_property
    def previews(self) -> Previews:
        """草稿的预览。"""
        from connectors.admin.previewing import Previews

        return Previews()

    @cached_property
    def jobs(self) -> Jobs:
        """后台任务。"""
        return Jobs(self.engine)

    @cached_property
    def audit(self) -> Audit:
        """审计。"""
        return Audit(self.engine)

    @property
    def regions(self) -> RegionTable:
        """正在服务的区划表：随包的，叠上维护者发布过的改动。"""
        return served_regions(self.catalog)

    def announce_release(self) -> None:
        """换了发布：叫别的网关和动作服务马上来看。"""
        announce(self.settings.redis_url)

    def close(self) -> None:
        """关掉打开过的数据库。"""
        for name in ("engine", "catalog", "learning"):
            if name in self.__dict__:
                self.__dict__[name].dispose()
