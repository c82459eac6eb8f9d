"""与假机器人（真套接字）往来：答得出、卡住、答空、胡说、报错、连不上。"""

import asyncio
import json
import threading
import time
from typing import Any

import pytest

from connectors.conversation.bot import BotFailed, BotState, RasaBot
from connectors.conversation.breaker import BreakerState
from connectors.conversation.outcomes import BotFailure
from connectors.conversation.wire import Wire
from connectors.tuning import tuning
from tests.support.fake_bots import Answer, echoing, empty, failing, fake_bot, hanging, saying

QUICK = tuning().bot.model_copy(update={"patience_s": 0.3, "probe_s": 0.2, "timeout_s": 0.8, "warm_up_s": 0.3})


def ask(url: str, message: str = "你好", times: int = 1) -> tuple[list[Any], RasaBot, float]:
    """先看一次就绪再问若干句，返回每句的结果（回复或失败原因）、机器人、总用时。"""

    async def scene() -> tuple[list[Any], RasaBot, float]:
        results: list[Any] = []
        async with Wire() as wire:
            bot = RasaBot(url, "secret", QUICK, wire)
            await bot.look()
            started = time.monotonic()
            for _ in range(times):
                try:
                    results.append(await bot.ask("c1", message, {"region": "510000", "elder": False}))
                except BotFailed as failure:
                    results.append(failure.reason)
            return results, bot, time.monotonic() - started

    return asyncio.run(scene())


def test_a_plain_answer_and_what_is_sent() -> None:
    with fake_bot(echoing) as server:
        results, bot, _ = ask(server.url, "孩子上户口")
        assert results == [[{"type": "text", "text": "孩子上户口"}]]
        assert bot.state is BotState.READY
        assert server.asked == [
            {"sender": "c1", "message": "孩子上户口", "metadata": {"region": "510000", "elder": False}}
        ]
        assert server.tokens == ["secret"]


def test_custom_replies_pass_through_and_buttons_become_choices() -> None:
    guide = {"type": "guide", "text": "共两步", "guide": {"code": "newborn", "steps": []}}
    buttons = {"text": "哪一种？", "buttons": [{"title": "首次", "payload": "首次申领"}]}
    with fake_bot(saying({"custom": guide}, buttons)) as server:
        results, _, _ = ask(server.url)
    assert results == [
        [guide, {"type": "choices", "text": "哪一种？", "choices": [{"label": "首次", "value": "首次申领"}]}]
    ]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (empty, BotFailure.EMPTY),
        (failing, BotFailure.ERROR),
        (lambda _: (200, b"<html>"), BotFailure.GARBAGE),
        (lambda _: (200, b'{"a":1}'), BotFailure.GARBAGE),
        (saying({"custom": {"type": "poem", "text": "床前明月光"}}), BotFailure.GARBAGE),
        (saying({"custom": {"type": "guide", "text": "缺 guide"}}), BotFailure.GARBAGE),
        (saying({"image": "x"}), BotFailure.GARBAGE),
        (lambda _: (200, json.dumps([1, 2]).encode()), BotFailure.GARBAGE),
        (lambda _: (200, b" " * 2_000_000), BotFailure.GARBAGE),
    ],
)
def test_a_bad_answer_is_a_failure_with_its_reason(answer: Answer, reason: BotFailure) -> None:
    with fake_bot(answer) as server:
        results, bot, _ = ask(server.url, times=3)
    assert results == [reason] * 3
    assert bot.breaker.state is BreakerState.CLOSED, "答得快的坏应答不拖累别人，不必断开"


def test_a_hung_bot_costs_its_patience_twice_then_nothing() -> None:
    with fake_bot(hanging, rasa_status=False) as server:
        results, bot, took = ask(server.url, times=5)
    assert results == [BotFailure.TIMEOUT] * 2 + [BotFailure.BREAKER_OPEN] * 3
    assert bot.breaker.state is BreakerState.OPEN
    # 每次最多 patience 0.3 + probe 0.2；断开之后不再等
    assert took < 2 * (0.3 + 0.2) + 0.5


def test_a_slow_but_living_bot_is_waited_for() -> None:
    def slow(body: dict[str, Any]) -> tuple[int, bytes]:
        time.sleep(0.5)
        return echoing(body)

    with fake_bot(slow) as server:
        results, _, _ = ask(server.url, "慢")
    assert results == [[{"type": "text", "text": "慢"}]]


PATIENT = QUICK.model_copy(update={"timeout_s": 3600.0, "ahead_s": 1.0})
"""等到底要一小时：测试能结束，就是当场看出了卡住。"""


