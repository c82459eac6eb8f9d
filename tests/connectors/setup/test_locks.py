"""锁文件：只有“包名==版本”，不写软件源；torch 不在锁里。"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PIN = re.compile(r"[a-z0-9][a-z0-9._-]*==[A-Za-z0-9.!+]+")


@pytest.mark.parametrize("name", ["main.lock", "dev.lock", "bot.lock"])
def test_every_line_is_a_plain_pin(name: str) -> None:
    lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert pins
    assert [line for line in pins if not PIN.fullmatch(line)] == []
    assert not [line for line in pins if line.startswith(("torch==", "nvidia"))]


def test_the_bot_lock_has_rasa_and_no_torch_and_the_main_lock_the_reverse() -> None:
    bot = (ROOT / "requirements" / "bot.lock").read_text(encoding="utf-8")
    main = (ROOT / "requirements" / "main.lock").read_text(encoding="utf-8")
    assert "rasa==3.6.21" in bot
    assert "jieba==" in bot
    assert "tensorflow" not in main
    assert "uv==" in main
