"""机器人换成另一种引擎，网关与动作服务一个字不改，对话照样走通。"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import httpx
import pytest

from tests.conversations.language import Conversation
from tests.support.rig import Rig, prepared_state

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    engine = [sys.executable, "-m", "tests.support.minimal_engine"]
    rig = Rig(prepared_state(tmp_path_factory.mktemp("minimal")), engine)
    try:
        yield rig.start()
    finally:
        rig.stop()


def kinds(rig: Rig, message: str, conversation: str) -> list[str]:
    body = rig.chat(message, conversation_id=conversation)
    assert body["handled_by"] == "bot", body
    return [reply["type"] for reply in body["replies"]]


@pytest.mark.promise("换一种机器人引擎，同一扇门照样走通对话")
def test_a_service_then_its_materials_and_fee(rig: Rig) -> None:
    assert "service" in kinds(rig, "身份证丢了怎么补办", "m1")
    assert kinds(rig, "要带什么材料", "m1")
    assert "身份证" in rig.chat("多少钱", conversation_id="m1")["replies"][0]["text"]


def test_a_life_event_gives_a_guide_and_remembers_it(rig: Rig) -> None:
    talk = Conversation(rig.client, "430100")
    talk.say("刚生了孩子").expect_guide("newborn")
    assert talk.say("还有哪些没办").text


def test_small_talk_complaints_and_out_of_scope(rig: Rig) -> None:
    assert kinds(rig, "你好", "m3") == ["text"]
    assert "12345" in rig.chat("我要投诉办事大厅", conversation_id="m3")["replies"][0]["text"]
    assert "service" not in kinds(rig, "今天天气怎么样", "m3")


def test_erasing_forgets_the_conversation_there_too(rig: Rig) -> None:
    rig.chat("身份证丢了怎么补办", conversation_id="m4")
    assert rig.client.delete("/api/conversations/m4").status_code == 204
    assert "身份证" not in rig.chat("多少钱", conversation_id="m4")["replies"][0]["text"]


def test_the_door_is_locked_without_the_token(rig: Rig) -> None:
    body = {"sender": "x", "message": "你好"}
    assert httpx.post(f"{rig.bot.url}/webhooks/rest/webhook", json=body, trust_env=False).status_code == 401
