"""网关测试共用：一份建好的小目录。"""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.gateway import gateway, small_state


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_state(tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="session")
def without_bot(state: Path) -> Iterator[httpx.Client]:
    """没有机器人的网关：全由检索作答。"""
    with gateway(state) as client:
        yield client
