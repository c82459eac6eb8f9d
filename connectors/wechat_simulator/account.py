"""模拟的一个账号：与网关那边的设置要一致。"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from connectors.wechat.envelope import Mode


class Kind(StrEnum):
    """账号的种类，也是回调地址的最后一段。"""

    OFFICIAL = "official"
    WORK = "work"
    KF = "kf"


@dataclass(frozen=True)
class Account:
    """一个账号。`receiver` 是 AppID 或 CorpID，`name` 是公众号原始编号、企业编号或客服账号编号。"""

    kind: Kind
    token: str = field(repr=False)
    aes_key: str = field(default="", repr=False)
    receiver: str = ""
    secret: str = field(default="", repr=False)
    mode: Mode = Mode.SAFE
    name: str = "gh_simulator"
    agent: str = "1000002"

    @property
    def encrypted(self) -> bool:
        """推送时是否加密。"""
        return self.kind is not Kind.OFFICIAL or self.mode in (Mode.SAFE, Mode.COMPATIBLE)
