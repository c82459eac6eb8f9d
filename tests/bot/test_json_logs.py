"""机器人的日志：一行一个 JSON，带请求编号，没有市民的话和令牌。"""

from __future__ import annotations

import json
import subprocess

from connectors.building.makers import BOT_PYTHON
from connectors.building.places import ROOT


def test_each_line_is_json_with_the_request_id_and_without_words_or_tokens() -> None:
    done = subprocess.run(
        [str(BOT_PYTHON), "-m", "tests.bot.log_scenes"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in lines] == [
        "rest.message.received.failure",
        "handling uri: 'http://x/webhook?token=…&a=1'",
        "rest.message.received.timeout action_name=action_find",
    ]
    assert {line["request_id"] for line in lines} == {"scene-1"}
    assert [line.get("error") for line in lines] == ["ValueError", "ValueError", None]
    assert "市民的话" not in done.stderr and "secret" not in done.stderr
