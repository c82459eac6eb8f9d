"""一条答复用接口发时的请求：三个渠道各自的写法。"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

Request = tuple[str, dict[str, Any]]
"""（接口路径，请求体）。"""
Address = dict[str, str]
"""发给谁：收件时记下的 person、account、agent、welcome_code、key。"""
Build = Callable[[Address, dict[str, Any], bool], list[Request]]
"""（地址，答复，能不能发菜单）→ 依次要发的请求。"""

LABEL_BYTES = 128
HEAD_BYTES = 1024
MAX_CHOICES = 10


def official(address: Address, reply: dict[str, Any], menus: bool) -> list[Request]:
    """公众号的客服消息。"""
    path = "/cgi-bin/message/custom/send"
    to = {"touser": address["person"]}
    if not (menus and has_menu(reply)):
        return [(path, {**to, "msgtype": "text", "text": {"content": reply["text"]}})]
    menu = {
        "head_content": reply["question"],
        "list": [{"id": str(number), "content": label} for number, label in numbered(reply["choices"])],
        "tail_content": "",
    }
    lead = [(path, {**to, "msgtype": "text", "text": {"content": reply["body"]}})] if reply["body"] else []
    return [*lead, (path, {**to, "msgtype": "msgmenu", "msgmenu": menu})]


def work(address: Address, reply: dict[str, Any], menus: bool) -> list[Request]:
    """企业微信应用消息；没有可点的文字菜单，发带编号的文字。"""
    agent = address.get("agent", "")
    body = {
        "touser": address["person"], "msgtype": "text", "agentid": int(agent) if agent.isdigit() else 0,
        "text": {"content": reply["text"]},
    }
    return [("/cgi-bin/message/send", body)]


def kf(address: Address, reply: dict[str, Any], menus: bool) -> list[Request]:
    """微信客服；带着 msgid，万一发了两次，微信那边会认出来。"""
    if address.get("welcome_code"):
        welcome = {"code": address["welcome_code"], "msgtype": "text", "text": {"content": reply["text"]}}
        return [("/cgi-bin/kf/send_msg_on_event", welcome)]
    path = "/cgi-bin/kf/send_msg"

    def to(part: str) -> dict[str, Any]:
        msgid = hashlib.sha256(f"{address['key']}/{part}".encode()).hexdigest()[:32]
        return {"touser": address["person"], "open_kfid": address["account"], "msgid": msgid}

    if not (menus and has_menu(reply)):
        return [(path, {**to("text"), "msgtype": "text", "text": {"content": reply["text"]}})]
    items = [
        {"type": "click", "click": {"id": str(number), "content": label}}
        for number, label in numbered(reply["choices"])
    ]
    menu = {"head_content": reply["question"], "list": items}
    lead = [(path, {**to("body"), "msgtype": "text", "text": {"content": reply["body"]}})] if reply["body"] else []
    return [*lead, (path, {**to("menu"), "msgtype": "msgmenu", "msgmenu": menu})]


def has_menu(reply: dict[str, Any]) -> bool:
    """这条答复能不能用菜单发：有选项、不太多、问题不太长。"""
    return 0 < len(reply["choices"]) <= MAX_CHOICES and 0 < len(reply["question"].encode()) <= HEAD_BYTES


def numbered(labels: Sequence[str]) -> list[tuple[int, str]]:
    """带编号的选项：点也行，打编号也行。每项不超过 128 字节。"""
    return [
        (number, f"{number}. {label}".encode()[:LABEL_BYTES].decode("utf-8", "ignore"))
        for number, label in enumerate(labels, start=1)
    ]
