"""把混淆矩阵画成 SVG：行是标注，列是判断，颜色深浅是占这一行的比例。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

CELL = 15
LEFT = 130
TOP = 130
FONT = 10


def confusion_svg(truth: Sequence[str], said: Sequence[str]) -> str:
    """一张完整的 SVG；格子里写非零的条数。"""
    names = sorted(set(truth) | set(said))
    counts = Counter(zip(truth, said, strict=True))
    totals = Counter(truth)
    size = CELL * len(names)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + size + 10}" height="{TOP + size + 30}" '
        f'font-family="sans-serif" font-size="{FONT}">',
        "<title>意图混淆矩阵</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="6" y="16" font-size="13">行：标注　列：判断（考核 {len(truth)} 句）</text>',
    ]
    for place, name in enumerate(names):
        y, x = TOP + place * CELL, LEFT + place * CELL
        parts.append(f'<text x="{LEFT - 4}" y="{y + CELL - 4}" text-anchor="end">{name}</text>')
        parts.append(f'<text transform="translate({x + CELL - 4},{TOP - 4}) rotate(-60)">{name}</text>')
    for row, wanted in enumerate(names):
        for column, heard in enumerate(names):
            count = counts[wanted, heard]
            share = count / totals[wanted] if totals[wanted] else 0.0
            colour = _colour(share, row == column)
            x, y = LEFT + column * CELL, TOP + row * CELL
            parts.append(f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" fill="{colour}" stroke="#e5e5e5"/>')
            if count:
                ink = "#fff" if share > 0.5 else "#222"
                parts.append(
                    f'<text x="{x + CELL / 2}" y="{y + CELL - 4}" text-anchor="middle" font-size="8" '
                    f'fill="{ink}">{count}</text>'
                )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _colour(share: float, right: bool) -> str:
    """对的用蓝，错的用红；比例越高越深。"""
    fade = round(255 * (1 - share**0.6))
    return f"#{fade:02x}{fade:02x}ff" if right and share else f"#ff{fade:02x}{fade:02x}" if share else "#ffffff"
