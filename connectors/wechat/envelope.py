"""回调的信封：验签、解密、加密。公众号的明文、兼容、安全三种模式，企业微信与微信客服一律加密。"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from connectors.wechat import xml
from connectors.wechat.encryption import MessageCrypt
from connectors.wechat.refusals import Refusal, Refused
from connectors.wechat.signing import check, signature

STALE_S = 300
"""明文消息的时间戳最多差几秒：明文的签名不管内容，拿到旧签名的人不能一直用下去。"""


class Mode(StrEnum):
    """公众号后台的消息加解密方式；auto 表示看来的是什么。"""

    AUTO = "auto"
    PLAIN = "plain"
    COMPATIBLE = "compatible"
    SAFE = "safe"


@dataclass(frozen=True)
class Opened:
    """拆开的信：字段，以及来时是否加密（回信要用同样的方式）。"""

    fields: xml.Fields
    encrypted: bool


class Envelope:
    """一个账号的信封。"""

    def __init__(
        self, token: str, aes_key: str, receiver: str, mode: Mode = Mode.AUTO,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`mode` 是 plain 时不解密；是 compatible、safe 时不收明文；auto 两样都收（没有 AES key 时只能收明文）。"""
        self._token, self._mode, self._clock = token, mode, clock
        self._crypt = MessageCrypt(aes_key, receiver) if aes_key and mode is not Mode.PLAIN else None
        if self._crypt is None and mode in (Mode.COMPATIBLE, Mode.SAFE):
            raise Refused(Refusal.KEY)

    def handshake(self, query: Mapping[str, str]) -> str:
        """接入时的 GET：公众号原样返回 echostr；企业微信先解密再返回。"""
        if "msg_signature" in query and self._crypt is not None:
            timestamp, nonce = _stamp(query)
            check(query["msg_signature"], self._token, timestamp, nonce, query.get("echostr", ""))
            return self._crypt.decrypt(query.get("echostr", ""))
        self._check_plain(query)
        if "echostr" not in query:
            raise Refused(Refusal.MISSING)
        return query["echostr"]

    def open(self, query: Mapping[str, str], body: bytes) -> Opened:
        """验签、解密、解析一条消息。先验签后解密，签名不对的一个字也不解。"""
        if len(body) > xml.MAX_BYTES:
            raise Refused(Refusal.TOO_LARGE)
        if self._crypt is None:
            self._check_plain(query)
            return Opened(xml.read(body), False)
        if "msg_signature" in query:
            timestamp, nonce = _stamp(query)
            sealed = xml.text_of(xml.read(body), "Encrypt", required=True)
            check(query["msg_signature"], self._token, timestamp, nonce, sealed)
            return Opened(xml.read(self._crypt.decrypt(sealed)), True)
        if self._mode is not Mode.AUTO:
            raise Refused(Refusal.PLAIN)
        timestamp = self._check_plain(query)
        if not timestamp.isdigit() or abs(self._clock() - int(timestamp[:12])) > STALE_S:
            raise Refused(Refusal.STALE)
        return Opened(xml.read(body), False)

    def close(self, content: str, encrypted: bool) -> str:
        """回信的 XML；来时加密，回时也加密。"""
        if not encrypted or self._crypt is None:
            return content
        timestamp, nonce, sealed = str(int(self._clock())), secrets.token_hex(8), self._crypt.encrypt(content)
        signed = signature(self._token, timestamp, nonce, sealed)
        return xml.write({"Encrypt": sealed, "MsgSignature": signed, "TimeStamp": int(timestamp), "Nonce": nonce})

    def _check_plain(self, query: Mapping[str, str]) -> str:
        """明文签名，只管 token、时间戳、随机数；返回时间戳。"""
        if "signature" not in query:
            raise Refused(Refusal.MISSING)
        timestamp, nonce = _stamp(query)
        check(query["signature"], self._token, timestamp, nonce)
        return timestamp


class WorkEnvelope(Envelope):
    """企业微信与微信客服的信封：没有明文这回事。"""

    def __init__(self, token: str, aes_key: str, corpid: str, clock: Callable[[], float] = time.time) -> None:
        super().__init__(token, aes_key, corpid, Mode.SAFE, clock)

    def handshake(self, query: Mapping[str, str]) -> str:
        """只认 msg_signature 加密的 echostr。"""
        if "msg_signature" not in query:
            raise Refused(Refusal.MISSING)
        return super().handshake(query)

    def open(self, query: Mapping[str, str], body: bytes) -> Opened:
        """只收加密的消息。"""
        if "msg_signature" not in query:
            raise Refused(Refusal.MISSING)
        return super().open(query, body)


def _stamp(query: Mapping[str, str]) -> tuple[str, str]:
    """时间戳与随机数，缺一不可。"""
    try:
        return query["timestamp"], query["nonce"]
    except KeyError as missing:
        raise Refused(Refusal.MISSING) from missing
