"""机器人关得住：只监听回环，没有令牌不答，不出网。"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from connectors.building.makers import BOT_PYTHON
from connectors.building.places import ROOT, Places
from tests.support.rig import TOKEN, Rig, prepared_state

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

SAID = ("你好", "身份证丢了怎么补办", "要带什么材料", "长沙，刚生了孩子要办什么", "今天天气怎么样")


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    rig = Rig(prepared_state(tmp_path_factory.mktemp("isolation")))
    try:
        yield rig.start()
    finally:
        rig.stop()


def sockets(rig: Rig) -> list[psutil._common.pconn]:
    """机器人进程（连同它派生的）的全部网络连接。"""
    parent = psutil.Process(rig.processes["bot"].pid)
    return [one for process in (parent, *parent.children(recursive=True)) for one in process.net_connections("inet")]


@pytest.mark.promise("机器人只监听本机回环，也只与本机往来")
def test_every_socket_of_the_bot_is_on_loopback(rig: Rig) -> None:
    for message in SAID:
        rig.chat(message)
        found = sockets(rig)
        assert found
        for one in found:
            assert one.laddr.ip == "127.0.0.1", one
            assert not one.raddr or one.raddr.ip == "127.0.0.1", one


@pytest.mark.promise("没有令牌，机器人的每个地址都不答")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/webhooks/rest/webhook"),
        ("GET", "/webhooks/rest/heard/k"),
        ("GET", "/status"),
        ("GET", "/domain"),
        ("DELETE", "/webhooks/rest/conversations/c"),
        ("GET", "/conversations/c/tracker"),
        ("PUT", "/model"),
    ],
)
def test_nothing_is_answered_without_the_token(rig: Rig, method: str, path: str) -> None:
    body = {"sender": "x", "message": "你好"}
    for query in ({}, {"token": "wrong"}):
        answer = httpx.request(method, f"{rig.bot.url}{path}", params=query, json=body, trust_env=False)
        assert answer.status_code == 401, answer.text
    assert TOKEN not in rig.log("bot")


PROBE = """
set -e
ip link set lo up
{command} &
bot=$!
trap 'kill $bot' EXIT
for n in $(seq 240); do
  if curl -sf 'http://127.0.0.1:5005/status?token={token}' >/dev/null; then break; fi
  sleep 1
done
for n in 1 2 3 4 5; do
  curl -sf -X POST 'http://127.0.0.1:5005/webhooks/rest/webhook?token={token}' \
    -H 'Content-Type: application/json' -d '{{"sender":"s","message":"你好","metadata":{{}}}}'
done
echo
awk '/^Ip: [0-9]/ {{ print "OutNoRoutes", $13 }}' /proc/net/snmp
curl -s -m 1 http://192.0.2.1/ || true
awk '/^Ip: [0-9]/ {{ print "after a real try", ($13 > 0) }}' /proc/net/snmp
"""


@pytest.mark.promise("机器人不出网：关在没有外网的地方照常答，一次也没有试着往外连")
def test_the_bot_works_with_no_network_and_never_tries_to_leave(rig: Rig, tmp_path: Path) -> None:
    """网络命名空间里只有回环；内核把每次“无路可走”都数着（/proc/net/snmp 的 OutNoRoutes）。"""
    # 动作服务不在里面：每句话都会去连它（回环上没人听），答复是空的，正好连“出错时”也不往外报
    command = (
        f"env ZHILU_BOT_TOKEN={TOKEN} RASA_TELEMETRY_ENABLED=true LOG_LEVEL=WARNING CUDA_VISIBLE_DEVICES=-1 "
        f"{BOT_PYTHON} -m bot.serve --model {Places(rig.state).bot_model} --port 5005 --actions-url http://127.0.0.1:5055/webhook"
    )
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--net", "bash", "-c", PROBE.format(command=command, token=TOKEN)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.count("[]") == 5, done.stdout
    assert "OutNoRoutes 0\n" in done.stdout, done.stdout
    # 反过来验一下：真的试一次，计数就会动
    assert "after a real try 1" in done.stdout, done.stdout
