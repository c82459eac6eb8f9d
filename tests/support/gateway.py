"""真的网关：uvicorn 监听真端口，目录与检索是真的（小目录、真模型）。"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

import catalog.national_layer
from catalog.commands import build_national
from catalog.regions import RegionTable
from catalog.store import CatalogStore
from connectors.building.places import ROOT, Places
from connectors.gateway.app import create_app
from connectors.gateway.engine import Engine
from connectors.gateway.guard import guarded
from connectors.gateway.opening import open_catalog
from connectors.gateway.wechat_opening import WechatFamily
from connectors.settings import Settings
from connectors.supervisor.ports import free_port
from connectors.tuning import Tuning, tuning
from retrieval.model.build import ensure_model
from retrieval.searcher import Searcher

NATIONAL = Path(__file__).parent / "national"


def small_state(state: Path) -> Path:
    """在目录里发布小目录、建好索引，返回状态目录。"""
    folder = state / "national"
    shutil.copytree(NATIONAL, folder)
    shutil.copy(catalog.national_layer.NATIONAL / "portals.yaml", folder)
    report = build_national(state, folder)
    assert report.ok, report.lines()
    places = Places(state)
    places.model.symlink_to(ensure_model(ROOT / ".zhilu" / "models"))
    store = CatalogStore.open(state)
    Searcher.open(store, RegionTable.load(), places.model, places.index)
    store.close()
    places.run.mkdir(exist_ok=True)
    places.stamp("search").write_text("test")
    return state


def until(true: Callable[[], Any], seconds: float = 20) -> Any:
    """等到成立为止。"""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = true()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError("等了太久")


@contextmanager
def gateway(
    state: Path, wait: bool = True, tuned: Tuning | None = None, family: WechatFamily | None = None,
    searching: bool = True, extend: Callable[[FastAPI], None] | None = None, **settings: Any,
) -> Iterator[httpx.Client]:
    """在后台线程里运行网关，返回连着它的客户端。

    `searching` 为假时不载入检索，只等机器人（状态目录可以是空的）；`extend` 在开始之前给应用加东西。
    """
    chosen = Settings(state_dir=state, port=free_port(), **settings)
    tuned = tuned or tuning()
    app = create_app(
        chosen, tuned,
        lambda metrics: Engine(RegionTable.load, partial(open_catalog, chosen, early=searching), tuned.search, metrics),
        family, national=state / "national",
    )
    if extend is not None:
        extend(app)
    config = uvicorn.Config(
        app, port=chosen.port, log_level="warning", access_log=False, http=guarded(tuned.limits),
        forwarded_allow_ips=chosen.trusted_proxies,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    with httpx.Client(base_url=f"http://127.0.0.1:{chosen.port}", trust_env=False, timeout=20) as client:
        until(lambda: server.started)
        if wait and searching:
            until(lambda: client.get("/readyz").status_code == 200)
        if chosen.bot_url and (wait or not searching):
            until(lambda: client.get("/readyz").json()["parts"]["bot"]["state"] != "starting")
        try:
            yield client
        finally:
            server.should_exit = True
            thread.join(15)
            assert not thread.is_alive()
