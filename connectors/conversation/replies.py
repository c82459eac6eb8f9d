"""把 Rasa 的消息变成契约里的回复；认不出的一律当作机器人出错，不转给市民。"""

from __future__ import annotations

from typing import Any

Reply = dict[str, Any]

BODY_OF = {"text": None, "choices": "choices", "service": "service", "guide": "guide"}
"""每种回复除了 type、text 之外必须带的字段。"""


class Unreadable(ValueError):
    """机器人的应答不是约定的样子。"""


def text_reply(text: str) -> Reply:
    """一条纯文字回复。"""
    return {"type": "text", "text": text}


def from_rasa(payload: object) -> list[Reply]:
    """返回一轮的全部回复；空列表表示机器人什么也没说（Rasa 出错时就是这样）。"""
    if not isinstance(payload, list):
        raise Unreadable("应答不是列表")
    replies = [reply for message in payload for reply in _from_message(message)]
    if payload and not replies:
        raise Unreadable("应答里没有一条能给市民看的内容")
    return replies


def _from_message(message: object) -> list[Reply]:
    """一条 Rasa 消息可以同时带 custom 和 text，逐一取出。"""
    if not isinstance(message, dict):
        raise Unreadable("消息不是对象")
    custom = message.get("custom")
    if custom is not None:
        # 动作服务一次可以给一条，也可以给一串
        return [_checked(one) for one in (custom if isinstance(custom, list) else [custom])]
    text = message.get("text")
    if not isinstance(text, str) or not text.strip():
        return []
    buttons = message.get("buttons")
    if isinstance(buttons, list) and buttons:
        choices = [{"label": str(one["title"]), "value": str(one["payload"])} for one in buttons if _is_button(one)]
        return [{"type": "choices", "text": text, "choices": choices}]
    return [text_reply(text)]


def _is_button(one: object) -> bool:
    """是否一个完整的 Rasa 按钮。"""
    return isinstance(one, dict) and "title" in one and "payload" in one


def _checked(reply: object) -> Reply:
    """确认是约定的四种回复之一：有能单独成立的 text，该带的字段也在。"""
    if not isinstance(reply, dict) or reply.get("type") not in BODY_OF:
        raise Unreadable("回复类型不在约定之内")
    if not isinstance(reply.get("text"), str) or not reply["text"].strip():
        raise Unreadable("回复缺少能单独成立的文字")
    body = BODY_OF[reply["type"]]
    if body is not None and not isinstance(reply.get(body), list if body == "choices" else dict):
        raise Unreadable(f"{reply['type']} 回复缺少 {body}")
    return reply
