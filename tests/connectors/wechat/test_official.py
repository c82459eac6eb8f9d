"""公众号：真的网关、模拟的微信服务器；带回去、重试来取、用接口发，每条只到机器人一次。"""

import asyncio
import dataclasses
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from connectors.wechat.envelope import Mode
from connectors.wechat.wording import say
from connectors.wechat_simulator.quotas import Rules
from connectors.wechat_simulator.service import Service
from tests.support.fake_bots import Answer, echoing, fake_bot, saying
from tests.support.wechat import LATE_S, OFFICIAL, RETRIED_S, Rig, play


def after(seconds: float, answer: Answer = echoing) -> Answer:
    """慢这么多秒的机器人。"""
    def slow(body: dict[str, Any]) -> tuple[int, bytes]:
        time.sleep(seconds)
        return answer(body)
    return slow


ASKING = saying({"custom": {"type": "choices", "text": "哪一种？\n1. 甲\n2. 乙", "choices": [
    {"label": "甲", "value": "我选甲"}, {"label": "乙", "value": "我选乙"}]}})
KEPT = 'zhilu_wechat_deliveries_total{channel="wechat-official",how="kept"}'
LONG = saying({"text": "步骤。" * 900})


@pytest.mark.parametrize("mode", [Mode.PLAIN, Mode.COMPATIBLE, Mode.SAFE])
def test_an_answer_in_time_goes_back_passively(place: Path, mode: Mode) -> None:
    account = dataclasses.replace(OFFICIAL, mode=mode)

    async def scene(rig: Rig) -> None:
        assert await rig.pusher.handshake() == ""
        outcome = await rig.citizen.say("身份证丢了")
        assert (outcome.text, outcome.attempts, outcome.troubles) == ("身份证丢了", 1, [])
        assert rig.service.quotas.tokens_given == 0

    with fake_bot(echoing) as bot:
        play(place, account, bot.url, scene)
        assert [one["message"] for one in bot.asked] == ["身份证丢了"]
        assert bot.asked[0]["metadata"]["channel"] == "wechat-official"
        assert bot.asked[0]["sender"].startswith("wechat-official-")


def test_a_late_answer_is_caught_by_the_retry(place: Path) -> None:
    async def scene(rig: Rig) -> None:
        outcome = await rig.citizen.say("慢一点")
        assert (outcome.text, outcome.attempts > 1) == ("慢一点", True)
        await asyncio.sleep(0.5)
        assert rig.service.sent == {}

    with fake_bot(after(RETRIED_S)) as bot:
        play(place, OFFICIAL, bot.url, scene, hurry=True)
        assert len(bot.asked) == 1


def test_a_very_late_answer_is_sent_by_customer_service_message(place: Path) -> None:
    async def scene(rig: Rig) -> None:
        outcome = await rig.citizen.say("很慢")
        assert (outcome.text, outcome.attempts, outcome.unavailable) == (None, 3, False)
        assert [one.text for one in await rig.citizen.wait_sent(1, 20)] == ["很慢"]
        await asyncio.sleep(1)
        assert len(rig.service.sent[rig.citizen.person]) == 1

    with fake_bot(after(LATE_S)) as bot:
        play(place, OFFICIAL, bot.url, scene, hurry=True)
        assert len(bot.asked) == 1


def test_without_a_secret_the_late_answer_waits_for_more(place: Path) -> None:
    async def scene(rig: Rig) -> None:
        outcome = await rig.citizen.say("很慢")
        assert outcome.text == say("wait")
        await until_metric(rig, KEPT)
        assert (await rig.citizen.say("更多")).text == "很慢"
        assert (await rig.citizen.say("更多")).text == say("no_more")

    with fake_bot(after(LATE_S)) as bot:
        play(place, OFFICIAL, bot.url, scene, secret=False, hurry=True)
        assert len(bot.asked) == 1


def test_repeats_through_two_gateways_reach_the_bot_once_and_get_the_same_answer(place: Path) -> None:
    async def scene(rig: Rig) -> None:
        fields = rig.citizen.fields({"MsgType": "text", "Content": "重复", "MsgId": "77"})
        outcomes = await asyncio.gather(*(rig.pusher.push(fields, rig.citizen.person) for _ in range(6)))
        assert {outcome.text for outcome in outcomes} == {"重复"}
        again = await rig.pusher.push(fields, rig.citizen.person)
        assert again.text == "重复"

    with fake_bot(after(0.3)) as bot:
        play(place, OFFICIAL, bot.url, scene, gateways=2)
        assert len(bot.asked) == 1


