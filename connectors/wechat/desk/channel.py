"""一个启用的渠道：信封、加密、接口和发法。"""

from __future__ import annotations

from dataclasses import dataclass

from connectors.wechat.api.client import Client
from connectors.wechat.desk.sending import Build
from connectors.wechat.envelope import Envelope
from connectors.wechat.sealing import Sealing


@dataclass
class Channel:
    """一个渠道。`passive` 表示答复可以随回调带回去；`client` 为 None 表示没有配 Secret，只能被动回复。"""

    name: str
    envelope: Envelope
    sealing: Sealing
    build: Build
    passive: bool
    client: Client | None = None
    menus: bool = True

    @property
    def label(self) -> str:
        """日志、指标和对话编号里的名字。"""
        return f"wechat-{self.name}"
