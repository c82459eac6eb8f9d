"""终端对话：连着真的网关，四种回复都能读。"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from connectors.building.places import ROOT
from tests.support.fake_bots import echoing, fake_bot, saying
from tests.support.gateway import gateway

SERVICE = {
    "type": "service", "text": "居民身份证丢失补领",
    "service": {"code": "id-card-lost", "name": "居民身份证丢失补领", "department": "公安机关", "conditions": [],
                "materials": [{"name": "居民户口簿", "required": False}], "steps": ["申报丢失", "拍照"],
                "statutory_days": 60, "promised_days": None, "fee": "40元", "entry": {"name": "派出所", "url": ""},
                "consult_phone": "12345", "source": {"name": "居民身份证法"}, "warnings": ["以办理地公布为准"]},
}
GUIDE = {
    "type": "guide", "text": "共两步",
    "guide": {"code": "newborn", "title": "新生儿出生一件事", "warnings": [],
              "materials": [{"name": "身份证", "waived": True}],
              "steps": [{"number": 1, "name": "出生证", "department": "医院", "after": [], "why": "上户口要用"},
                        {"number": 2, "name": "上户口", "department": "派出所", "after": [1], "deadline": "一个月内"}]},
}


def talk(url: str, *lines: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHILU_")}
    done = subprocess.run(
        [sys.executable, "-m", "connectors.cli", "chat", "--url", url], cwd=ROOT, env=kept | {"COLUMNS": "100"},
        input="\n".join(lines) + "\n", capture_output=True, text=True, timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_kind_of_reply_is_readable(state: Path) -> None:
    choices: dict[str, Any] = {"type": "choices", "text": "哪一种？\n1. 首次\n2. 补领",
                               "choices": [{"label": "首次", "value": "a"}, {"label": "补领", "value": "b"}]}
    with fake_bot(saying({"custom": choices}, {"custom": SERVICE}, {"custom": GUIDE}, {"text": "好的"})) as bot:
        with gateway(state, bot_url=bot.url) as client:
            shown = talk(str(client.base_url), "身份证丢了")
    for word in ("哪一种？", "2  补领", "居民户口簿（按需）", "法定 60 日", "2. 拍照", "以办理地公布为准",
                 "2. 上户口（先办好第 1 步）", "一个月内", "身份证（免提交）", "好的", "机器人"):
        assert word in shown, word
    assert shown.count("首次") == 1, "选项只列一遍"


def test_the_conversation_is_kept_and_ends_on_a_word(state: Path) -> None:
    with fake_bot(echoing) as bot, gateway(state, bot_url=bot.url) as client:
        talk(str(client.base_url), "一", "二", "退出", "三")
        assert [one["message"] for one in bot.asked] == ["一", "二"]
        assert len({one["sender"] for one in bot.asked}) == 1


def test_problems_and_fallback_are_told(state: Path) -> None:
    with gateway(state) as client:
        shown = talk(str(client.base_url), "身" * 501, "身份证丢了")
    assert "最多 500 字" in shown
    assert "机器人暂时不可用" in shown
    assert "服务没有应声" in talk("http://127.0.0.1:9", "在吗")
