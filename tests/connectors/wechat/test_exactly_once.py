"""一万条消息、随机的快慢、重复投递、半路杀死一个网关进程：每条到机器人恰好一次，同一个人的次序不乱。"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from catalog.storage.address import driver_url
from connectors.supervisor.ports import free_port
from connectors.wechat.inbox.database import Database
from connectors.wechat.inbox.tables import UNDONE, Base, Message, State
from connectors.wechat_simulator.citizen import Citizen
from connectors.wechat_simulator.pushing import Outcome, Pusher
from connectors.wechat_simulator.running import listening
from connectors.wechat_simulator.service import Service
from tests.support.processes import Running, echo_bot, gateway_process, running
from tests.support.servers import PostgresServer
from tests.support.wechat import OFFICIAL, environment

MESSAGES = {"sqlite": 10_000, "postgresql": 2_000}
PER_PERSON = 10
AT_ONCE = 80
WORKERS = 3
DUPLICATES = 0.1
GAP_S = (0.5, 1.2)
PAUSES = 0.3
START = int(time.time())
SEARCHED = "服务正在启动或暂时太忙"


@dataclass
class Tally:
    """一次演练里发生的一切。"""

    outcomes: list[Outcome] = field(default_factory=list)
    passive: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    duplicates: int = 0
    sent_at: dict[str, float] = field(default_factory=dict)


async def one_person(number: int, pusher: Pusher, service: Service, tally: Tally, rng: random.Random) -> Citizen:
    """一个市民连着发几句，不等答复；有的消息网络上多送了一份。"""
    citizen = Citizen(pusher, service, f"o{number:06d}" + "x" * 20)
    pushes = []

    async def push(words: str, fields: dict[str, str | int]) -> None:
        outcome = await pusher.push(fields, citizen.person)
        tally.outcomes.append(outcome)
        if outcome.text is not None:
            tally.passive[words].append(outcome.text)

    for turn in range(PER_PERSON):
        words = f"第{number:05d}人第{turn:02d}句"
        service.quotas.allow(citizen.person, 5, 3600)
        tally.sent_at[words] = time.monotonic()
        fields = citizen.fields({"MsgType": "text", "Content": words, "MsgId": str(number * 1000 + turn)})
        # 微信的时间只到秒：让后一句总比前一句晚一秒，次序才分得清
        fields["CreateTime"] = START + turn
        pushes.append(asyncio.create_task(push(words, fields)))
        if rng.random() < DUPLICATES:
            tally.duplicates += 1
            pushes.append(asyncio.create_task(push(words, fields)))
        await asyncio.sleep(rng.uniform(*GAP_S))
        if rng.random() < PAUSES:
            # 有时等前面的都有了着落再说：机器慢的时候，总的来量跟着慢下来
            await asyncio.gather(*pushes)
    await asyncio.gather(*pushes)
    return citizen


async def rehearse(workers: list[Running], service: Service, tally: Tally, messages: int) -> None:
    """把人分批放进来；走到一半杀死一个进程，剩下的两个接着办。"""
    pusher = Pusher(OFFICIAL, [worker.url for worker in workers], httpx.AsyncClient(
        trust_env=False, timeout=None, limits=httpx.Limits(max_connections=1000, max_keepalive_connections=300)))
    people, gate = messages // PER_PERSON, asyncio.Semaphore(AT_ONCE)

    async def enter(number: int) -> None:
        async with gate:
            await one_person(number, pusher, service, tally, random.Random(number))

    async def interrupt() -> None:
        while len(tally.sent_at) < messages // 2:
            await asyncio.sleep(0.05)
        await asyncio.to_thread(workers[0].kill)

    async def stagger() -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(people):
                group.create_task(enter(number))
                # 不要同一刻都开口
                await asyncio.sleep(0.02)

    await asyncio.gather(stagger(), interrupt())


def seen_answers(service: Service, tally: Tally) -> Counter[str]:
    """每句话的答复市民看到几次：随回调带回的与用接口发的合在一起。"""
    seen: Counter[str] = Counter()
    for words, texts in tally.passive.items():
        seen[words] += len(texts)
    for sent in service.sent.values():
        seen.update(one.text.removeprefix("答：").split("\n")[0] for one in sent)
    return seen


async def play(workers: list[Running], api_port: int, messages: int, url: str) -> tuple[Service, Tally]:
    service, tally = Service(OFFICIAL), Tally()
    async with listening(service, api_port):
        await rehearse(workers, service, tally, messages)
        while await asyncio.to_thread(unfinished, url):
            await asyncio.sleep(1)
    return service, tally


def unfinished(url: str) -> int:
    """收件表里还没办完、还没送到的有几条。"""
    database = Database(url, Base)
    with database.read() as session:
        states = [*UNDONE, State.ANSWERED, State.SENDING]
        count = session.scalar(select(func.count()).select_from(Message).where(Message.state.in_(states)))
    database.close()
    return count or 0


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """两种数据库的名字与地址；空的地址表示状态目录里的 SQLite。"""
    if request.param == "sqlite":
        yield "sqlite", ""
        return
    server = PostgresServer().start()
    yield "postgresql", driver_url(server.url)
    server.remove()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_message_reaches_the_bot_exactly_once(place: Path, tmp_path: Path, database: tuple[str, str]) -> None:
    """三个真的网关进程共用一张收件表；检索不载入，机器人停摆时它们会如实说太忙。"""
    name, url = database
    bot, api_port = echo_bot(free_port(), tmp_path / "bot.log"), free_port()
    given = {
        "ZHILU_STATE_DIR": str(place), "ZHILU_BOT_URL": bot.url, **({"ZHILU_DATABASE_URL": url} if url else {}),
        **environment(OFFICIAL, f"http://127.0.0.1:{api_port}"),
    }
    url = url or f"sqlite:///{place / 'connectors.db'}"
    workers = [gateway_process(free_port(), given, tmp_path / f"worker{n}.log") for n in range(WORKERS)]
    started = time.monotonic()
    with running(bot, *workers):
        service, tally = asyncio.run(play(workers, api_port, MESSAGES[name], url))
        told = httpx.get(bot.url + "/asked", trust_env=False, timeout=60).json()
    figures = measure(service, tally, told, arrivals(url)) | {"秒": round(time.monotonic() - started, 1)}
    print("\n" + json.dumps({"数据库": name, **figures}, ensure_ascii=False))
    assert figures["消息"] == MESSAGES[name]
    # 没有一条到机器人两次；收下了却没到的，都是网关说明了“暂时太忙”的
    assert figures["到机器人两次以上"] == 0
    assert figures["收下"] - figures["到机器人"] == figures["如实说太忙"]
    assert figures["同一个人同时办两条"] == figures["次序颠倒"] == 0
    assert figures["模拟器挑出的毛病"] == 0
    logs = "".join(worker.log.read_text("utf-8", "replace") for worker in workers)
    assert "人第" not in logs and "xxxxxxxx" not in logs, "日志里不能有市民的话和编号"


def arrivals(url: str) -> dict[str, tuple[int, int]]:
    """收件表里每条消息的编号（到达次序）与微信的时间。"""
    database = Database(url, Base)
    with database.read() as session:
        rows = session.execute(select(Message.key, Message.id, Message.created)).all()
    database.close()
    return {row.key: (row.id, row.created) for row in rows}


def misplaced(told: dict[str, Any], known: dict[str, tuple[int, int]]) -> int:
    """次序颠倒的：说得早、到得也早，却排在后面办。"""
    orders: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for key, sender, _ in told["asked"]:
        orders[sender].append(known[key])
    return sum(
        later[0] < earlier[0] and later[1] < earlier[1]
        for order in orders.values() for earlier, later in itertools.pairwise(order)
    )


def measure(
    service: Service, tally: Tally, told: dict[str, Any], known: dict[str, tuple[int, int]]
) -> dict[str, float]:
    """数一遍。"""
    times = Counter(text for _, _, text in told["asked"])
    seen = seen_answers(service, tally)
    searched = sum(any(SEARCHED in text for text in texts) for texts in tally.passive.values())
    searched += sum(SEARCHED in one.text for sent in service.sent.values() for one in sent)
    return {
        "消息": len(tally.sent_at),
        "多送的": tally.duplicates,
        "推送次数": sum(one.attempts for one in tally.outcomes),
        "重试过的": sum(one.attempts > 1 for one in tally.outcomes),
        "收下": len(known),
        "到机器人": len(told["asked"]),
        "到机器人两次以上": sum(count > 1 for count in times.values()),
        "如实说太忙": searched,
        "接手时问过机器人": len(told["recalls"]),
        "同一个人同时办两条": told["overlaps"],
        "次序颠倒": misplaced(told, known),
        "随回调带回": sum(bool(texts) for texts in tally.passive.values()),
        "用接口发": sum(map(len, service.sent.values())),
        "没看到答复": sum(not seen[words] for words in tally.sent_at),
        "看到服务故障": sum(one.unavailable for one in tally.outcomes),
        "换凭证": service.quotas.tokens_given,
        "模拟器挑出的毛病": len(service.troubles),
    }
