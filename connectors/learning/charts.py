"""画图：横条和折线，都是 SVG，在服务器上画好，不用脚本。"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

ROW, LABEL, WIDE = 26, 240, 420
"""行高、文字列宽、条最长（像素）。"""


def bars(rows: Sequence[tuple[str, float]], unit: str = "") -> str:
    """横条图：一行一条，长短按最大的一条。"""
    most = max((value for _, value in rows), default=1) or 1
    height = ROW * len(rows) + 8
    parts = [_head(LABEL + WIDE + 90, height, "横条图：" + "，".join(f"{name} {value:g}" for name, value in rows[:8]))]
    for number, (name, value) in enumerate(rows):
        top = 4 + ROW * number
        long = max(2, round(WIDE * value / most))
        parts.append(_text(0, top + 17, name[:18]))
        parts.append(f'<rect x="{LABEL}" y="{top + 3}" width="{long}" height="{ROW - 8}" fill="#0b5cad"/>')
        parts.append(_text(LABEL + long + 6, top + 17, f"{value:g}{unit}"))
    return "".join([*parts, "</svg>"])


def trend(points: Sequence[tuple[str, float]], low: float = 1, high: float = 5) -> str:
    """折线图：一个点一周，纵轴从 low 到 high。"""
    wide, tall = 200, 44
    step = wide / max(len(points) - 1, 1)
    spots = [
        (round(6 + step * number, 1), round(6 + tall * (high - value) / (high - low), 1))
        for number, (_, value) in enumerate(points)
    ]
    line = " ".join(f"{x},{y}" for x, y in spots)
    said = "走势：" + "，".join(f"{name} {value:.1f}" for name, value in points)
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="3" fill="#0b5cad"/>' for x, y in spots)
    drawn = f'<polyline points="{line}" fill="none" stroke="#0b5cad" stroke-width="2"/>'
    return _head(wide + 12, tall + 12, said) + drawn + dots + "</svg>"


def _head(width: int, height: int, said: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        'role="img" font-size="13" '
        f'font-family="sans-serif"><title>{escape(said)}</title>'
    )


def _text(x: int, y: int, content: str) -> str:
    return f'<text x="{x}" y="{y}" fill="#1b1b1b">{escape(content)}</text>'
