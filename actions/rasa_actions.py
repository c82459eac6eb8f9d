"""Rasa 自定义动作：读槽 → 走流水线 → 发消息、写槽。动作名与流水线一一对应。"""

from __future__ import annotations

import time
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.drafts import Drafts
from actions.outcomes import text_message
from actions.pipeline import ACTION_OF, PIPELINES, run
from actions.state import ConversationState
from actions.turn import Tools, Turn
from actions.understanding.agreement import agreed, errand_chance, likeliest
from actions.wording import say
from retrieval.normalise import normalise

log = structlog.get_logger("actions")

ACTION_LISTEN = "action_listen"


class PipelineAction(Action):
    """一个自定义动作，执行同名的流水线。"""

    def __init__(self, name: str, tools: Tools, drafts: Drafts | None = None) -> None:
        """`name` 必须是 PIPELINES 里的一个；`drafts` 是维护者备好的草稿。"""
        self._name = name
        self._tools = tools
        self._drafts = drafts

    @property
    def tools(self) -> Tools:
        """现在用的目录与检索。"""
        return self._tools

    def use(self, tools: Tools) -> None:
        """换上新发布的目录与检索；正在办的这一轮仍用原来的。"""
        self._tools = tools

    def name(self) -> str:
        """动作名，与 bot/domain.yml 一致。"""
        return self._name

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """执行一轮；日志只记动作、意图、哪一步答的、结局和用时，不记市民的话。"""
        started = time.perf_counter()
        tools = self._tools_for(tracker)
        if tools is None:
            dispatcher.utter_message(json_message=text_message(say("draft_not_ready")))
            return []
        turn = turn_from_tracker(tracker, tools)
        # 机器人只凭词面选的动作；合议改了意图，就按定下的意图走
        heard, sure = turn.intent, turn.confidence
        reply = run(ACTION_OF.get(turn.intent, self._name), turn)
        for message in reply.messages:
            dispatcher.utter_message(json_message=message)
        took_ms = (time.perf_counter() - started) * 1000
        log.info(
            "action",
            action=self._name,
            heard=heard,
            sure=round(sure, 2),
            intent=turn.intent,
            outcome=reply.outcome.value,
            step=turn.answered_by,
            ms=round(took_ms, 1),
            request_id=str(turn.metadata.get("request_id") or ""),
        )
        changed = turn.state.changed_slots(tracker.slots).items()
        # 一句话一个动作：直接说接着听，机器人不必再走一遍选动作的图
        return [*(SlotSet(slot, value) for slot, value in changed), FollowupAction(ACTION_LISTEN)]

    def _tools_for(self, tracker: Tracker) -> Tools | None:
        """这句话用哪份目录：后台对着草稿说的用草稿，别的用正在服务的；草稿没备好返回 None。"""
        number = ((tracker.latest_message or {}).get("metadata") or {}).get("draft")
        if not number:
            return self._tools
        return self._drafts.of(int(number)) if self._drafts else None


def turn_from_tracker(tracker: Tracker, tools: Tools) -> Turn:
    """从 Rasa 发来的对话取出这一轮：原话、意图、词典实体、元数据和状态。"""
    message = tracker.latest_message or {}
    text = (message.get("text") or "").strip()
    intent, confidence, errand = understood(message, text, tools)
    return Turn(
        text=text,
        intent=intent,
        confidence=confidence,
        service_words=[e["value"] for e in message.get("entities") or [] if e.get("entity") == "service"],
        metadata=message.get("metadata") or {},
        state=ConversationState.from_slots(tracker.slots),
        tools=tools,
        sender=tracker.sender_id or "",
        errand=errand,
    )


def understood(message: dict[str, Any], text: str, tools: Tools) -> tuple[str, float, float]:
    """这句话的（意图，把握，在说要办什么的把握）：机器人的排名与句意分类合议；没有句意分类或没有排名时听机器人的。"""
    heard = message.get("intent") or {}
    ranking = {one["name"]: float(one["confidence"]) for one in message.get("intent_ranking") or []}
    if tools.meaning is None or not ranking or not text:
        return heard.get("name") or "", float(heard.get("confidence") or 0.0), 0.0
    vector = tools.searcher.encoder.queries([normalise(text).text])[0]
    chances = agreed(ranking, tools.meaning, vector, tools.policy.meaning_share)
    intent, confidence = likeliest(chances, tools.meaning.classes, tools.policy.intent_least)
    return intent, confidence, errand_chance(chances, tools.meaning.classes)


def all_actions(tools: Tools, drafts: Drafts | None = None) -> list[PipelineAction]:
    """全部自定义动作。"""
    return [PipelineAction(name, tools, drafts) for name in PIPELINES]
