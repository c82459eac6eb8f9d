"""与一个对话有关的东西都存在哪里，各处怎么擦。网关与 `zhilu erase` 共用。"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
from sqlalchemy import create_engine, delete, inspect
from sqlalchemy.sql import column, table

from catalog.storage.scrub import leave_no_trace, scrub
from connectors.privacy.erasing import Erase
from connectors.wechat.inbox import tables as wechat

SLOTS = table("conversation_slots", column("conversation_id"))
"""几个机器人共用的对话状态（bot/slot_storage.py 建的表）。"""


class StillThere(Exception):
    """对方没说擦掉了。"""


def in_thread(work: Callable[[str], Any]) -> Erase:
    """把同步的擦除放到线程里。"""

    async def erase(conversation_id: str) -> None:
        await asyncio.to_thread(work, conversation_id)

    return erase


def by_request(http: httpx.AsyncClient, address: str, query: dict[str, str] | None = None) -> Erase:
    """请另一个进程擦：DELETE 地址/编号。机器人与动作服务都用这个。"""

    async def erase(conversation_id: str) -> None:
        answer = await http.delete(f"{address}/{quote(conversation_id, safe='')}", params=query or {})
        if answer.status_code != 204:
            raise StillThere

    return erase


def erase_shared_slots(url: str) -> Callable[[str], None]:
    """几个机器人共用的对话状态：直接从表里删（哪个机器人停着都不碍事）。"""

    def erase(conversation_id: str) -> None:
        _delete(url, (SLOTS, SLOTS.c.conversation_id, conversation_id))

    return erase


def erase_wechat(url: str) -> Callable[[str], None]:
    """微信的收件表：这个人的消息、选项、没看的页。对话编号就是他的代号。"""
    message: Any = wechat.Message.__table__
    person: Any = wechat.Person.__table__

    def erase(conversation_id: str) -> None:
        _delete(url, (message, message.c.person, conversation_id), (person, person.c.person, conversation_id))

    return erase


def _delete(url: str, *targets: tuple[Any, Any, str]) -> None:
    """从几张表里删掉一个值对应的行；还没建过的表跳过。"""
    engine = create_engine(url)
    leave_no_trace(engine)
    try:
        with engine.begin() as connection:
            existing = set(inspect(connection).get_table_names())
            for target, key, value in targets:
                if target.name in existing:
                    connection.execute(delete(target).where(key == value))
        if not scrub(engine):
            raise StillThere
    finally:
        engine.dispose()
