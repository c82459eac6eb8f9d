"""微信测试共用：一个空的状态目录（收件表从空的开始，不载入检索）。"""

from pathlib import Path

import pytest


@pytest.fixture
def place(tmp_path: Path) -> Path:
    here = tmp_path / "state"
    here.mkdir()
    return here
