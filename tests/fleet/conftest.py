"""一队进程只起一次，几个测试共用；弄坏了什么，测试自己要恢复。"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fleet.fleet import Fleet
from tests.support.servers import PostgresServer, RedisServer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """两个网关、两个机器人；目录、评价、对话状态在 PostgreSQL，限流和次序在 Redis。"""
    built = Path(os.environ.get("ZHILU_STATE_DIR") or ROOT / ".zhilu").resolve()
    state = tmp_path_factory.mktemp("fleet") / "state"
    ignored = shutil.ignore_patterns("*.lock", "status.json", "logs", "catalog.db*", "connectors.db*", "guides.db*")
    shutil.copytree(built, state, ignore=ignored, symlinks=True)
    postgres, redis = PostgresServer().start(), RedisServer().start()
    running = Fleet(state, postgres, redis)
    try:
        # 与 deploy/ 一样，只把目录发布进数据库；向量、句意、机器人用备好的那份，不必因为换了数据库重训
        running.run("prepare", "catalog")
        yield running.start(gateways=2, bots=2)
    finally:
        running.stop()
        redis.stop()
        postgres.remove()
