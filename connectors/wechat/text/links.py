"""文字里的网址变成微信认的超链接。"""

from __future__ import annotations

import re

# 目录里的写法是“名称 网址”；名称到上一个标点或空格为止，至少两个字，可以带一个括号
_LINK = re.compile(
    r"(?:(?P<name>[^\s：:；;，,。、（）()“”<>]{2,}(?:（[^（）\s]*）)?) )?(?P<url>https?://[^\s，。；、（）()“”\"'<>【】]+)"
)
ANCHOR = re.compile(r'<a href="[^"]*">[^<]*</a>')
"""一个完整的超链接：分页时不能从中间切开。"""


def linked(text: str) -> str:
    """返回带超链接的文字。原文里的尖括号先换成全角，谁也不能借文字塞进别的链接。"""
    return _LINK.sub(_anchor, text.replace("<", "＜").replace(">", "＞"))


def _anchor(match: re.Match[str]) -> str:
    url = match["url"]
    end = re.search(r"[.,;:!?]+$", url)
    tail = end.group() if end else ""
    url = url.removesuffix(tail)
    host = url.split("/")[2]
    return f'<a href="{url}">{match["name"] or host}</a>{tail}'
