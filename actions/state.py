"""对话状态：存在 Rasa 的槽里，每轮读出、改动、写回。不含任何个人身份信息。"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any


@dataclass
class ConversationState:
    """一个对话记住的东西。字段名就是 bot/domain.yml 里的槽名。"""

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
    previous: list[dict[str, str]] = field(default_factory=list)

    @classmethod
    def from_slots(cls, slots: dict[str, Any]) -> ConversationState:
        """从槽读出状态；没有的槽取默认值。"""
        known = {f.name for f in fields(cls)}
        return cls(**{name: value for name, value in slots.items() if name in known and value is not None})

    def changed_slots(self, before: dict[str, Any]) -> dict[str, Any]:
        """返回需要写回的槽：只含与 `before` 不同的。空列表、空字典写成 None。"""
        changes = {}
        for f in fields(self):
            value = getattr(self, f.name) or None
            if value != before.get(f.name):
                changes[f.name] = value
        return changes

    def focus_item(self, code: str) -> None:
        """把话题转到一个事项，记下刚才说的是哪个，供“上一个”回退。"""
        self._remember()
        self.item, self.package = code, None
        self.pending, self.choices = {}, []

    def focus_package(self, code: str) -> None:
        """把话题转到一件事；换了一件事就清空情形与进度。"""
        if self.package != code:
            self._remember()
            self.situation, self.done_steps, self.event_date, self.resume_code = {}, [], None, None
        self.item, self.package = None, code
        self.pending, self.choices = {}, []

    def _remember(self) -> None:
        current = {"package": self.package} if self.package else {"item": self.item} if self.item else None
        if current:
            self.previous = [*self.previous[-4:], {k: v for k, v in current.items() if v}]
