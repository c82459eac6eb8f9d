"""热路径上的替换与 Rasa 原来的做法结果相同（hot_scenes.py，在机器人自己的环境里跑）。"""

from __future__ import annotations

import os
import subprocess

from connectors.building.makers import BOT_PYTHON
from connectors.building.places import ROOT
from connectors.serving import BOT_ENV


def test_the_replacements_behave_as_rasa_did() -> None:
    done = subprocess.run(
        [str(BOT_PYTHON), "-m", "tests.bot.hot_scenes"], cwd=ROOT, env={**os.environ, **BOT_ENV},
        capture_output=True, text=True, timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "都过了"
    assert "Unclosed" not in done.stderr, done.stderr
