"""一套真的进程，整个文件夹共用。"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.gateway import until
from tests.support.rig import Rig, prepared_state


@pytest.fixture(scope="session")
def shared_rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    rig = Rig(prepared_state(tmp_path_factory.mktemp("degradation")))
    try:
        yield rig.start()
    finally:
        rig.stop()


@pytest.fixture
def rig(shared_rig: Rig) -> Rig:
    """每个测试开始时，毛病都已好了、机器人在答。"""
    until(lambda: shared_rig.chat("你好")["handled_by"] == "bot", 90)
    return shared_rig
