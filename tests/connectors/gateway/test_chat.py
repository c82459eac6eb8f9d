"""/api/chat：机器人作答；机器人卡住、答空、胡说、报错、连不上时 2 秒内由检索作答。"""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.fake_bots import Answer, echoing, empty, failing, fake_bot, hanging, saying
from tests.support.gateway import gateway, until


def chat(client: httpx.Client, message: str = "身份证丢了怎么办", **more: Any) -> dict[str, Any]:
    answer = client.post("/api/chat", json={"message": message, **more})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_the_bot_answers_and_hears_masked_words_with_metadata(state: Path) -> None:
    with fake_bot(echoing) as bot, gateway(state, bot_url=bot.url, bot_token="secret") as client:
        body = chat(client, "我的手机13800138000", conversation_id="abc_-1", region="511621", elder=True)
        assert body["handled_by"] == "bot"
        assert body["conversation_id"] == "abc_-1"
        assert body["replies"] == [{"type": "text", "text": "我的手机〔电话号码〕"}]
        said = "我的手机〔电话号码〕"
        number = bot.asked[0]["metadata"].pop("request_id")
        assert len(number) == 32
        metadata = {"region": "511621", "elder": True, "channel": "web", "said": said}
        assert bot.asked == [{"sender": "abc_-1", "message": "我的手机〔电话号码〕", "metadata": metadata}]
        assert bot.tokens == ["secret"]
        assert client.get("/readyz").json()["status"] == "ready"


@pytest.mark.parametrize("given", ["room.7", "wx:o6_bm-j", "a.b:c-d_e", "x" * 64])
def test_the_callers_own_conversation_id_is_kept(without_bot: httpx.Client, given: str) -> None:
    assert chat(without_bot, conversation_id=given)["conversation_id"] == given


@pytest.mark.parametrize("given", [None, "", "有 空格", "x" * 65, "a/b", "..", ".a", 7])
def test_a_missing_or_unusable_conversation_id_gets_a_new_one(without_bot: httpx.Client, given: Any) -> None:
    issued = chat(without_bot, conversation_id=given)["conversation_id"]
    assert re.fullmatch(r"[0-9a-f]{32}", issued)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(empty, "empty"), (failing, "error"), (lambda _: (200, b"<html>"), "garbage"),
     (saying({"custom": {"type": "guide"}}), "garbage"), (hanging, "timeout")],
)
def test_a_bad_bot_is_replaced_by_search_within_two_seconds(state: Path, answer: Answer, reason: str) -> None:
    with fake_bot(answer, rasa_status=False) as bot, gateway(state, bot_url=bot.url) as client:
        started = time.monotonic()
        body = chat(client)
        assert time.monotonic() - started < 2.0
        assert body["handled_by"] == "fallback"
        text = body["replies"][0]["text"]
        assert "机器人暂时不可用" in text
        assert "居民身份证丢失补领" in text
        assert "12345" in text
        assert body["replies"][1]["service"]["code"] == "id-card-lost"
        assert f'zhilu_bot_failures_total{{reason="{reason}"}} 1.0' in client.get("/metrics").text


def test_a_hung_bot_does_not_cost_every_citizen_the_wait(state: Path) -> None:
    with fake_bot(hanging, rasa_status=False) as bot, gateway(state, bot_url=bot.url) as client:
        took = [chat(client, conversation_id=f"c{number}")["took_ms"] for number in range(5)]
    assert all(1000 < ms < 2000 for ms in took[:2])
    assert all(ms < 300 for ms in took[2:]), took


def test_nobody_at_the_bot_address(state: Path) -> None:
    with gateway(state, bot_url="http://127.0.0.1:9") as client:
        assert chat(client)["handled_by"] == "fallback"
        assert until(lambda: client.get("/readyz").json()["status"] == "degraded")


def test_off_topic_words_get_an_honest_answer(without_bot: httpx.Client) -> None:
    body = chat(without_bot, "今天天气真好")
    assert body["handled_by"] == "fallback"
    assert [reply["type"] for reply in body["replies"]] == ["text"]
    assert "没有找到" in body["replies"][0]["text"]


def test_one_conversation_is_answered_in_order(state: Path) -> None:
    def slow_first(body: dict[str, Any]) -> tuple[int, bytes]:
        if body["message"] == "0":
            time.sleep(0.5)
        return echoing(body)

    with fake_bot(slow_first) as bot, gateway(state, bot_url=bot.url) as client, ThreadPoolExecutor(4) as pool:
        waiting = []
        for number in range(4):
            waiting.append(pool.submit(chat, client, str(number), conversation_id="same"))
            time.sleep(0.1)
        assert [one.result()["replies"][0]["text"] for one in waiting] == ["0", "1", "2", "3"]
        assert [one["message"] for one in bot.asked] == ["0", "1", "2", "3"]


def test_a_bot_that_appears_later_takes_over(state: Path) -> None:
    with fake_bot(failing) as bot, gateway(state, bot_url=bot.url) as client:
        assert chat(client)["handled_by"] == "fallback"
        bot.answer = echoing
        assert chat(client, "在吗")["replies"] == [{"type": "text", "text": "在吗"}]


def test_before_the_catalogue_is_built_it_is_alive_and_says_starting(tmp_path: Path) -> None:
    with gateway(tmp_path, wait=False) as client:
        assert client.get("/healthz").status_code == 200
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (503, "starting")
        until(lambda: client.get("/readyz").json()["parts"]["search"].get("message"))
        assert client.get("/api/search", params={"q": "身份证"}).status_code == 503
        assert "12345" in chat(client)["replies"][0]["text"]


def test_masked_numbers_are_nowhere_in_the_state_directory(state: Path) -> None:
    with gateway(state) as client:
        chat(client, "我的身份证号是11010519491231002X")
        comment = {"conversation_id": "c", "rating": 1, "comment": "11010519491231002X"}
        client.post("/api/feedback", json=comment)
    for file in state.rglob("*"):
        if file.is_file() and not file.is_symlink():
            assert b"11010519491231002X" not in file.read_bytes(), file
