"""微信测试的台架：模拟的微信服务器 + 真的网关。"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from connectors.gateway.wechat_opening import WechatFamily
from connectors.settings import WechatKfSettings, WechatSettings, WecomSettings
from connectors.supervisor.ports import free_port
from connectors.tuning import Tuning, tuning
from connectors.wechat.envelope import Mode
from connectors.wechat_simulator.account import Account, Kind
from connectors.wechat_simulator.citizen import Citizen
from connectors.wechat_simulator.pushing import WAIT_S, Pusher
from connectors.wechat_simulator.quotas import Rules
from connectors.wechat_simulator.running import listening
from connectors.wechat_simulator.service import Service
from tests.support.gateway import gateway

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

OFFICIAL = Account(Kind.OFFICIAL, "token-official", AES_KEY, "wx1234567890abcdef", "secret-official", Mode.SAFE)
WORK = Account(Kind.WORK, "token-work", AES_KEY, "ww1234567890", "secret-work", name="ww1234567890")
KF = Account(Kind.KF, "token-kf", AES_KEY, "ww1234567890", "secret-kf", name="wk_simulator")


def environment(account: Account, api_base: str) -> dict[str, str]:
    """让网关用这个账号的环境变量。"""
    prefix = {Kind.OFFICIAL: "ZHILU_WECHAT_", Kind.WORK: "ZHILU_WECOM_", Kind.KF: "ZHILU_WECHAT_KF_"}[account.kind]
    receiver = "APPID" if account.kind is Kind.OFFICIAL else "CORPID"
    given = {
        "TOKEN": account.token, "AES_KEY": account.aes_key if account.encrypted else "", receiver: account.receiver,
        "SECRET": account.secret, "API_BASE": api_base,
    }
    return {prefix + name: value for name, value in given.items() if value}


def family(*accounts: Account, api_base: str, secret: bool = True) -> WechatFamily:
    """同样的设置，直接给在测试进程里跑的网关。"""
    given: dict[Kind, Any] = {}
    for account in accounts:
        given[account.kind] = {
            "token": account.token, "aes_key": account.aes_key if account.encrypted else "", "api_base": api_base,
            "secret": account.secret if secret else "",
            "appid" if account.kind is Kind.OFFICIAL else "corpid": account.receiver,
        }
        if account.kind is Kind.OFFICIAL:
            given[account.kind]["mode"] = account.mode.value
    return WechatFamily(
        WechatSettings(**given.get(Kind.OFFICIAL, {})), WecomSettings(**given.get(Kind.WORK, {})),
        WechatKfSettings(**given.get(Kind.KF, {})),
    )


HURRIED_S = 1.5
"""要演“超时”的测试里，微信只等这么久，各个时限按比例缩短；别的测试照真的五秒。"""


def patient() -> Tuning:
    """真的时限，只是机器人再慢也等它：机器忙的时候，替身机器人不会被当成停摆。"""
    numbers = tuning()
    return numbers.model_copy(update={"bot": numbers.bot.model_copy(update={"patience_s": 20.0, "timeout_s": 25.0})})


def hurried() -> Tuning:
    """按一秒半缩短的时限。"""
    numbers = patient()
    wechat = numbers.wechat.model_copy(update={
        "passive_s": 1.2, "hold_s": 1.7, "retry_slack_s": 0.6, "poll_s": 0.05, "sweep_s": 0.1, "beat_s": 0.2,
        "lease_s": 5.0, "turn_s": 30.0, "api_backoff_s": (0.05, 0.1), "send_again_s": 0.3, "token_poll_s": 0.02,
    })
    return numbers.model_copy(update={"wechat": wechat})


RETRIED_S, LATE_S = 2.2, 5.2
"""机器人慢这么多秒：第二次来取时才答得出；三次都来不及。"""


@dataclass
class Rig:
    """一个账号的模拟服务器，和对着它的市民。"""

    pusher: Pusher
    service: Service
    citizen: Citizen
    client: httpx.Client

    def metric(self, name: str) -> float:
        """指标里名字以 `name` 开头的各行之和。"""
        lines = self.client.get("/metrics").text.splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name))


def play(
    state: Path, account: Account, bot_url: str, scene: Callable[[Rig], Awaitable[None]], secret: bool = True,
    rules: Rules | None = None, gateways: int = 1, hurry: bool = False,
) -> None:
    """起网关与模拟服务器，演一场；几个网关共用状态目录。检索不载入：这里考的是渠道，机器人是替身。"""
    port = free_port()
    tuned, wait_s = (hurried(), HURRIED_S) if hurry else (patient(), WAIT_S)
    settings = family(account, api_base=f"http://127.0.0.1:{port}", secret=secret)

    async def perform(clients: list[httpx.Client]) -> None:
        service = Service(account, rules)
        async with listening(service, port), httpx.AsyncClient(trust_env=False, timeout=None) as http:
            pusher = Pusher(account, [str(client.base_url).rstrip("/") for client in clients], http, wait_s)
            await scene(Rig(pusher, service, Citizen(pusher, service), clients[0]))

    with ExitStack() as stack:
        clients = [
            stack.enter_context(gateway(state, tuned=tuned, family=settings, bot_url=bot_url, searching=False))
            for _ in range(gateways)
        ]
        asyncio.run(perform(clients))
