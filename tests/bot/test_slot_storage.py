"""对话状态的三种存法通过同一套检查：内存、SQLite、PostgreSQL；在机器人自己的环境里跑。"""

from __future__ import annotations

import subprocess

import pytest

from connectors.building.makers import BOT_PYTHON
from connectors.building.places import ROOT


def plays(address: str) -> None:
    command = [str(BOT_PYTHON), "-m", "tests.bot.slot_scenes", address]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "ok\n"), done.stderr[-3000:]


@pytest.mark.promise("只记在内存里的对话状态也有期限和个数上限")
def test_in_memory() -> None:
    plays("")


def test_in_a_database(database_url: str) -> None:
    plays(database_url)
