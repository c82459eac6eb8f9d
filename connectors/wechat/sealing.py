"""存进共享表的东西：用户编号换成摘要，内容加密。密钥由渠道的 Token 与 AES key 派生，不落盘。"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

PERSON_CHARACTERS = 32


class Sealing:
    """一个渠道的摘要与加密。几个进程设置相同，算出来的就相同。"""

    def __init__(self, channel: str, *secrets: str) -> None:
        seed = "\0".join(("zhilu", channel, *secrets)).encode()
        self._mac_key = hashlib.sha256(seed + b"/mac").digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(hashlib.sha256(seed + b"/seal").digest()))
        self._channel = channel

    def person(self, account: str, person: str) -> str:
        """一个用户的代号，也用作对话编号：同一个人总是同一个，但看不出是谁。"""
        return f"{self._channel}-{self.digest(account, person)[:PERSON_CHARACTERS]}"

    def digest(self, *parts: str) -> str:
        """几段文字的摘要，64 位十六进制。"""
        return hmac.new(self._mac_key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()

    def seal(self, value: Any) -> str:
        """加密一个能写成 JSON 的值。"""
        return self._fernet.encrypt(json.dumps(value, ensure_ascii=False).encode()).decode()

    def unseal(self, sealed: str | None) -> Any:
        """解密；没有、或换过 Token 后解不开的是 None。"""
        if not sealed:
            return None
        try:
            return json.loads(self._fernet.decrypt(sealed.encode()))
        except InvalidToken:
            return None
