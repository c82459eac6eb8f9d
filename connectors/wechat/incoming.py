"""收到的一条消息：三个渠道的写法不同，到这里成为同一个样子。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from connectors.wechat import xml
from connectors.wechat.xml import Fields, number_of, text_of


class Kind(StrEnum):
    """消息的种类：封闭的清单，不认识的都是 other。"""

    TEXT = "text"
    VOICE = "voice"
    IMAGE = "image"
    VIDEO = "video"
    FILE = "file"
    LINK = "link"
    LOCATION = "location"
    JOINED = "joined"
    """关注、进入会话、扫码进来。"""
    LEFT = "left"
    """取消关注。"""
    MENU = "menu"
    """点了自定义菜单，words 是菜单的 key。"""
    QUIET = "quiet"
    """不用回的事件：上报位置、打开网页、模板消息送达……"""
    OTHER = "other"


@dataclass(frozen=True)
class Incoming:
    """一条消息。`person` 是微信给的用户编号，只在内存里用，入库前换成摘要。"""

    kind: Kind
    person: str
    key: str
    """排重用：有 MsgId 用它，事件用 用户+时间+事件名。"""
    created: int
    """微信给的发送时间，秒。"""
    account: str = ""
    """收件的一方：公众号原始编号、企业编号或客服账号编号。"""
    words: str = ""
    menu_id: str = ""
    """点了菜单消息里的哪一项。"""
    agent: str = ""
    """企业微信的应用编号。"""
    welcome_code: str = field(default="", repr=False)
    """微信客服的欢迎语凭据，20 秒内有效，只能用一次。"""


_KINDS = {
    "text": Kind.TEXT, "voice": Kind.VOICE, "image": Kind.IMAGE, "video": Kind.VIDEO, "shortvideo": Kind.VIDEO,
    "file": Kind.FILE, "link": Kind.LINK, "location": Kind.LOCATION,
}
_EVENTS = {
    "subscribe": Kind.JOINED, "scan": Kind.JOINED, "unsubscribe": Kind.LEFT, "click": Kind.MENU,
}


def from_xml(fields: Fields) -> Incoming:
    """公众号、企业微信的一条消息；缺字段抛 Refused。"""
    person, kind = text_of(fields, "FromUserName", required=True), text_of(fields, "MsgType", required=True).lower()
    created = number_of(fields, "CreateTime")
    shared: dict[str, Any] = {
        "person": person, "created": created, "account": text_of(fields, "ToUserName"),
        "agent": text_of(fields, "AgentID"),
    }
    if kind == "event":
        event, event_key = text_of(fields, "Event", required=True).lower(), text_of(fields, "EventKey")
        key = f"{person}/{created}/{event}/{event_key}"
        return Incoming(_EVENTS.get(event, Kind.QUIET), key=key, words=event_key, **shared)
    words = {
        "text": text_of(fields, "Content"),
        # 语音识别的文字；2024 年起不少账号已没有这个字段
        "voice": text_of(fields, "Recognition"),
        "location": text_of(fields, "Label"),
    }.get(kind, "")
    return Incoming(
        _KINDS.get(kind, Kind.OTHER), key=text_of(fields, "MsgId", required=True), words=words,
        menu_id=text_of(fields, "bizmsgmenuid"), **shared,
    )


@dataclass(frozen=True)
class KfNotice:
    """微信客服的通知：有新消息，凭 token 去取。"""

    open_kfid: str
    token: str = field(repr=False)


def kf_notice(fields: Fields) -> KfNotice | None:
    """认出 kf_msg_or_event；别的事件返回 None。"""
    if text_of(fields, "MsgType").lower() != "event" or text_of(fields, "Event").lower() != "kf_msg_or_event":
        return None
    return KfNotice(text_of(fields, "OpenKfId", required=True), text_of(fields, "Token"))


FROM_CUSTOMER, FROM_SYSTEM = 3, 4
"""sync_msg 里消息的来源：客户发的、系统事件；5 是接待人员发的，不归我们答。"""


def from_kf(message: Mapping[str, Any]) -> Incoming | None:
    """sync_msg 的一条；不归我们答的、读不懂的返回 None。"""
    kind, origin = message.get("msgtype"), message.get("origin")
    msgid, created = message.get("msgid"), message.get("send_time")
    if not isinstance(msgid, str) or not msgid or not isinstance(created, int) or not isinstance(kind, str):
        return None
    body = message.get(kind)
    body = body if isinstance(body, dict) else {}
    if kind == "event":
        if origin != FROM_SYSTEM or body.get("event_type") != "enter_session" or not body.get("welcome_code"):
            return None
        person, account = str(body.get("external_userid") or ""), str(body.get("open_kfid") or "")
        found = Incoming(
            Kind.JOINED, person, msgid, created, account=account, welcome_code=str(body["welcome_code"])
        )
        return found if person and account else None
    person, account = str(message.get("external_userid") or ""), str(message.get("open_kfid") or "")
    if origin != FROM_CUSTOMER or not person or not account:
        return None
    words = {
        "text": body.get("content"),
        "location": " ".join(str(body.get(part) or "") for part in ("address", "name")).strip(),
    }.get(kind) or ""
    return Incoming(
        _KINDS.get(kind, Kind.OTHER), person, msgid, created, account=account, words=str(words),
        menu_id=str(body.get("menu_id") or ""),
    )


def text_reply(incoming: Incoming, text: str, now: int) -> str:
    """被动回复的 XML：收发双方对调。"""
    return xml.write({
        "ToUserName": incoming.person, "FromUserName": incoming.account, "CreateTime": now,
        "MsgType": "text", "Content": text,
    })
