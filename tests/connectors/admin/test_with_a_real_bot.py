"""真的机器人：对着草稿说话走完整的对话；重新训练一次（真的 Rasa 训练）、压测、换上、退回，市民的对话一直照常。"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.connectors.admin.conftest import PASSWORD, START, Desk, desk
from tests.connectors.admin.test_publishing import change
from tests.support.gateway import until
from tests.support.rig import TOKEN, Rig, prepared_state

# 真的训练：忙的机器上要三四分钟
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
ONLY_DRAFT = "只在这张草稿里写的条件"
TAUGHT = "嘎啦蹦子回见噜"


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    # 自带的例句用一成：训练一样走完每一步，只是快
    given = {"ZHILU_ADMIN_TOKEN": START, "ZHILU_TRAINING_SHARE": "0.1"}
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    rig = Rig(prepared_state(tmp_path_factory.mktemp("bot")))
    try:
        yield rig.start()
    finally:
        rig.stop()
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@pytest.fixture(scope="module")
def boss(rig: Rig) -> Desk:
    first = {"token": START, "name": "boss", "shown_name": "主任", "password": PASSWORD, "again": PASSWORD}
    assert rig.client.post("/admin/setup", data=first).status_code == 303
    return desk(str(rig.client.base_url).rstrip("/"), "boss")


def last(page: str) -> str:
    """试说的最后一轮。"""
    return page.split('id="last"')[1].split("说一句<input")[0]


@pytest.mark.promise("发布之前可以对着草稿说话，走的是市民那个机器人；市民这时看到的还是原来的")
def test_a_whole_conversation_against_the_draft(rig: Rig, boss: Desk) -> None:
    number = change(boss, conditions=ONLY_DRAFT)
    where = f"/admin/proposals/{number}/say"
    page = boss.post(where, said="身份证丢了怎么补办", talk="", region="").text
    assert ONLY_DRAFT in last(page) and "由检索直接答的" not in page
    talk = re.search(r'name="talk" value="([^"]+)"', page)
    assert talk
    page = boss.post(where, said="有什么条件", talk=talk[1], region="").text
    assert ONLY_DRAFT in last(page), "第二句没有说是什么事，靠的是上一句"
    citizen = rig.chat("身份证丢了怎么补办", conversation_id="citizen-beside-1")
    assert citizen["handled_by"] == "bot" and ONLY_DRAFT not in str(citizen["replies"])
    again = rig.chat("有什么条件", conversation_id="citizen-beside-1")
    assert ONLY_DRAFT not in str(again["replies"])
    boss.post(f"/admin/proposals/{number}/drop")


def heard(rig: Rig) -> tuple[str, float]:
    """机器人把教它的那句听成什么，有多大把握。"""
    answer = httpx.post(
        f"{rig.bot.url}/model/parse", params={"token": TOKEN}, json={"text": TAUGHT}, trust_env=False, timeout=30
    )
    intent = answer.json()["intent"]
    return str(intent["name"]), round(float(intent["confidence"]), 4)


def done(boss: Desk, act: str) -> str:
    """按下按钮，等它办完。"""
    where = str(boss.post("/admin/training/start", act=act).url)

    def over() -> str:
        page = boss.get(where).text
        return page if "http-equiv" not in page else ""

    return str(until(over, 900))


def test_an_example_must_name_something_that_exists(boss: Desk) -> None:
    for wrong in ({"code": "no-such-thing", "intent": "ask_service"}, {"code": "", "intent": "no_such_intent"}):
        answer = boss.post("/admin/training/examples", text="随便一句", **wrong)
        assert answer.status_code == 422, answer.text


@pytest.mark.promise("重新训练机器人时市民的对话照常；后台加的例句真的用上；不好可以退回")
def test_retraining_while_citizens_talk(rig: Rig, boss: Desk) -> None:
    boss.post("/admin/training/examples", text=TAUGHT, code="", intent="goodbye")
    before = heard(rig)
    said: list[dict[str, Any]] = []
    stopping = threading.Event()

    def citizen() -> None:
        for turn in range(10_000):
            if stopping.is_set():
                return
            said.append(rig.chat("身份证丢了怎么补办", conversation_id=f"citizen-{turn // 5:08d}"))
            time.sleep(0.5)

    talking = threading.Thread(target=citizen)
    talking.start()
    try:
        page = done(boss, "train")
        assert "都换上了" in page and "压测句数" in page, page
        after = heard(rig)
        assert after[0] == "goodbye" and after != before
        assert "换回上一个模型" in boss.get("/admin/training").text
        assert "都换上了" in done(boss, "back")
        assert heard(rig) == before
    finally:
        stopping.set()
        talking.join()
    assert len(said) > 20 and all(turn["replies"] for turn in said)
    by_bot = sum(turn["handled_by"] == "bot" for turn in said)
    assert by_bot > 0.8 * len(said), f"{by_bot}/{len(said)}：换的那几秒由检索答，其余都该是机器人"
    assert "身份证丢失补领" in str(rig.chat("身份证丢了怎么补办")["replies"])