def test_one_persons_messages_keep_their_order_through_two_gateways(place: Path) -> None:
    async def scene(rig: Rig) -> None:
        pushes = []
        for number in range(5):
            pushes.append(asyncio.create_task(rig.citizen.say(f"第{number}句")))
            # 机器忙时两次推送可能后发先至：等前一句真的收下了再发下一句
            while await asyncio.to_thread(received, place) <= number:
                await asyncio.sleep(0.02)
        await asyncio.gather(*pushes)

    with fake_bot(after(0.25)) as bot:
        play(place, OFFICIAL, bot.url, scene, gateways=2)
        assert [one["message"] for one in bot.asked] == [f"第{number}句" for number in range(5)]


def received(place: Path) -> int:
    """收件表里有几条。"""
    with sqlite3.connect(place / "connectors.db") as connection:
        return int(connection.execute("select count(*) from wechat_message").fetchone()[0])


def test_choices_are_typed_by_number_or_clicked(place: Path) -> None:
    async def scene(rig: Rig) -> None:
        assert (await rig.citizen.say("办证")).text == "哪一种？\n1. 甲\n2. 乙"
        await rig.citizen.say("２")

    with fake_bot(ASKING) as bot:
        play(place, OFFICIAL, bot.url, scene)
        assert [one["message"] for one in bot.asked] == ["办证", "我选乙"]


def test_a_late_question_is_a_menu_and_falls_back_to_text(place: Path) -> None:
    rules = Rules()

    async def scene(rig: Rig) -> None:
        await rig.citizen.say("办证")
        (menu,) = await rig.citizen.wait_sent(1, 20)
        assert (menu.text, menu.items) == ("哪一种？", (("1", "1. 甲"), ("2", "2. 乙")))
        rig.citizen.seen.append(menu)
        rules.menus_allowed = False
        await rig.citizen.click(2)
        _, text = await rig.citizen.wait_sent(2, 20)
        assert (text.text, text.items) == ("哪一种？\n1. 甲\n2. 乙", ())

    with fake_bot(after(LATE_S, ASKING)) as bot:
        play(place, OFFICIAL, bot.url, scene, rules=rules, hurry=True)
        assert [one["message"] for one in bot.asked] == ["办证", "我选乙"]


def test_more_shows_the_rest_page_by_page(place: Path) -> None:
    """2700 个字、8100 字节，每页放得下不到 2048 字节：五页。"""
    async def scene(rig: Rig) -> None:
        seen = [(await rig.citizen.say("全部")).text or ""]
        while "更多" in seen[-1]:
            seen.append((await rig.citizen.say("更多")).text or "")
        assert len(seen) == 5
        assert sum(page.count("步骤。") for page in seen) == 900

    with fake_bot(LONG) as bot:
        play(place, OFFICIAL, bot.url, scene)
        assert len(bot.asked) == 1


def test_events_and_every_kind_of_message_are_answered_sensibly(place: Path) -> None:
    async def scene(rig: Rig) -> None:
        citizen = rig.citizen
        assert "自动助手" in ((await citizen.event("subscribe")).text or "")
        assert (await citizen.event("CLICK", "身份证丢了")).text == "身份证丢了"
        assert (await citizen.voice("社保卡")).text == "社保卡"
        assert (await citizen.voice()).text == say("voice_unclear")
        assert (await citizen.image()).text == say("image")
        assert (await citizen.say("[微笑]")).text == say("sticker")
        assert (await citizen.say("字" * 501)).text == say("too_long", characters=500)
        assert (await citizen.location("湖南省长沙市岳麓区某路")).text == "我在湖南省长沙市岳麓区"
        assert (await citizen.location("某处")).text == say("location_unknown")
        for quiet in ("VIEW", "LOCATION", "TEMPLATESENDJOBFINISH", "unsubscribe"):
            outcome = await citizen.event(quiet)
            assert (outcome.text, outcome.attempts) == (None, 1)

    with fake_bot(echoing) as bot:
        play(place, OFFICIAL, bot.url, scene)
        assert [one["message"] for one in bot.asked] == ["身份证丢了", "社保卡", "我在湖南省长沙市岳麓区"]


@pytest.mark.parametrize("code", [45015, 45047, 40003])
def test_what_cannot_be_sent_now_is_kept_for_more(place: Path, code: int) -> None:
    rules = Rules()
    rules.faults.extend([code])

    async def scene(rig: Rig) -> None:
        await rig.citizen.say("很慢")
        await until_metric(rig, KEPT)
        assert rig.service.sent == {}
        assert (await rig.citizen.say("更多")).text == "很慢"

    with fake_bot(after(LATE_S)) as bot:
        play(place, OFFICIAL, bot.url, scene, rules=rules, hurry=True)


