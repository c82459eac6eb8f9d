"""微信这扇门：模拟的公众号把号码推给真的网关；存下的密文也解开来看。"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import httpx

from connectors.supervisor.ports import free_port
from connectors.wechat.sealing import Sealing
from connectors.wechat_simulator.citizen import Citizen
from connectors.wechat_simulator.pushing import Outcome, Pusher
from connectors.wechat_simulator.running import listening
from connectors.wechat_simulator.service import Service
from tests.support.wechat import OFFICIAL, environment

SEALED = {"wechat_message": ("content", "reply", "address"), "wechat_person": ("memory",)}
"""收件表里加密存的列。"""


class WechatDoor:
    """一个公众号。`environment` 让网关启用它；`say` 说几句；`opened` 把存下的密文解开。"""

    def __init__(self) -> None:
        self._port = free_port()
        self.environment = environment(OFFICIAL, f"http://127.0.0.1:{self._port}")
        self._sealing = Sealing("wechat-official", OFFICIAL.token, OFFICIAL.aes_key, OFFICIAL.receiver)

    def conversation(self, person: str) -> str:
        """一个用户的对话编号。"""
        return self._sealing.person(OFFICIAL.name, person)

    def visit(self, base: str, scene: Callable[[Citizen], Awaitable[None]], person: str = "") -> str:
        """让一个市民来做些事，返回他的微信编号（openid）。"""

        async def perform() -> str:
            service = Service(OFFICIAL)
            async with listening(service, self._port), httpx.AsyncClient(trust_env=False, timeout=None) as http:
                citizen = Citizen(Pusher(OFFICIAL, [base], http), service, person)
                await scene(citizen)
                return citizen.person

        return asyncio.run(perform())

    def opened(self, state: Path) -> Iterator[tuple[str, str]]:
        """（在哪, 内容）：收件表里加密存的每一格，用渠道自己的密钥解开。"""
        with sqlite3.connect(f"file:{state / 'connectors.db'}?mode=ro", uri=True) as database:
            for table, columns in SEALED.items():
                for row in database.execute(f"select {', '.join(columns)} from {table}"):  # noqa: S608 名字都是常量
                    for column, sealed in zip(columns, row, strict=True):
                        if sealed:
                            value = self._sealing.unseal(sealed)
                            assert value is not None, f"{table}.{column} 解不开"
                            yield f"{table}.{column}", json.dumps(value, ensure_ascii=False)


def answered(outcome: Outcome) -> str:
    """带回去的文字；一定要有。"""
    assert outcome.text and not outcome.troubles, outcome
    return outcome.text
