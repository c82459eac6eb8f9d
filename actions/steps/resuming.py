"""续办：凭编号取回指南；每轮结束把指南存下来，给出编号。"""

from __future__ import annotations

from typing import Any

import structlog

from actions.codes import spoken_code
from actions.joining import find_package
from actions.outcomes import Outcome, Reply, text_message
from actions.resume import SavedGuide, StorageOff, TooManyTries
from actions.state import ConversationState
from actions.steps.showing import show_guide
from actions.turn import Tools, Turn
from actions.wording import say

log = structlog.get_logger("actions")


def resume(turn: Turn) -> Reply | None:
    """说了续办编号：取回那份指南接着办；话里没有编号返回 None。"""
    saved, code = turn.tools.saved, spoken_code(turn.text)
    if saved is None or code is None:
        return None
    try:
        guide = saved.load(code, turn.sender)
    except TooManyTries:
        return Reply(Outcome.NOT_FOUND, [text_message(say("resume_wait"))])
    except StorageOff:
        log.warning("storage_off", what="guides")
        return Reply(Outcome.NOT_FOUND, [text_message(say("resume_off"))])
    if guide is None or find_package(turn.tools.store, guide.package, guide.region) is None:
        return Reply(Outcome.NOT_FOUND, [text_message(say("resume_unknown"))])
    state = turn.state
    state.focus_package(guide.package)
    take_up(state, guide)
    state.resume_code = code
    return show_guide(turn, say("resume_found"))


def take_up(state: ConversationState, guide: SavedGuide) -> None:
    """把存下来的指南放进对话状态。"""
    state.package, state.region = guide.package, guide.region or state.region
    state.situation, state.done_steps = dict(guide.situation), list(guide.done_steps)
    state.event_date = guide.event_date


def keep(turn: Turn, reply: Reply) -> None:
    """有进行中的指南就存下来；回复里的指南带上编号，第一次给编号时说一句怎么用。"""
    saved, state = turn.tools.saved, turn.state
    if saved is None or not state.package:
        state.resume_code = None
        return
    guides = [m for m in reply.messages if m["type"] == "guide"]
    if not guides and reply.outcome is not Outcome.PROGRESS:
        return
    first = state.resume_code is None
    guide = SavedGuide(state.package, state.region, state.situation, state.done_steps, state.event_date)
    try:
        state.resume_code = saved.save(guide, state.resume_code, turn.sender)
    except StorageOff:
        # 存不了也要把指南给他，只是没有编号；存得了的时候下一轮自然补上
        log.warning("storage_off", what="guides")
        state.resume_code = None
        return
    for message in guides:
        message["guide"]["resume_code"] = state.resume_code
        if first:
            message["text"] += "\n" + say("resume_note", code=state.resume_code, days=str(saved.days))


def saved_guide(tools: Tools, code: str, source: str) -> dict[str, Any] | None:
    """一个编号对应的指南消息，给打印页和日历用；没有返回 None，试得太多抛 TooManyTries。"""
    guide = tools.saved.load(code, source) if tools.saved else None
    if guide is None:
        return None
    state = ConversationState()
    take_up(state, guide)
    turn = Turn("", "", 0.0, [], {}, state, tools)
    reply = show_guide(turn, asking=False)
    if reply is None:
        return None
    message = reply.messages[0]
    message["guide"]["resume_code"] = code
    return message
