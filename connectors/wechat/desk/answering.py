"""办一条消息：交给对话管线，把回复排成要发的文字。"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

from connectors.conversation.bot import BotFailed
from connectors.conversation.pipeline import Turn
from connectors.conversation.replies import Reply
from connectors.wechat.desk.memory import Memory
from connectors.wechat.text.paging import TEXT_BYTES
from connectors.wechat.text.rendering import Rendered, render
from connectors.wechat.understanding import Fixed, Meaning, More, Place, Say, chosen
from connectors.wechat.wording import say


class Talk(Protocol):
    """能走完一轮对话的管线。"""

    async def run(self, turn: Turn) -> Turn:
        """返回带着回复的 Turn。"""
        ...

    async def recall(self, key: str) -> list[Reply] | None:
        """机器人听过这条消息没有：听过返回当时的回复，没听过是 None；问不到抛 BotFailed。"""
        ...


class Answerer:
    """把一条消息办成要发的文字。"""

    def __init__(
        self, talk: Talk, place_of: Callable[[str], str], message_characters: int,
        on_turn: Callable[[Turn, float], None],
    ) -> None:
        """`place_of(地址文字)` 返回地区全名，认不出是空串；`on_turn` 记一轮的结局与用时（秒）。"""
        self._talk, self._place_of, self._longest, self._on_turn = talk, place_of, message_characters, on_turn

    async def answer(
        self, content: dict[str, Any] | None, person: str, channel: str, key: str, memory: Memory, interrupted: bool
    ) -> tuple[Rendered, Memory]:
        """返回要发的文字和新的记忆。`interrupted` 时先问机器人听过没有，绝不让它听两遍。"""
        if content is None:
            return plain(say("trouble")), memory
        what = stored_meaning(content)
        if isinstance(what, More):
            page, left = memory.next_page()
            return plain(page or say("no_more")), left
        if isinstance(what, Place):
            place = self._place_of(what.address)
            what = Say(say("location_said", region=place)) if place else Fixed("location_unknown")
        if isinstance(what, Fixed):
            return plain(say(what.name)), memory
        assert isinstance(what, Say)
        if len(what.text) > self._longest:
            return plain(say("too_long", characters=self._longest)), memory
        words = chosen(what.text, str(content.get("menu_id") or ""), memory.choices)
        replies = await self._replies(words, person, channel, key, interrupted)
        rendered = render(replies)
        if memory.kept:
            rendered = with_note(rendered)
        return rendered, replace(memory, choices=rendered.choices, rest=rendered.rest)

    async def _replies(self, words: str, person: str, channel: str, key: str, interrupted: bool) -> list[Reply]:
        if interrupted:
            try:
                heard = await self._talk.recall(key)
            except BotFailed:
                # 问不到：宁可请他再说一遍，也不能让机器人把同一句话听两遍
                return [{"type": "text", "text": say("interrupted")}]
            if heard is not None:
                return heard or [{"type": "text", "text": say("interrupted")}]
        started = time.perf_counter()
        turn = await self._talk.run(Turn(person, words, channel=channel, key=key))
        self._on_turn(turn, time.perf_counter() - started)
        return turn.replies


def plain(text: str) -> Rendered:
    """一条固定的文字。"""
    return Rendered(text, body=text)


def with_note(rendered: Rendered) -> Rendered:
    """末尾提一句还有没发出去的答复；放不下就不提。"""
    longer = f"{rendered.text}\n{say('kept')}"
    return replace(rendered, text=longer) if len(longer.encode()) <= TEXT_BYTES else rendered


def content_of(what: Meaning, menu_id: str, mask: Callable[[str], str]) -> dict[str, Any]:
    """要存进表里的样子；市民的话先遮盖个人信息。"""
    match what:
        case Say(text):
            return {"do": "say", "text": mask(text), "menu_id": menu_id}
        case Place(address):
            return {"do": "place", "text": mask(address)}
        case Fixed(name):
            return {"do": "fixed", "text": name}
        case _:
            return {"do": "more", "text": ""}


def stored_meaning(content: dict[str, Any]) -> Meaning:
    """从存的样子还原。"""
    text = str(content.get("text") or "")
    match content.get("do"):
        case "say":
            return Say(text)
        case "place":
            return Place(text)
        case "fixed":
            return Fixed(text)
        case _:
            return More()
