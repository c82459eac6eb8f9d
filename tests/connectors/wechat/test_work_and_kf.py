"""企业微信应用与微信客服：真的网关、模拟的服务器。"""

import asyncio
import time
from pathlib import Path

import pytest

from connectors.wechat.wording import say
from connectors.wechat_simulator.quotas import Rules
from connectors.wechat_simulator.service import Service
from tests.connectors.wechat.test_official import ASKING, LONG, after, until_metric
from tests.support.fake_bots import echoing, fake_bot
from tests.support.wechat import KF, LATE_S, WORK, Rig, play


def test_work_answers_passively(place: Path) -> None:
    async def scene(rig: Rig) -> None:
        assert await rig.pusher.handshake() == ""
        assert (await rig.citizen.say("身份证丢了")).text == "身份证丢了"
        assert "自动助手" in ((await rig.citizen.event("subscribe")).text or "")
        assert (await rig.citizen.event("enter_agent")).text is None
        assert (await rig.citizen.location("湖南省长沙市岳麓区")).text == "我在湖南省长沙市岳麓区"

    with fake_bot(echoing) as bot:
        play(place, WORK, bot.url, scene)
        assert bot.asked[0]["metadata"]["channel"] == "wechat-work"


def test_work_sends_a_late_answer_to_the_agent(place: Path) -> None:
    services: list[Service] = []

    async def scene(rig: Rig) -> None:
        services.append(rig.service)
        assert (await rig.citizen.say("很慢")).text is None
        assert [one.text for one in await rig.citizen.wait_sent(1, 20)] == ["很慢"]

    with fake_bot(after(LATE_S)) as bot:
        play(place, WORK, bot.url, scene, hurry=True)
        assert len(bot.asked) == 1
    assert services[0].troubles == []


def test_kf_pulls_answers_and_offers_a_menu(place: Path) -> None:
    async def scene(rig: Rig) -> None:
        citizen = rig.citizen
        assert await rig.pusher.handshake() == ""
        outcome = await citizen.say("办证")
        assert (outcome.text, outcome.attempts) == (None, 1)
        (menu,) = await citizen.wait_sent(1, 20)
        assert (menu.text, menu.items) == ("哪一种？", (("1", "1. 甲"), ("2", "2. 乙")))
        citizen.seen.append(menu)
        await citizen.click(2)
        await citizen.wait_sent(2, 20)
        assert rig.service.troubles == []

    with fake_bot(ASKING) as bot:
        play(place, KF, bot.url, scene)
        assert [one["message"] for one in bot.asked] == ["办证", "我选乙"]
        assert bot.asked[0]["metadata"]["channel"] == "wechat-kf"


def test_kf_welcomes_and_answers_every_kind(place: Path) -> None:
    async def scene(rig: Rig) -> None:
        citizen = rig.citizen
        await citizen.event("enter_session")
        assert "自动助手" in (await citizen.wait_sent(1, 20))[0].text
        await citizen.image()
        assert (await citizen.wait_sent(2, 20))[1].text == say("image")
        await citizen.voice()
        assert (await citizen.wait_sent(3, 20))[2].text == say("voice_unclear")
        await citizen.say("全部")
        assert "更多" in (await citizen.wait_sent(4, 20))[3].text
        await citizen.say("更多")
        assert (await citizen.wait_sent(5, 20))[4].text.startswith("步骤")

    with fake_bot(LONG) as bot:
        play(place, KF, bot.url, scene)
        assert [one["message"] for one in bot.asked] == ["全部"]


@pytest.mark.parametrize("uneven_s", [0.0, 0.5], ids=["接口一样快", "接口时快时慢"])
def test_kf_through_two_gateways_answers_each_message_once_in_order(place: Path, uneven_s: float) -> None:
    """四十条一下子排上，通知乱着送给两个网关，两个网关都在扫该发的：每条一次，同一个人的按次序。"""
    async def scene(rig: Rig) -> None:
        people = [type(rig.citizen)(rig.pusher, rig.service) for _ in range(8)]
        for turn in range(5):
            await asyncio.gather(*(person.say(f"{number}-{turn}") for number, person in enumerate(people)))
        for person in people:
            await person.wait_sent(5, 30)
        await asyncio.sleep(1)
        for number, person in enumerate(people):
            texts = [one.text for one in rig.service.sent[person.person]]
            assert texts == [f"{number}-{turn}" for turn in range(5)]
        assert rig.service.troubles == []
        assert rig.service.quotas.tokens_given == 1

    with fake_bot(after(0.05)) as bot:
        play(place, KF, bot.url, scene, gateways=2, rules=Rules(uneven_s=uneven_s), hurry=uneven_s > 0)
        assert len(bot.asked) == 40


def test_kf_does_not_answer_what_was_said_days_ago(place: Path) -> None:
    """第一次取没有游标，微信会给三天内的全部：只答刚说的。"""
    async def scene(rig: Rig) -> None:
        old = {"msgid": "old", "open_kfid": KF.name, "external_userid": rig.citizen.person, "origin": 3,
               "send_time": int(time.time()) - 86_400, "msgtype": "text", "text": {"content": "前天的"}}
        servicer = {**old, "msgid": "servicer", "origin": 5, "send_time": int(time.time())}
        rig.service.kf_queue(old)
        rig.service.kf_queue(servicer)
        await rig.citizen.say("刚说的")
        assert [one.text for one in await rig.citizen.wait_sent(1, 20)] == ["刚说的"]

    with fake_bot(echoing) as bot:
        play(place, KF, bot.url, scene)
        assert [one["message"] for one in bot.asked] == ["刚说的"]


def test_kf_stays_quiet_while_a_person_is_serving(place: Path) -> None:
    """人工接待时接口不让发（95018）：不再试，市民说“更多”还看得到。"""
    async def scene(rig: Rig) -> None:
        rig.service.rules.faults.extend([95018])
        await rig.citizen.say("办证")
        await until_metric(rig, 'zhilu_wechat_deliveries_total{channel="wechat-kf",how="kept"}')
        assert rig.service.sent == {}
        await rig.citizen.say("更多")
        assert [one.text for one in await rig.citizen.wait_sent(1, 20)] == ["办证"]

    with fake_bot(echoing) as bot:
        play(place, KF, bot.url, scene)
