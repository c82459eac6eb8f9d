"""把一条回复切成几段纯文字：每段不超过渠道允许的字节数，不切断一个字，尽量在行尾、句尾切。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WECHAT_BYTES = 2048
"""微信一条文字消息的上限，按 UTF-8 字节算。"""

MARK_BYTES = len("（99/99）\n".encode())
"""每段开头的“（2/3）”最多占的字节。"""

ENDS = ("；", "。", "，", " ")
"""一行太长时，优先在这些字符后面切。"""


def text_pages(guide: Mapping[str, Any] | str, limit: int = WECHAT_BYTES) -> list[str]:
    """一条回复（或一段文字）切成的几段，依次发出；一段就够时不加页码。"""
    text = guide if isinstance(guide, str) else str(guide["text"])
    if len(text.encode()) <= limit:
        return [text] if text else []
    room = limit - MARK_BYTES
    if room < 8:
        raise ValueError(f"每段至少要能放下页码和几个字，{limit} 字节太少")
    pages: list[str] = []
    for piece in (piece for line in text.split("\n") for piece in _pieces(line, room)):
        joined = f"{pages[-1]}\n{piece}" if pages else piece
        if pages and len(joined.encode()) <= room:
            pages[-1] = joined
        else:
            pages.append(piece)
    return [f"（{number}/{len(pages)}）\n{page}" for number, page in enumerate(pages, 1)]


def _pieces(line: str, room: int) -> list[str]:
    """一行切成放得下的几截。"""
    pieces = []
    while len(line.encode()) > room:
        # 先按字节截，再丢掉末尾不完整的字
        head = line.encode()[:room].decode("utf-8", "ignore")
        cut = max((head.rfind(end) + len(end) for end in ENDS if end in head), default=0)
        cut = cut if cut > len(head) // 2 else len(head)
        pieces.append(line[:cut])
        line = line[cut:]
    return [*pieces, line]
