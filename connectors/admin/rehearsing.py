"""对着草稿说话：走市民那条真的对话流水线（遮盖 → 机器人 → 动作服务），只是动作服务换上草稿的目录和检索。

机器人停摆、或动作服务备不了草稿时，与市民遇到的一样由检索直接作答（查的也是草稿），并说明。
不记进“没答好的问题”，不算进指标，也不存指南。
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

import httpx
from sqlalchemy import Engine, delete, insert, select
from starlette.concurrency import run_in_threadpool

from catalog.regions import Region
from catalog.storage.engine import writing
from connectors.admin.previewing import Preview
from connectors.admin.storage import PreviewTurn, now
from connectors.conversation.bot import Bot
from connectors.conversation.order import ConversationOrder
from connectors.conversation.pipeline import ChatPipeline, Turn
from connectors.tuning import tuning

PREPARE_S = 60.0
"""等动作服务备好草稿多久：第一次要建索引。"""
KEEP = dt.timedelta(days=1)
ORDER = ConversationOrder(16)


class _DraftFinder:
    """机器人停摆时，在草稿里找。"""

    def __init__(self, preview: Preview) -> None:
        self._preview = preview

    async def find(self, text: str, region: str | None, k: int) -> Any:
        """返回草稿的 SearchResult。"""
        return await run_in_threadpool(lambda: self._preview.searcher.search(text, region=region, k=k))

    def card(self, code: str, region: str | None) -> dict[str, Any] | None:
        """草稿里一个事项的卡片。"""
        return self._preview.card(code, region)


async def prepared(http: httpx.AsyncClient, actions_url: str, draft: int) -> bool:
    """请动作服务备好这张单子；没有动作服务、没备成返回假。"""
    if not actions_url:
        return False
    try:
        answer = await http.post(f"{actions_url}/drafts/{draft}", timeout=PREPARE_S)
    except httpx.HTTPError:
        return False
    return answer.status_code == 200


async def rehearse(bot: Bot | None, preview: Preview, turn: Turn) -> Turn:
    """走一轮，返回带着答复的 Turn；`bot` 是 None 时由检索答。"""
    return await ChatPipeline(bot, _DraftFinder(preview), ORDER, tuning().chat).run(turn)


def new_talk() -> str:
    """一段新的试说；与市民的对话编号分开。"""
    return f"preview-{secrets.token_hex(12)}"


def keep_turn(engine: Engine, who: str, turn: Turn, region: Region | None) -> None:
    """记下一轮，顺便删掉过了一天的。"""
    assert turn.outcome is not None
    values = {
        "talk": turn.conversation_id, "who": who, "draft": turn.draft, "said": turn.message,
        "region": region.code if region else "", "replies": turn.replies, "handled_by": turn.outcome.handled_by,
    }
    with writing(engine) as connection:
        connection.execute(delete(PreviewTurn).where(PreviewTurn.at < now() - KEEP))
        connection.execute(insert(PreviewTurn).values(**values, at=now()))


def turns_of(engine: Engine, talk: str, who: str, draft: int) -> list[Any]:
    """这个人在这张单子上的一段试说，先说的在前。"""
    mine = (PreviewTurn.talk == talk, PreviewTurn.who == who, PreviewTurn.draft == draft)
    with engine.connect() as connection:
        return list(connection.execute(select(PreviewTurn).where(*mine).order_by(PreviewTurn.id)).all())
