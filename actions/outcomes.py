"""一轮对话的结局：封闭列表。答不上来也是其中一种。"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """一轮对话以哪种方式结束。"""

    SERVICE = "service"
    GUIDE = "guide"
    FIELD = "field"
    CHOICES = "choices"
    ASK_REGION = "ask_region"
    ASK_SITUATION = "ask_situation"
    PROGRESS = "progress"
    SMALL_TALK = "small_talk"
    NOT_FOUND = "not_found"
    OUT_OF_SCOPE = "out_of_scope"
    HAND_OVER = "hand_over"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class Reply:
    """一轮的回复：结局和若干条消息（形状见 DESIGN 第 3 节 /api/chat）。"""

    outcome: Outcome
    messages: list[dict[str, Any]]


def text_message(text: str) -> dict[str, Any]:
    """一条纯文字消息。"""
    return {"type": "text", "text": text}


def choices_message(ask: str, choices: list[dict[str, str]]) -> dict[str, Any]:
    """一条选择消息：`choices` 每项有 label 和 value；文字里带编号，只能显示文字的渠道也能选。"""
    lines = [ask] + [f"{number}. {choice['label']}" for number, choice in enumerate(choices, 1)]
    return {"type": "choices", "text": "\n".join(lines), "choices": choices}
