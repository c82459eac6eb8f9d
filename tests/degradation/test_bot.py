"""机器人的各种毛病：检索顶上，绝不空着，好了自己接回去。"""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.support.gateway import until
from tests.support.rig import Rig

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

TALK = "/webhooks/rest/webhook"
ASKED = "身份证丢了怎么补办"


def assert_search_answers(body: dict[str, Any]) -> None:
    """由检索作答：有话、有 12345、说明了情况。"""
    assert body["handled_by"] == "fallback"
    assert all(reply["text"].strip() for reply in body["replies"])
    first = body["replies"][0]["text"]
    assert "身份证" in first
    assert "12345" in first
    assert "机器人暂时不可用" in first


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "refuse"},
        {"kind": "answer", "status": 500, "body": b"Traceback (most recent call last)", "only": TALK},
        {"kind": "answer", "body": b"[]", "only": TALK},
        {"kind": "answer", "body": b"<html>\xff\xfe", "only": TALK},
        {"kind": "answer", "body": b'[{"recipient_id": "x"}]', "only": TALK},
        {"kind": "cut", "only": TALK},
        {"kind": "hang"},
    ],
    ids=["refused", "500", "empty", "garbage", "no-text", "cut", "hung"],
)
@pytest.mark.promise("机器人停了、卡住、报错、答空、胡说、断在半路，两秒内由检索作答并给 12345")
def test_search_answers_within_two_seconds(rig: Rig, fault: dict[str, Any]) -> None:
    with rig.bot.broken(**fault):
        for _ in range(3):
            body = rig.chat(ASKED)
            assert_search_answers(body)
            assert body["took_ms"] < 2000
    until(lambda: rig.chat(ASKED)["handled_by"] == "bot", 60)


@pytest.mark.promise("机器人只是慢一点，就等它，不抢答")
def test_a_slow_bot_is_waited_for(rig: Rig) -> None:
    with rig.bot.broken("delay", seconds=1.6, only=TALK):
        assert rig.chat(ASKED)["handled_by"] == "bot"


@pytest.mark.promise("机器人慢得太久就断开，此后马上由检索作答，好了自己接回去")
def test_a_bot_slower_than_the_limit_opens_the_breaker_and_comes_back(rig: Rig) -> None:
    with rig.bot.broken("delay", seconds=30, only=TALK):
        for _ in range(2):
            assert_search_answers(rig.chat(ASKED))
        started = time.monotonic()
        body = rig.chat(ASKED)
        assert_search_answers(body)
        assert time.monotonic() - started < 2
        assert rig.client.get("/readyz").json()["status"] == "degraded"
    # 半开：冷却之后放一句去试，成了就合上
    until(lambda: rig.chat(ASKED)["handled_by"] == "bot", 60)
    assert "zhilu_bot_breaker_closed 1.0" in rig.client.get("/metrics").text


@pytest.mark.parametrize(
    "fault", [{"kind": "refuse"}, {"kind": "answer", "status": 500, "body": b"{}"}, {"kind": "cut"},
              {"kind": "answer", "body": b"not json"}], ids=["refused", "500", "cut", "garbage"],
)
@pytest.mark.promise("动作服务停了、报错、胡说，机器人答空，市民得到的仍是检索的答复")
def test_actions_down_is_never_a_silent_empty_answer(rig: Rig, fault: dict[str, Any]) -> None:
    with rig.actions.broken(**fault):
        body = rig.chat(ASKED)
        assert_search_answers(body)
    until(lambda: rig.chat(ASKED)["handled_by"] == "bot", 60)


@pytest.mark.promise("动作服务卡住（机器人还活着），从头一句起就在两秒内由检索作答")
def test_hung_actions_are_covered_within_two_seconds_from_the_first_message(rig: Rig) -> None:
    with rig.actions.broken("hang"):
        for _ in range(3):
            body = rig.chat(ASKED)
            assert_search_answers(body)
            assert body["took_ms"] < 2000
    until(lambda: rig.chat(ASKED)["handled_by"] == "bot", 90)


@pytest.mark.promise("动作服务只是慢一点，就等它，不抢答")
def test_slow_actions_are_waited_for(rig: Rig) -> None:
    with rig.actions.broken("delay", seconds=2.2, only="/webhook"):
        assert rig.chat(ASKED)["handled_by"] == "bot"


@pytest.mark.promise("网关与动作服务的日志里是同一个请求编号")
def test_the_same_request_id_is_in_the_logs_of_gateway_and_actions(rig: Rig) -> None:
    rig.client.post("/api/chat", json={"message": ASKED}, headers={"X-Request-Id": "trace-me-7"})
    for name in ("gateway", "actions"):
        until(lambda name=name: '"request_id": "trace-me-7"' in rig.log(name))


UNWELL = [{"kind": "refuse"}, {"kind": "hang"}, {"kind": "answer", "status": 500, "body": b"{}"},
          {"kind": "answer", "body": b"not json"}, {"kind": "answer", "body": b'{"events": 5, "responses": []}'}]
"""动作服务的各种毛病：每一种都让机器人记一条错误日志。"""


@pytest.mark.promise("出了毛病时，日志里也没有市民的话；机器人的错误日志带着请求编号")
def test_error_logs_hold_no_words_and_carry_the_request_id(rig: Rig) -> None:
    words = "紫色大象执照怎么补办"
    for number, fault in enumerate(UNWELL):
        until(lambda: rig.chat(ASKED)["handled_by"] == "bot", 90)
        with rig.actions.broken(**fault):
            answer = rig.client.post("/api/chat", json={"message": words}, headers={"X-Request-Id": f"unwell-{number}"})
            assert answer.json()["replies"][0]["text"].strip()
            until(lambda number=number: f"unwell-{number}" in rig.log("bot"))
    until(lambda: rig.chat(ASKED)["handled_by"] == "bot", 90)
    for name in rig.processes:
        log = rig.log(name)
        # 日志是 JSON，汉字可能写成转义
        for form in (words, json.dumps(words)[1:-1], "紫色大象", json.dumps("紫色大象")[1:-1]):
            assert form not in log, name