def test_no_permission_stops_asking_and_falls_back_to_passive_replies(place: Path) -> None:
    rules = Rules(send_allowed=False)

    async def scene(rig: Rig) -> None:
        assert (await rig.citizen.say("第一句")).text is None
        await until_metric(rig, KEPT)
        assert (await rig.citizen.say("第二句")).text == say("wait")
        await until_metric(rig, KEPT, 2)
        assert rig.metric('zhilu_wechat_api_total{code="48001"') == 1
        assert (await rig.citizen.say("更多")).text == "第一句"
        assert (await rig.citizen.say("更多")).text == f"第二句\n{say('kept')}"

    with fake_bot(after(LATE_S)) as bot:
        play(place, OFFICIAL, bot.url, scene, rules=rules, hurry=True)


def test_a_used_up_quota_pauses_everyone(place: Path) -> None:
    async def scene(rig: Rig) -> None:
        await rig.citizen.say("很慢")
        await until_metric(rig, 'zhilu_wechat_deliveries_total{channel="wechat-official",how="later"}')
        await asyncio.sleep(0.8)
        assert rig.metric('zhilu_wechat_api_total{code="45009"') == 1

    with fake_bot(after(LATE_S)) as bot:
        play(place, OFFICIAL, bot.url, scene, rules=Rules(daily_calls=0), hurry=True)


def test_a_busy_server_is_tried_again_with_growing_pauses(place: Path) -> None:
    rules = Rules()
    rules.faults.extend([-1, -1, 0])

    async def scene(rig: Rig) -> None:
        await rig.citizen.say("很慢")
        assert len(await rig.citizen.wait_sent(1, 20)) == 1
        assert rig.metric('zhilu_wechat_api_total{code="-1"') == 2

    with fake_bot(after(LATE_S)) as bot:
        play(place, OFFICIAL, bot.url, scene, rules=rules, hurry=True)


def test_an_expired_or_replaced_token_is_refreshed_once_by_two_gateways(place: Path) -> None:
    """四个人的答复同时用接口发，凭证先被别的程序换掉：两个网关合起来只再换一次。"""
    async def scene(rig: Rig) -> None:
        people = [type(rig.citizen)(rig.pusher, rig.service) for _ in range(4)]
        await asyncio.gather(*(person.say("很慢") for person in people))
        await asyncio.gather(*(person.wait_sent(1, 20) for person in people))
        assert rig.service.quotas.tokens_given == 1
        rig.service.quotas.new_token()
        await asyncio.gather(*(person.say("再来") for person in people))
        sent = await asyncio.gather(*(person.wait_sent(2, 20) for person in people))
        assert [len(one) for one in sent] == [2, 2, 2, 2]
        assert rig.service.quotas.tokens_given == 3

    with fake_bot(after(LATE_S)) as bot:
        play(place, OFFICIAL, bot.url, scene, gateways=2, hurry=True)


def test_nothing_of_the_citizen_is_left_in_the_table(place: Path) -> None:
    async def scene(rig: Rig) -> None:
        await rig.citizen.say("我是11010519491231002X证丢了")
        table = place / "connectors.db"
        everything = table.read_bytes() + Path(f"{table}-wal").read_bytes()
        for secret in (rig.citizen.person, "证丢了", "11010519491231002X", "〔身份证号〕"):
            assert secret.encode() not in everything
        with sqlite3.connect(table) as connection:
            rows = connection.execute("select content, person from wechat_message").fetchall()
        assert [(content, person[:16]) for content, person in rows] == [(None, "wechat-official-")]

    with fake_bot(echoing) as bot:
        play(place, OFFICIAL, bot.url, scene)
        assert bot.asked[0]["message"] == "我是〔身份证号〕证丢了"


async def until_metric(rig: Rig, name: str, value: float = 1) -> None:
    """等到这个指标到了这个数。"""
    for _ in range(200):
        if await asyncio.to_thread(rig.metric, name) >= value:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{name} 一直没有动：{rig.client.get('/metrics').text}")


def test_the_simulator_itself_found_nothing_wrong(place: Path) -> None:
    services: list[Service] = []

    async def scene(rig: Rig) -> None:
        services.append(rig.service)
        await rig.citizen.say("很慢")
        await rig.citizen.wait_sent(1, 20)

    with fake_bot(after(LATE_S, LONG)) as bot:
        play(place, OFFICIAL, bot.url, scene, hurry=True)
    assert services[0].troubles == []
