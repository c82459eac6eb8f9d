"""一轮的回复排成要发的文字：第一页、其余各页、可以选的选项。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from connectors.wechat.text.guides import guide_blocks
from connectors.wechat.text.links import linked
from connectors.wechat.text.paging import pages

_NUMBERED = re.compile(r"^\s*\d+[.、．]\s*")


@dataclass(frozen=True)
class Choice:
    """一个选项：给人看的字，和替市民说的话。"""

    label: str
    value: str


@dataclass(frozen=True)
class Rendered:
    """要发给一个人的内容。

    `text` 是只能发一条文字时的全部（选项带编号）；能发菜单的渠道改发 `body`（可能为空）和带选项的 `question`。
    `rest` 是说“更多”才发的其余各页。
    """

    text: str
    body: str = ""
    question: str = ""
    choices: tuple[Choice, ...] = ()
    rest: tuple[str, ...] = field(default=())


def render(replies: Sequence[dict[str, Any]]) -> Rendered:
    """返回排好的内容。最后一组选项是要回答的问题；它前面的都是正文。"""
    asked = next((reply for reply in reversed(replies) if reply["type"] == "choices"), None)
    blocks = [block for reply in replies if reply is not asked for block in _blocks(reply)]
    if asked is None:
        paged = pages(blocks)
        return Rendered(paged.text, paged.body, rest=paged.rest)
    choices = tuple(Choice(str(one["label"]), str(one["value"])) for one in asked["choices"])
    listed = "\n".join(f"{number}. {one.label}" for number, one in enumerate(choices, start=1))
    question = question_of(asked)
    paged = pages(blocks, linked(f"{question}\n{listed}".strip()))
    return Rendered(paged.text, paged.body, linked(question), choices, paged.rest)


def question_of(reply: dict[str, Any]) -> str:
    """选项回复里的问题，去掉与选项重复的编号行。"""
    labels = {str(one["label"]).strip() for one in reply["choices"]}
    lines = [line for line in reply["text"].split("\n") if _NUMBERED.sub("", line).strip() not in labels]
    return "\n".join(lines).strip()


def _blocks(reply: dict[str, Any]) -> list[str]:
    """一条回复的各段：指南一步一段，其余整条一段。"""
    if reply["type"] == "guide":
        return [linked(block) for block in guide_blocks(reply)]
    return [linked(reply["text"])]
