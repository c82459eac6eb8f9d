"""机器人停摆时的回答：直接列出检索到的服务，并说明情况。"""

from __future__ import annotations

from typing import Any, Protocol

from connectors.conversation.replies import Reply, text_reply

HOTLINE = "也可以拨打 12345 政务服务便民热线，由人工为您解答。"


class FinderUnavailable(Exception):
    """检索还没就绪，或这一次没能在时限内给出结果。"""


class Finder(Protocol):
    """能按一句话找服务的检索。"""

    async def find(self, text: str, region: str | None, k: int) -> Any:
        """返回 SearchResult；没就绪或超时抛 FinderUnavailable。"""
        ...

    def card(self, code: str, region: str | None) -> dict[str, Any] | None:
        """返回一个事项的 service 卡片；没有则 None。"""
        ...


def found_replies(found: Any, finder: Finder) -> list[Reply]:
    """一段说明文字（列出名称、部门、链接），第一名若是事项再附上办事卡片。"""
    lines = ["机器人暂时不可用，先为您找到最相关的服务："]
    for number, hit in enumerate(found.hits, start=1):
        department = f"（{hit.department}）" if hit.department else ""
        lines.append(f"{number}. {hit.name}{department}" + (f"\n   {hit.url}" if hit.url else ""))
    lines.append(HOTLINE)
    replies = [text_reply("\n".join(lines))]
    best = found.hits[0]
    card = finder.card(best.code, found.region.code if found.region else None) if best.kind == "item" else None
    if card is not None:
        summary = f"{card['name']}：{best.summary}" if best.summary else card["name"]
        replies.append({"type": "service", "text": summary, "service": card})
    return replies


def not_ready_reply() -> Reply:
    """检索还没就绪或太忙：请稍等，不说成“没有这项服务”。"""
    return text_reply("服务正在启动或暂时太忙，这句话还没能查。请过一会儿再说一遍。" + HOTLINE)


def not_found_reply() -> Reply:
    """机器人停摆、检索也答不了时的如实说明。"""
    return text_reply("机器人暂时不可用，也没有找到足够相关的服务。请换个说法再试，例如“新生儿上户口”。" + HOTLINE)
