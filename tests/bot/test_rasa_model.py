"""用真的 Rasa：领域、规则、例句经得起 `rasa data validate`；训练好的模型对什么话都有意图、都选得出动作，从不空着。"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from connectors.building.makers import BOT_PYTHON
from connectors.building.places import ROOT, Places
from connectors.serving import BOT_ENV
from tests.conversations.cases import read_cases

ODD = ["", " ", "？", "。。。", "1", "①", "👍", "a", "SELECT * FROM t", "啊" * 400, "<b>护照</b>", "{{x}}", "\u200b"]
"""容易让理解那一步出岔子的话。"""


def in_bot(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **BOT_ENV}
    return subprocess.run([str(BOT_PYTHON), *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)


@pytest.mark.slow
def test_rasa_accepts_domain_rules_and_examples() -> None:
    done = in_bot("-m", "bot.validate")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_every_message_gets_an_intent_and_an_action(tmp_path: Path) -> None:
    """全部考题里的话加上怪话：都有意图，规则都选得出一个自定义动作（空回复正是从选不出动作来的）。"""
    state = Path(os.environ.get("ZHILU_STATE_DIR") or ROOT / ".zhilu").resolve()
    said = [turn.say for _, case in read_cases() for turn in case.turns] + ODD
    asked, answered = tmp_path / "said.json", tmp_path / "heard.json"
    asked.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    model = str(Places(state).bot_model)
    done = in_bot("-m", "bot.hear", "--model", model, "--said", str(asked), "--out", str(answered))
    assert done.returncode == 0, done.stdout + done.stderr
    heard = json.loads(answered.read_text("utf-8"))
    assert len(heard) == len(said)
    silent = [text for text, one in zip(said, heard, strict=True) if not str(one["action"]).startswith("action_")]
    assert silent == []
    assert all(one["intent"] or not text.strip() for text, one in zip(said, heard, strict=True))
