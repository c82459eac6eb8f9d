"""检查网关的应答是不是微信肯收的样子。"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from connectors.wechat import xml
from connectors.wechat.encryption import MessageCrypt
from connectors.wechat.refusals import Refused
from connectors.wechat.signing import signature
from connectors.wechat_simulator.account import Account

TEXT_BYTES = 2048
CONTENT_TYPES = ("text/xml", "application/xml", "text/plain")


class Unacceptable(Exception):
    """微信不会收的应答；真的微信会让市民看到“该公众号暂时无法提供服务，请稍后再试”。"""


@dataclass(frozen=True)
class Answer:
    """一次应答：带回来的文字，None 表示这次不带。"""

    text: str | None


def check_text(text: str) -> None:
    """一条文字消息的限度。"""
    if not text.strip():
        raise Unacceptable("文字是空的")
    if len(text.encode()) > TEXT_BYTES:
        raise Unacceptable(f"文字有 {len(text.encode())} 字节，超过 {TEXT_BYTES}")


def read_answer(account: Account, person: str, status: int, body: str) -> Answer:
    """读一次应答；不合规矩抛 Unacceptable。"""
    if status != 200:
        raise Unacceptable(f"状态码是 {status}")
    if body in ("", "success"):
        return Answer(None)
    try:
        fields = xml.read(body)
        if account.encrypted:
            fields = xml.read(_unsealed(account, fields))
        elif "Encrypt" in fields:
            raise Unacceptable("明文模式下应答却加密了")
        got = {name: xml.text_of(fields, name, required=True) for name in ("ToUserName", "FromUserName", "MsgType")}
        xml.number_of(fields, "CreateTime")
        content = fields.get("Content")
    except Refused as refused:
        raise Unacceptable(f"应答读不懂：{refused}") from refused
    if got["ToUserName"] != person or got["FromUserName"] != account.name:
        raise Unacceptable("收发双方不对")
    if got["MsgType"] != "text" or not isinstance(content, str):
        raise Unacceptable(f"消息类型是 {got['MsgType']}，这里只认文字")
    check_text(content)
    return Answer(content)


def _unsealed(account: Account, fields: xml.Fields) -> str:
    """验应答的签名并解密。"""
    sealed, stamp, nonce = (xml.text_of(fields, name, required=True) for name in ("Encrypt", "TimeStamp", "Nonce"))
    given = xml.text_of(fields, "MsgSignature", required=True)
    if not hmac.compare_digest(given, signature(account.token, stamp, nonce, sealed)):
        raise Unacceptable("应答的签名不对")
    return MessageCrypt(account.aes_key, account.receiver).decrypt(sealed)
