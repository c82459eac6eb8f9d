"""把几段文字装进不超过上限的页：先在段与段之间切，再在行尾、句尾切，不切断字，不切断超链接。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connectors.wechat.text.links import ANCHOR

TEXT_BYTES = 2048
"""微信一条文字消息的上限，按 UTF-8 字节算。"""
MORE = "更多"
FOOTER = "\n…… 回复“更多”看下一页（还有{left}页）"
FOOTER_BYTES = len(FOOTER.format(left=99).encode())

_ENDS = ("。", "！", "？", "；", "，", "、", " ")
"""一行太长时切在这些字符后面，排在前面的优先。"""


@dataclass(frozen=True)
class Pages:
    """排好的页：第一页（`text` 带着要回答的问题，`body` 不带）和其余各页。"""

    text: str = ""
    body: str = ""
    rest: tuple[str, ...] = ()


def pages(blocks: Sequence[str], pinned: str = "", limit: int = TEXT_BYTES) -> Pages:
    """把各段装进页里。`pinned` 是要马上回答的问题，总在第一页末尾；放得下就只有一页，不加页脚。"""
    kept = [block for block in blocks if block]
    body = "\n".join(kept)
    asked = f"\n\n{pinned}" if pinned and kept else pinned
    if len((body + asked).encode()) <= limit:
        return Pages(body + asked, body)
    room = limit - FOOTER_BYTES
    first = room - len(asked.encode())
    if first < room // 4:
        # 问题本身就太长：当作普通的一段，排在最前面
        return pages([pinned, *kept], limit=limit)
    filled: list[str] = []
    for piece in _pieces(kept, first):
        space = first if len(filled) == 1 else room
        if filled and len(f"{filled[-1]}\n{piece}".encode()) <= space:
            filled[-1] += f"\n{piece}"
        else:
            filled.append(piece)
    feet = [FOOTER.format(left=left) if left else "" for left in range(len(filled) - 1, -1, -1)]
    rest = tuple((page + foot).strip("\n") for page, foot in zip(filled[1:], feet[1:], strict=True))
    return Pages(filled[0] + asked + feet[0], filled[0] + feet[0], rest)


def _pieces(blocks: Sequence[str], room: int) -> Iterator[str]:
    """逐段给出；一页放不下的段拆成行，一页放不下的行再拆成句。"""
    for block in blocks:
        if len(block.encode()) <= room:
            yield block
            continue
        for line in block.split("\n"):
            while len(line.encode()) > room:
                cut = _cut(line, room)
                yield line[:cut]
                line = line[cut:]
            if line:
                yield line


def _cut(line: str, room: int) -> int:
    """这一行切在第几个字符：不超过 `room` 字节，尽量在句尾，不在超链接里面。"""
    # 先按字节截，再丢掉末尾不完整的字
    head = len(line.encode()[:room].decode("utf-8", "ignore"))
    spans = [match.span() for match in ANCHOR.finditer(line)]
    for start, end in spans:
        if start < head < end and start > 0:
            head = start
    for mark in _ENDS:
        place = line.rfind(mark, head // 2, head)
        while place >= 0 and any(start <= place < end for start, end in spans):
            place = line.rfind(mark, head // 2, place)
        if place >= 0:
            return place + 1
    return max(head, 1)
