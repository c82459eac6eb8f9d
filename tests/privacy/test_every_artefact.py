"""真的一套进程：随机的号码从每一扇门进来，然后翻遍数据库、日志、索引、指标和机器人的对话存储。"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.support.personal import Written, written
from tests.support.rig import TOKEN, Rig, prepared_state

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

NAME, DOOR = "我叫欧阳紫晶", "中山北路7531号86栋9单元2468室"


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    rig = Rig(prepared_state(tmp_path_factory.mktemp("privacy")))
    try:
        yield rig.start()
    finally:
        rig.stop()


def through_every_door(client: httpx.Client, one: Written, conversation: str) -> str:
    """一个号码走遍各个入口；返回应答的文字（检索会把问的话原样还给提问的人，不算）。"""
    said = []
    for message in (f"我的号码是{one.said}，身份证丢了怎么补办", f"{one.said}", f"{NAME}，住{DOOR}，{one.said}"):
        said.append(client.post("/api/chat", json={"message": message, "conversation_id": conversation}).text)
    client.post("/api/chat", json={"message": f"继续 {one.said}", "conversation_id": conversation})
    client.post("/api/chat", json={"message": "你好", "conversation_id": one.number},
                headers={"X-Request-Id": one.number})
    comment = {"conversation_id": conversation, "rating": 1, "comment": f"打{one.said}没人接"}
    said.append(client.post("/api/feedback", json=comment).text)
    client.post("/api/feedback", json={"conversation_id": one.number, "rating": 3, "code": one.number})
    client.get("/api/search", params={"q": f"{one.said} 补办身份证"})
    client.get("/guide/print", params={"code": one.number})
    client.get(f"/api/items/{one.number}")
    client.delete(f"/api/conversations/{one.number}")
    return "".join(said)


def artefacts(rig: Rig, conversation: str) -> Iterator[tuple[str, str]]:
    """（在哪, 内容）：状态目录里每个文件、指标、机器人记着的对话。向量与模型是数字，也一样按字节找。"""
    for file in sorted(rig.state.rglob("*")):
        if file.is_file() and not file.is_symlink() and "models" not in file.parts:
            yield str(file.relative_to(rig.state)), file.read_bytes().decode("utf-8", "replace")
    yield "metrics", rig.client.get("/metrics").text
    tracker = httpx.get(f"{rig.bot.url}/conversations/{conversation}/tracker", params={"token": TOKEN}, trust_env=False)
    assert tracker.status_code == 200
    yield "tracker", tracker.text


@pytest.mark.promise("号码从任何入口进来，数据库、日志、索引、指标、对话存储里都找不到")
def test_no_artefact_holds_a_number(rig: Rig, tmp_path: Path) -> None:
    tried: list[Written] = []

    @settings(
        max_examples=12, deadline=None, phases=[Phase.generate], database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    @given(written())
    def say(one: Written) -> None:
        tried.append(one)
        answered = through_every_door(rig.client, one, f"privacy-{len(tried)}")
        assert not [form for form in one.forms if form in answered]

    say()
    assert len(tried) >= 10
    for conversation in ("privacy-1", f"privacy-{len(tried)}"):
        for where, content in artefacts(rig, conversation):
            # 目录和词典本来就有地名、路名；找的是人说的那些
            for words in ("欧阳紫晶", "7531号86栋", "2468室", *(form for one in tried for form in one.forms)):
                assert words not in content, (where, words)


def test_erasing_removes_every_trace(rig: Rig) -> None:
    conversation, words = "erase-every-trace", "紫色大象执照"
    rig.chat("长沙，刚生了孩子要办什么", conversation_id=conversation)
    body = {"conversation_id": conversation, "rating": 1, "comment": words}
    assert rig.client.post("/api/feedback", json=body).status_code == 201
    assert any(conversation in content for _, content in artefacts(rig, conversation))
    assert rig.client.delete(f"/api/conversations/{conversation}").status_code == 204
    tracker_left = ""
    for where, content in artefacts(rig, "someone-else"):
        assert words not in content, where
        assert conversation not in content, where
    tracker_left = httpx.get(
        f"{rig.bot.url}/conversations/{conversation}/tracker", params={"token": TOKEN}, trust_env=False
    ).text
    assert "newborn" not in tracker_left
