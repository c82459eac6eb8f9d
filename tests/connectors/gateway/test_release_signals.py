"""两个网关和一个动作服务共用 PostgreSQL 与 Redis：谁发布，别的马上换上；Redis 没了靠轮询。"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from actions.server import make_app
from actions.settings import load_settings
from actions.turn import Tools
from catalog.commands import build_national
from catalog.regions import RegionTable
from catalog.signals import announce
from catalog.store import CatalogStore
from connectors.building.places import ROOT, Places
from connectors.tuning import Tuning, tuning
from retrieval.searcher import Searcher
from tests.connectors.admin.conftest import PASSWORD, START, desk
from tests.support.gateway import gateway, small_state, until
from tests.support.servers import PostgresServer, RedisServer

NEVER_S = 3600.0
"""轮询一小时一次：在测试里换上了，就一定是信号叫来的。"""


@dataclass
class Shared:
    """共用的两样，和一份本地的状态目录。"""

    state: Path
    postgres: PostgresServer
    redis: RedisServer

    def publish(self, mark: str) -> str:
        """改一个事项的说明再发布，返回新的版本；不喊。"""
        file = self.state / "national" / "items" / "sample.yaml"
        file.write_text(file.read_text("utf-8").replace("summary: ", f"summary: {mark}", 1), "utf-8")
        assert build_national(self.postgres.url, self.state / "national").ok
        store = CatalogStore.open(self.postgres.url)
        store.close()
        return store.release


@pytest.fixture
def shared(tmp_path: Path, redis: RedisServer) -> Iterator[Shared]:
    state = small_state(tmp_path / "state")
    postgres = PostgresServer().start()
    try:
        assert build_national(postgres.url, state / "national").ok
        yield Shared(state, postgres, redis)
    finally:
        postgres.remove()


def polling(seconds: float) -> Tuning:
    numbers = tuning()
    return numbers.model_copy(update={"search": numbers.search.model_copy(update={"reload_s": seconds})})


def served(client: httpx.Client) -> str:
    """网关正在用的发布。"""
    return str(client.get("/readyz").json()["parts"]["catalog"]["release"])


def two_gateways(shared: Shared, stack: ExitStack, poll_s: float) -> list[httpx.Client]:
    """两个网关，各有自己的索引目录。"""
    clients = []
    for number in range(2):
        state = shutil.copytree(shared.state, shared.state.parent / f"gateway{number}", symlinks=True)
        more = {"database_url": shared.postgres.url, "redis_url": shared.redis.url, "admin_token": START}
        clients.append(stack.enter_context(gateway(Path(state), tuned=polling(poll_s), **more)))
    return clients


@pytest.mark.slow
@pytest.mark.promise("设了 Redis，一处发布、回退，别的网关和动作服务马上换上，不等轮询")
def test_a_release_anywhere_reaches_everyone_at_once(shared: Shared) -> None:
    with ExitStack() as stack:
        clients = two_gateways(shared, stack, NEVER_S)
        first = served(clients[0])
        store, places = CatalogStore.open(shared.postgres.url), Places(shared.state)
        regions = RegionTable.load()
        searcher = Searcher.open(store, regions, places.model, places.index)
        app = make_app(Tools(store, searcher, regions, load_settings()), shared.redis.url, reload_s=NEVER_S)
        actions = stack.enter_context(TestClient(app))

        def everyone_serves(release: str) -> bool:
            return {served(one) for one in clients} | {actions.get("/health").json()["release"]} == {release}

        second = shared.publish("新的")
        assert second != first
        assert announce(shared.redis.url) == 3
        until(lambda: everyone_serves(second))
        # 命令行回退
        env = {**os.environ, "ZHILU_DATABASE_URL": shared.postgres.url, "ZHILU_REDIS_URL": shared.redis.url,
               "ZHILU_STATE_DIR": str(shared.state)}
        command = [sys.executable, "-m", "connectors.cli", "catalog", "rollback"]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        until(lambda: everyone_serves(first))
        # 在第一个网关的后台里换回去，第二个网关和动作服务跟着换
        given = {"token": START, "name": "boss", "shown_name": "主任", "password": PASSWORD, "again": PASSWORD}
        base = str(clients[0].base_url).rstrip("/")
        assert clients[0].post("/admin/setup", data=given).status_code == 303
        boss = desk(base, "boss")
        assert boss.post("/admin/releases/rollback", release="2").status_code == 200
        until(lambda: everyone_serves(second))


@pytest.mark.slow
@pytest.mark.promise("Redis 没了，新发布靠轮询照样换上；Redis 回来，信号也回来")
def test_without_redis_polling_still_finds_the_release(shared: Shared) -> None:
    with ExitStack() as stack:
        clients = two_gateways(shared, stack, 0.3)
        shared.redis.kill()
        second = shared.publish("新的")
        assert announce(shared.redis.url) is None
        until(lambda: {served(one) for one in clients} == {second})
        shared.redis.start()
        until(lambda: announce(shared.redis.url) == 2, 30)
