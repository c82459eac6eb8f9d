"""只记状态、不记流水的对话存储。

对话状态全在槽里，历史事件对下一轮没有用，却让每轮的开销随对话变长而增长。这里每个对话只存槽值；
丢了只是忘记上下文，不会出错。
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.slot_storage import open_storage


class SlotsTrackerStore(TrackerStore, SerializedTrackerAsText):
    """对话编号 → 槽值 JSON。"""

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        max_conversations: int = 20_000,
        database_url: str = "",
        retention_days: int = 7,
        **kwargs: dict[str, Any],
    ) -> None:
        """`database_url` 为空存在内存里，`max_conversations` 限制占用（每个对话约 1–4 KB）。"""
        self._storage = open_storage(database_url, int(max_conversations), int(retention_days))
        super().__init__(domain, event_broker, **kwargs)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """保存这个对话的槽值。"""
        values = {name: slot.value for name, slot in tracker.slots.items() if slot.value is not None}
        self._storage.save(tracker.sender_id, json.dumps(values, ensure_ascii=False))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """还原对话：一个新会话加上保存的槽值；没有这个对话返回 None。"""
        saved = self._storage.load(sender_id)
        if saved is None:
            return None
        tracker = DialogueStateTracker(sender_id, self.domain.slots)
        for event in (ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()):
            tracker.update(event, self.domain)
        for name, value in json.loads(saved).items():
            tracker.update(SlotSet(name, value), self.domain)
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME), self.domain)
        return tracker

    async def delete(self, sender_id: str) -> None:
        """忘掉这个对话（保护隐私：按对话编号擦除）。"""
        self._storage.erase(sender_id)

    async def keys(self) -> Iterable[str]:
        """所有在存的对话编号。"""
        return self._storage.ids()
