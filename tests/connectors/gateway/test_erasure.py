"""DELETE /api/conversations/{编号}：总是 204；擦不干净就说。请求编号：沿用或现编，带到每一处。"""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.connectors.privacy.test_erasing import holds
from tests.support.fake_bots import echoing, fake_bot
from tests.support.gateway import gateway

WORDS = "紫色大象执照难办"


@pytest.mark.promise("知道对话编号就能擦除；问不出别人有没有用过")
def test_erasing_is_always_204_whether_or_not_it_existed(without_bot: httpx.Client, state: Path) -> None:
    body = {"conversation_id": "erase-me", "rating": 2, "comment": WORDS}
    assert without_bot.post("/api/feedback", json=body).status_code == 201
    assert holds(state, WORDS)
    for conversation in ("erase-me", "erase-me", "never-seen", "不合规矩", "a" * 200):
        answer = without_bot.delete(f"/api/conversations/{conversation}")
        assert (answer.status_code, answer.content) == (204, b"")
    assert not holds(state, WORDS)


def test_a_bot_that_cannot_erase_is_an_honest_503(state: Path) -> None:
    with fake_bot(echoing) as bot, gateway(state, bot_url=bot.url) as client:
        answer = client.delete("/api/conversations/some-one")
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        assert "再试" in answer.json()["detail"]


@pytest.mark.promise("请求编号一路带到机器人，应答头里还给调用方")
def test_the_request_id_goes_to_the_bot_and_back(state: Path) -> None:
    with fake_bot(echoing) as bot, gateway(state, bot_url=bot.url) as client:
        said = {"message": "你好"}
        answer = client.post("/api/chat", json=said, headers={"X-Request-Id": "portal-42"})
        assert answer.headers["x-request-id"] == "portal-42"
        assert bot.asked[-1]["metadata"]["request_id"] == "portal-42"
        made = client.post("/api/chat", json=said).headers["x-request-id"]
        assert len(made) == 32
        assert bot.asked[-1]["metadata"]["request_id"] == made


@pytest.mark.parametrize("given", ["13800138000", "有中文".encode().decode("latin-1"), "a" * 65, "a b", "<script>"])
def test_an_unusable_request_id_is_replaced(without_bot: httpx.Client, given: str) -> None:
    answer = without_bot.get("/healthz", headers={"X-Request-Id": given.encode("latin-1")})
    assert answer.headers["x-request-id"] != given
    assert len(answer.headers["x-request-id"]) == 32


@pytest.mark.promise("拿手机号、身份证号充对话编号的，不会被存下来")
def test_a_phone_number_is_not_kept_as_a_conversation_id(without_bot: httpx.Client, state: Path) -> None:
    said = {"conversation_id": "13800138000", "message": "你好"}
    assert without_bot.post("/api/chat", json=said).json()["conversation_id"] != "13800138000"
    without_bot.post("/api/feedback", json={"conversation_id": "13800138000", "rating": 5})
    assert not holds(state, "13800138000")
