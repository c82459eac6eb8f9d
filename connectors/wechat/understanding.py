"""一条消息该怎么应：交给机器人的一句话、固定的回答、翻页，或不用应。"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.wechat.incoming import Incoming, Kind
from connectors.wechat.text.paging import MORE
from connectors.wechat.text.rendering import Choice

MORE_WORDS = frozenset({MORE, "下一页", "下页", "看更多", "更多内容", "more"})

# 微信的文字表情：[微笑] 与 /::) 两种写法。前一种只认表情的名字，市民自己写的方括号要留着
_NAMES = Path(__file__).with_name("stickers.txt").read_text("utf-8").split()
_BRACKET = re.compile(r"\[(?:" + "|".join(map(re.escape, _NAMES)) + r")\]")
_SLASH = re.compile(r"/:[:\w;,.&<>()@~|*$!?+'\"#^-]{1,10}")
_UNSUPPORTED = "【收到不支持的消息类型，暂无法显示】"
_NUMBER = re.compile(r"(\d{1,2})[.、。号]?")


@dataclass(frozen=True)
class Say:
    """交给机器人的一句话。"""

    text: str


@dataclass(frozen=True)
class Place:
    """市民发来的位置（地址文字）。"""

    address: str


@dataclass(frozen=True)
class Fixed:
    """固定的回答：wording.yaml 里的名字。"""

    name: str


@dataclass(frozen=True)
class More:
    """要看下一页。"""


@dataclass(frozen=True)
class Silence:
    """不用应；`forget` 表示这个人走了，记的东西都该删。"""

    forget: bool = False


Meaning = Say | Place | Fixed | More | Silence

_FIXED = {
    Kind.JOINED: "welcome", Kind.IMAGE: "image", Kind.VIDEO: "video", Kind.FILE: "file", Kind.LINK: "link",
    Kind.OTHER: "other",
}


def meaning(incoming: Incoming) -> Meaning:
    """返回这条消息的意思。"""
    match incoming.kind:
        case Kind.QUIET:
            return Silence()
        case Kind.LEFT:
            return Silence(forget=True)
        case Kind.LOCATION:
            return Place(incoming.words)
        case Kind.VOICE:
            return _said(incoming.words) if incoming.words.strip() else Fixed("voice_unclear")
        case Kind.MENU:
            return _said(incoming.words) if incoming.words.strip() else Fixed("welcome")
        case Kind.TEXT:
            return _said(incoming.words)
        case kind:
            return Fixed(_FIXED[kind])


def _said(words: str) -> Meaning:
    """文字：去掉表情；只有表情、空白的另有回答。"""
    if words.strip() == _UNSUPPORTED:
        return Fixed("sticker")
    plain = _SLASH.sub("", _BRACKET.sub("", words)).strip()
    if not any(unicodedata.category(char)[0] in "LN" for char in plain):
        # 只剩标点和表情符号；单独一个问号也算话，让机器人去问“您想办什么”
        return Say(plain) if plain in ("?", "？", "??", "？？") else Fixed("sticker" if words.strip() else "empty")
    if unicodedata.normalize("NFKC", plain).strip("。.！! ").lower() in MORE_WORDS:
        return More()
    return Say(plain)


def chosen(text: str, menu_id: str, choices: Sequence[Choice]) -> str:
    """点了菜单或打了编号，就换成那个选项要说的话；否则原样返回。"""
    number = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    place = menu_id if menu_id.isascii() and menu_id.isdigit() else number[1] if number else ""
    if place and 1 <= int(place[:4]) <= len(choices):
        option = choices[int(place[:4]) - 1]
        # 菜单编号是上一轮的：字也对得上才算
        if not menu_id or text.strip() in (option.label, option.value, f"{int(place)}. {option.label}"):
            return option.value
    return text
