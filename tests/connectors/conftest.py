"""网关测试共用：一份建好的小目录。"""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.gateway import gateway, small_state
from tests.support.servers import RedisServer

# 使用者自己设的变量（例如外部机器人地址）不能影响测试
for _name in [name for name in os.environ if name.startswith("ZHILU_") and name != "ZHILU_STATE_DIR"]:
    del os.environ[_name]


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_state(tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="session")
def without_bot(state: Path) -> Iterator[httpx.Client]:
    """没有机器人的网关：全由检索作答。"""
    with gateway(state) as client:
        yield client


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """一个真的、空的 Redis。"""
    server = RedisServer().start()
    yield server
    server.kill()
