"""对话状态：存在 Rasa 的槽里，每轮读出、改动、写回。不含任何个人身份信息。"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass
class ConversationState:
    """一个对话记住的东西。字段名就是 bot/domain.yml 里的槽名。

    `previous` 是说过的话题（含正在说的），按第一次说到的先后；`clarifying` 是正在追问：问过几次、列过哪些。
    """

    region: str | None = None
    client_region: str | None = None
    item: str | None = None
    package: str | None = None
    situation: dict[str, list[str]] = field(default_factory=dict)
    done_steps: list[str] = field(default_factory=list)
    choices: list[dict[str, str]] = field(default_factory=list)
    pending: dict[str, str] = field(default_factory=dict)
    topic: str | None = None
    event_date: str | None = None
    resume_code: str | None = None
    previous: list[dict[str, Any]] = field(default_factory=list)
    clarifying: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_slots(cls, slots: dict[str, Any]) -> ConversationState:
        """从槽读出状态；没有的槽取默认值。抄一份再改：就地改了槽里的字典，写回时就看不出变过。"""
        known = {f.name for f in fields(cls)}
        kept = {name: value for name, value in slots.items() if name in known and value is not None}
        return cls(**copy.deepcopy(kept))

    def changed_slots(self, before: dict[str, Any]) -> dict[str, Any]:
        """返回需要写回的槽：只含与 `before` 不同的。空列表、空字典写成 None。"""
        changes = {}
        for f in fields(self):
            value = getattr(self, f.name) or None
            if value != before.get(f.name):
                changes[f.name] = value
        return changes

    @property
    def code(self) -> str | None:
        """正在说的事项或一件事的编码；还没说到返回 None。"""
        return self.package or self.item

    def focus_item(self, code: str) -> None:
        """把话题转到一个事项；说过的话题记着，供“刚才那个”回来。"""
        self._leave(code)
        self.item, self.package = code, None
        self.pending, self.choices = {}, []
        self._arrive()

    def focus_package(self, code: str) -> None:
        """把话题转到一件事；换了一件事就清空情形与进度。"""
        if self.package != code:
            self._leave(code)
            self.situation, self.done_steps, self.event_date, self.resume_code = {}, [], None, None
        self.item, self.package = None, code
        self.pending, self.choices = {}, []
        self._arrive()

    def return_to(self, topic: dict[str, Any]) -> None:
        """回到说过的一个话题，情形与进度接着当时的。"""
        if "package" in topic:
            if self.package != topic["package"]:
                self.focus_package(topic["package"])
                for name in KEPT:
                    setattr(self, name, topic.get(name, getattr(self, name)))
        else:
            self.focus_item(topic["item"])
        self.topic = topic.get("topic") or self.topic

    def set_aside(self) -> None:
        """先放下正在说的（要另问清楚一件事）；之后还能回来。"""
        self._leave("")
        self.item = self.package = None
        self.situation, self.done_steps, self.event_date, self.resume_code = {}, [], None, None

    def _leave(self, code: str) -> None:
        """离开现在的话题之前，记下它的情形与进度；还是同一个就不用。"""
        if self.code is None or self.code == code:
            return
        kept = {name: getattr(self, name) for name in KEPT if self.package and getattr(self, name)}
        self.previous = [{**one, **kept} if _code(one) == self.code else one for one in self.previous]

    def _arrive(self) -> None:
        self.clarifying = {}
        if all(_code(one) != self.code for one in self.previous):
            now = {"package" if self.package else "item": self.code, "topic": self.topic or ""}
            self.previous = [*self.previous[-(MOST_TOPICS - 1) :], now]


KEPT = ("situation", "done_steps", "event_date", "resume_code")
"""一件事的话题除了编码还要记着的。"""

MOST_TOPICS = 6
"""最多记着几个说过的话题。"""


def _code(topic: dict[str, Any]) -> str | None:
    code: str | None = topic.get("package") or topic.get("item")
    return code
