"""几个网关、几个机器人当一个用：对话在谁那里都接得上，死一个不断，存储断了退一步。"""

from __future__ import annotations

import concurrent.futures
import signal
import uuid
from typing import Any

import httpx
import psycopg
import pytest
import sqlalchemy as sa

from catalog.storage.address import driver_url
from tests.fleet.fleet import Fleet
from tests.support.gateway import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


class Talk:
    """一段对话，每句换一个网关说。"""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet, self._turn = fleet, 0
        self.id = f"fleet-{uuid.uuid4().hex[:8]}"

    def say(self, message: str, **more: Any) -> str:
        """说一句，返回全部文字；必须由机器人作答。"""
        client = self._fleet.client(self._turn)
        self._turn += 1
        body = {"conversation_id": self.id, "message": message, **more}
        answer = client.post("/api/chat", json=body).json()
        assert answer["handled_by"] == "bot", answer
        return "\n".join(reply["text"] for reply in answer["replies"])


@pytest.mark.promise("换哪个网关、哪个机器人作答，对话都接得上")
def test_a_conversation_goes_on_whichever_gateway_and_bot_answers(fleet: Fleet) -> None:
    talk = Talk(fleet)
    assert "长沙" in talk.say("身份证丢了怎么补", region="430100")
    assert "户口" in talk.say("要带什么材料")
    assert "株洲" in talk.say("要是在株洲呢")
    assert "身份证" in talk.say("多久能拿到")


def test_many_conversations_at_once_keep_to_themselves(fleet: Fleet) -> None:
    """二十段对话同时进行，各说各的：追问答的都是自己那件事。"""
    topics = ["身份证丢了怎么补", "护照怎么办", "驾驶证到期换证", "社保卡丢了怎么补"] * 5
    words = ["身份证", "护照", "驾驶证", "社会保障卡|社保卡"] * 5

    def walk(topic: str) -> str:
        talk = Talk(fleet)
        talk.say(topic, region="430100")
        return talk.say("要带什么材料")

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(walk, topics))
    for answer, word in zip(answers, words, strict=True):
        assert any(one in answer for one in word.split("|")), (word, answer)


def test_messages_of_one_conversation_do_not_overtake_or_mix(fleet: Fleet) -> None:
    """同一个对话的八句同时从两个网关进来，一句一句处理：各答各的，没有一句答空或答成别人的。"""
    talk = Talk(fleet)
    said = {"护照怎么办": "护照", "驾驶证到期换证": "驾驶证", "公积金租房怎么提取": "公积金", "生育津贴怎么领": "生育"}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(talk.say, [*said, *said]))
    for word, answer in zip([*said.values()] * 2, answers, strict=True):
        assert word in answer, (word, answer[:80])


def test_a_bot_that_dies_in_the_middle_is_not_noticed(fleet: Fleet) -> None:
    """第一个机器人被杀（不是正常退出）：正在说的话都有答复，上文也还在。"""
    talk = Talk(fleet)
    assert "护照" in talk.say("护照怎么办", region="430100")
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        others = [pool.submit(Talk(fleet).say, "驾驶证到期换证", region="430100") for _ in range(30)]
        fleet.bots[0].send_signal(signal.SIGKILL)
        fleet.bots[0].wait()
        assert all("驾驶证" in one.result() for one in others)
    assert "照片" in talk.say("要带什么材料")
    until(lambda: fleet.client(0).get("/readyz").json()["parts"]["bot"]["each"] == ["down", "ready"])


def test_ratings_and_dialogue_state_are_in_postgres_without_personal_numbers(fleet: Fleet) -> None:
    talk = Talk(fleet)
    talk.say("我身份证11010519491231002X丢了，电话13912345678，怎么补", region="430100")
    comment = {"conversation_id": talk.id, "rating": 5, "comment": "打13912345678很快"}
    assert fleet.client(1).post("/api/feedback", json=comment).status_code == 201
    engine = sa.create_engine(driver_url(fleet.postgres.url))
    with engine.connect() as connection:
        slots = connection.execute(
            sa.text("select slots from conversation_slots where conversation_id = :id"), {"id": talk.id}
        ).scalar()
        kept = connection.execute(sa.text("select comment from rating where conversation_id = :id"), {"id": talk.id})
        assert slots and "11010519491231002X" not in slots and "13912345678" not in slots
        assert kept.scalar() == "打〔电话号码〕很快"
    engine.dispose()


@pytest.mark.promise("Redis 断了只是次序松一些")
def test_redis_gone_only_loosens_the_order(fleet: Fleet) -> None:
    fleet.redis.kill()
    try:
        talk = Talk(fleet)
        assert "护照" in talk.say("护照怎么办", region="430100")
        assert "照片" in talk.say("要带什么材料")
    finally:
        fleet.redis.start()


@pytest.mark.promise("数据库断了照样作答")
def test_the_database_gone_still_answers(fleet: Fleet) -> None:
    """数据库断了：机器人记在自己内存里接着说；好差评说明稍后再试；数据库回来后一切照旧。"""
    talk = Talk(fleet)
    assert "护照" in talk.say("护照怎么办", region="430100")
    fleet.postgres.kill()
    try:
        assert "身份证" in talk.say("身份证丢了怎么补")
        assert "户口" in talk.say("要带什么材料")
        rated = fleet.client(0).post("/api/feedback", json={"conversation_id": talk.id, "rating": 5})
        assert rated.status_code == 503 and "稍后" in rated.json()["detail"], rated.text
    finally:
        fleet.postgres.start()
    until(lambda: _rates(fleet.client(0)), 30)
    assert "身份证" in talk.say("多久能拿到")


@pytest.mark.promise("数据库的表被锁住：照样作答，要存的说稍后再试，放开就恢复")
def test_locked_tables_stop_only_what_must_be_stored(fleet: Fleet) -> None:
    until(lambda: _resume_code(fleet), 60)
    until(lambda: _rates(fleet.client(0)), 30)
    with psycopg.connect(fleet.postgres.url) as holder:
        holder.execute("lock table rating, saved_guide, conversation_slots in access exclusive mode")
        assert "护照" in Talk(fleet).say("护照怎么办", region="430100")
        assert _resume_code(fleet) == ""
        rated = fleet.client(0).post("/api/feedback", json={"conversation_id": "locked", "rating": 5})
        assert rated.status_code == 503 and "稍后" in rated.json()["detail"], rated.text
    until(lambda: _rates(fleet.client(0)), 30)
    until(lambda: _resume_code(fleet), 60)


@pytest.mark.promise("口令（机器人令牌、后台口令、数据库口令）不出现在任何进程的日志里")
def test_no_secret_is_in_any_log(fleet: Fleet) -> None:
    """放在最后：前面的测试弄断过数据库、Redis、机器人，各种错误都记过日志了。"""
    logs = fleet.logs()
    assert {"gateway0", "gateway1", "bot0", "bot1", "actions"} <= set(logs)
    for name, text in logs.items():
        assert not [secret for secret in fleet.secrets if secret in text], name


def _resume_code(fleet: Fleet) -> str:
    """说一件事得到的续办编号；没有是空串。"""
    answer = fleet.client(0).post("/api/chat", json={"message": "长沙，刚生了孩子要办什么"}).json()
    guides = [reply["guide"] for reply in answer["replies"] if reply["type"] == "guide"]
    return str(guides[0].get("resume_code") or "") if guides else ""


def _rates(client: httpx.Client) -> bool:
    return client.post("/api/feedback", json={"conversation_id": "back", "rating": 5}).status_code == 201
