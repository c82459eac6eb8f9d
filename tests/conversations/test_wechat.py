"""一整段微信里的对话：模拟的微信服务器对着真的 `zhilu serve`（网关、机器人、动作都是真的）。"""

import asyncio
import json
from pathlib import Path

import httpx
import pytest

from connectors.wechat_simulator.citizen import Citizen
from connectors.wechat_simulator.pushing import Pusher
from connectors.wechat_simulator.running import listening
from connectors.wechat_simulator.script import Shown, play, read_script
from connectors.wechat_simulator.service import Service
from tests.conversations.conftest import BOT_TOKEN
from tests.support.wechat import OFFICIAL

pytestmark = pytest.mark.slow
SCRIPT = Path(__file__).with_name("wechat.txt")


def test_a_whole_conversation_in_wechat(service: httpx.Client, wechat_port: int) -> None:
    shown: list[Shown] = []

    async def perform() -> Service:
        simulated = Service(OFFICIAL)
        async with listening(simulated, wechat_port), httpx.AsyncClient(trust_env=False, timeout=None) as http:
            pusher = Pusher(OFFICIAL, [str(service.base_url).rstrip("/")], http)
            assert await pusher.handshake() == ""
            await play(Citizen(pusher, simulated), read_script(SCRIPT.read_text("utf-8")), shown.append)
        return simulated

    simulated = asyncio.run(perform())
    told = "\n".join(
        f"{one.step.verb} {one.step.rest} {one.missed}\n" + "\n".join(sent.text for sent in one.seen) for one in shown
    )
    assert [one.missed for one in shown if one.missed] == [], told
    assert simulated.troubles == []


def test_the_real_bot_remembers_what_it_heard(service: httpx.Client, tmp_path_factory: pytest.TempPathFactory) -> None:
    """接手别的进程时靠这个：听过的给出当时的回复，没听过的说没听过。"""
    status = json.loads((tmp_path_factory.getbasetemp() / "service0/state/run/status.json").read_text("utf-8"))
    bot = status["parts"]["bot"]["url"]
    token = {"token": BOT_TOKEN}
    said = {"sender": "wechat-test", "message": "身份证丢了怎么补", "metadata": {"message_key": "key-1"}}
    with httpx.Client(base_url=f"{bot}/webhooks/rest", params=token, trust_env=False, timeout=30) as client:
        assert client.get("/heard/key-1").json() == {"heard": False, "messages": []}
        answer = client.post("/webhook", json=said).json()
        assert answer
        assert client.get("/heard/key-1").json() == {"heard": True, "messages": answer}
        assert client.get("/heard/key-2").json()["heard"] is False