def ask_with_actions(bot_url: str, actions: Answer, times: int) -> list[Any]:
    """机器人卡着不答、健康检查应声；动作服务由 `actions` 来演。返回每句的结果。"""

    async def scene(ahead: str) -> list[Any]:
        results: list[Any] = []
        async with Wire() as wire:
            bot = RasaBot(bot_url, "", PATIENT, wire, ahead=ahead)
            await bot.look()
            for _ in range(times):
                try:
                    results.append(await bot.ask("c1", "你好", {}))
                except BotFailed as failure:
                    results.append(failure.reason)
            return results

    with fake_bot(actions) as server:
        return asyncio.run(scene(f"{server.url}/ahead"))


def test_hung_actions_behind_a_living_bot_are_not_waited_for() -> None:
    with fake_bot(hanging) as bot:
        results = ask_with_actions(bot.url, hanging, times=3)
    assert results == [BotFailure.TIMEOUT, BotFailure.TIMEOUT, BotFailure.BREAKER_OPEN]


def test_busy_actions_that_answer_anyone_are_waited_for() -> None:
    def slow(body: dict[str, Any]) -> tuple[int, bytes]:
        time.sleep(1.2)
        return echoing(body)

    with fake_bot(slow) as bot:
        results = ask_with_actions(bot.url, lambda _: (202, b"{}"), times=2)
    assert results == [[{"type": "text", "text": "你好"}]] * 2


def test_the_same_words_are_told_to_the_actions_only_once() -> None:
    told: list[Any] = []

    def noting(body: dict[str, Any]) -> tuple[int, bytes]:
        told.append(body)
        return 202, b"{}"

    with fake_bot(echoing) as bot:
        results = ask_with_actions(bot.url, noting, times=3)
    assert len(results) == 3 and told == [{"text": "你好"}]


@pytest.mark.promise("人再多也只是排队：机器人不会因为忙被当成坏了，也不会被一下子压垮")
def test_a_crowd_queues_and_the_bot_is_not_taken_for_broken() -> None:
    at_once, most, lock = 0, 0, threading.Lock()

    def counting(body: dict[str, Any]) -> tuple[int, bytes]:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.1)
        with lock:
            at_once -= 1
        return echoing(body)

    async def scene(url: str) -> tuple[list[Any], RasaBot]:
        tuned = QUICK.model_copy(update={"turns_at_once": 2})
        async with Wire() as wire:
            bot = RasaBot(url, "", tuned, wire)
            await bot.look()
            # 三十句、一次两句、每句 0.1 秒：最后几句要等的比一句的时限 0.8 秒还长
            return await asyncio.gather(*(bot.ask(f"c{n}", f"第{n}句", {}) for n in range(30))), bot

    with fake_bot(counting) as server:
        results, bot = asyncio.run(scene(server.url))
    assert [replies[0]["text"] for replies in results] == [f"第{n}句" for n in range(30)]
    assert most == 2
    assert bot.breaker.state is BreakerState.CLOSED


def test_a_queue_too_long_is_busy_not_broken() -> None:
    def slow(body: dict[str, Any]) -> tuple[int, bytes]:
        time.sleep(0.3)
        return echoing(body)

    async def scene(url: str) -> tuple[list[Any], RasaBot]:
        tuned = QUICK.model_copy(update={"turns_at_once": 1, "queue_s": 0.1})
        async with Wire() as wire:
            bot = RasaBot(url, "", tuned, wire)
            await bot.look()
            return await asyncio.gather(*(bot.ask(f"c{n}", "好", {}) for n in range(3)), return_exceptions=True), bot

    with fake_bot(slow) as server:
        results, bot = asyncio.run(scene(server.url))
    assert [getattr(one, "reason", None) for one in results] == [None, BotFailure.BUSY, BotFailure.BUSY]
    assert bot.breaker.state is BreakerState.CLOSED


def test_nobody_listening_is_not_ready_at_once() -> None:
    results, bot, took = ask("http://127.0.0.1:9", times=2)
    assert results == [BotFailure.NOT_READY] * 2
    assert bot.state is BotState.STARTING
    assert took < 0.2


def test_a_bot_that_comes_back_closes_the_breaker() -> None:
    async def scene(url: str) -> RasaBot:
        async with Wire() as wire:
            bot = RasaBot(url, "", QUICK, wire)
            bot.state, bot._missed = BotState.DOWN, 3
            bot.breaker.failed()
            bot.breaker.failed()
            await bot.look()
            return bot

    with fake_bot(echoing) as server:
        bot = asyncio.run(scene(server.url))
    assert bot.state is BotState.READY
    assert bot.breaker.state is BreakerState.CLOSED


def test_no_answer_while_it_is_still_coming_is_starting_and_later_down() -> None:
    async def scene() -> list[BotState]:
        coming, seen = True, []
        async with Wire() as wire:
            bot = RasaBot("http://127.0.0.1:9", "", QUICK, wire, lambda: coming)
            for _ in range(4):
                await bot.look()
            seen.append(bot.state)
            coming = False
            await bot.look()
            return [*seen, bot.state]

    assert asyncio.run(scene()) == [BotState.STARTING, BotState.DOWN]
