"""真的一套进程：随机的号码从每一扇门进来，然后翻遍数据库、日志、索引、指标和机器人的对话存储。"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from connectors.wechat_simulator.citizen import Citizen
from tests.privacy.wechat_door import WechatDoor, answered
from tests.support.gateway import until
from tests.support.personal import Written, written
from tests.support.rig import TOKEN, Rig, prepared_state
from tests.support.wechat import OFFICIAL

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

NAME, DOOR = "我叫欧阳紫晶", "中山北路7531号86栋9单元2468室"


@pytest.fixture(scope="module")
def wechat() -> WechatDoor:
    return WechatDoor()


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory, wechat: WechatDoor) -> Iterator[Rig]:
    settings = {**wechat.environment, "ZHILU_ADMIN_TOKEN": SECRETS[1]}
    rig = Rig(prepared_state(tmp_path_factory.mktemp("privacy")), gateway_env=settings)
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


def through_wechat(wechat: WechatDoor, client: httpx.Client, one: Written) -> tuple[str, str]:
    """一个号码从公众号进来：打字、语音识别、位置、菜单；返回（openid, 带回去的全部文字）。"""
    said: list[str] = []

    async def scene(citizen: Citizen) -> None:
        for message in (f"我的号码是{one.said}，身份证丢了怎么补办", one.said, f"{NAME}，住{DOOR}，{one.said}"):
            said.append(answered(await citizen.say(message)))
        said.append(answered(await citizen.voice(f"电话{one.said}，社保卡丢了")))
        said.append(answered(await citizen.location(f"湖南省长沙市芙蓉区{DOOR}")))
        said.append(answered(await citizen.event("CLICK", f"补办身份证{one.said}")))

    person = wechat.visit(str(client.base_url).rstrip("/"), scene)
    return person, "".join(said)


def artefacts(rig: Rig, conversation: str) -> Iterator[tuple[str, str]]:
    """（在哪, 内容）：状态目录里每个文件、指标、机器人记着的对话。向量与模型是数字，也一样按字节找。"""
    for file in sorted(rig.state.rglob("*")):
        if file.is_file() and not file.is_symlink() and "models" not in file.parts:
            yield str(file.relative_to(rig.state)), file.read_bytes().decode("utf-8", "replace")
    yield "metrics", rig.client.get("/metrics").text
    tracker = httpx.get(f"{rig.bot.url}/conversations/{conversation}/tracker", params={"token": TOKEN}, trust_env=False)
    assert tracker.status_code == 200
    yield "tracker", tracker.text


SECRETS = (TOKEN, "privacy-admin-secret", OFFICIAL.secret, OFFICIAL.token, OFFICIAL.aes_key)
"""这套进程用的口令。"""
PLACES = ("欧阳紫晶", "7531号86栋", "2468室")
"""目录和词典本来就有地名、路名；找的是人说的那些。"""


@pytest.mark.promise("号码从任何入口（网页、接口、公众号）进来，数据库、日志、索引、指标、对话存储里都找不到")
def test_no_artefact_holds_a_number(rig: Rig, wechat: WechatDoor) -> None:
    tried: list[Written] = []
    persons: list[str] = []

    @settings(
        max_examples=12, deadline=None, phases=[Phase.generate], database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    @given(written())
    def say(one: Written) -> None:
        tried.append(one)
        said = through_every_door(rig.client, one, f"privacy-{len(tried)}")
        person, by_wechat = through_wechat(wechat, rig.client, one)
        persons.append(person)
        assert not [form for form in one.forms if form in said + by_wechat]

    say()
    assert len(tried) >= 10
    wanted = (*PLACES, *(form for one in tried for form in one.forms))
    for conversation in ("privacy-1", f"privacy-{len(tried)}", wechat.conversation(persons[-1])):
        for where, content in artefacts(rig, conversation):
            for words in (*wanted, *persons):
                assert words not in content, (where, words)
    for where, content in artefacts(rig, "privacy-1"):
        assert not [secret for secret in SECRETS if secret in content], where
    opened = list(wechat.opened(rig.state))
    assert {where for where, _ in opened} >= {"wechat_message.reply", "wechat_person.memory"}
    for where, content in opened:
        for words in wanted:
            assert words not in content, (where, words)


@pytest.mark.promise("公众号的话还没办完时，收件表里解开密文也是遮盖过的")
def test_a_wechat_message_waiting_for_its_turn_is_already_masked(rig: Rig, wechat: WechatDoor) -> None:
    number = "13912345678"
    base, inbox = str(rig.client.base_url).rstrip("/"), "wechat_message.content"
    waiting: list[str] = []

    async def scene(citizen: Citizen) -> None:
        await asyncio.gather(citizen.say(f"身份证丢了，电话{number}"), citizen.location(f"长沙市{DOOR}"))

    with rig.bot.broken("delay", seconds=1.2, only="/webhooks/rest/webhook"):
        visit = threading.Thread(target=wechat.visit, args=(base, scene))
        visit.start()

        def both_waiting() -> bool:
            waiting[:] = [content for where, content in wechat.opened(rig.state) if where == inbox]
            return len(waiting) >= 2

        until(both_waiting)
        visit.join()
    assert any("〔电话号码〕" in one for one in waiting), waiting
    for content in waiting:
        assert number not in content
        assert not [words for words in PLACES if words in content], content


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
