"""评测报告里的图：内联 SVG，不引外部字体、脚本和图片。"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, LEFT, TOP = 720, 190, 24
BAR, GAP = 18, 10
BLUE, GREY, ORANGE, INK = "#1f5fa8", "#c9d3df", "#c4641a", "#1c2733"


def bars(title: str, rows: Sequence[tuple[str, float, float, float]]) -> str:
    """返回横条图：每行（名称，均值，区间下限，区间上限），数都在 0 到 1；细线是 95% 区间。"""
    height = TOP + len(rows) * (BAR + GAP) + 24
    span = WIDTH - LEFT - 70
    parts = [_open(title, height)]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x = LEFT + tick * span
        parts.append(f'<line x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{height - 20}" stroke="{GREY}"/>')
        parts.append(f'<text x="{x:.1f}" y="{height - 4}" text-anchor="middle">{tick:g}</text>')
    for place, (name, value, low, high) in enumerate(rows):
        y = TOP + place * (BAR + GAP)
        middle = y + BAR / 2
        parts.append(f'<text x="{LEFT - 8}" y="{middle + 4}" text-anchor="end">{escape(name)}</text>')
        parts.append(f'<rect x="{LEFT}" y="{y}" width="{value * span:.1f}" height="{BAR}" fill="{BLUE}"/>')
        parts.append(
            f'<line x1="{LEFT + low * span:.1f}" y1="{middle}" x2="{LEFT + high * span:.1f}" y2="{middle}" '
            f'stroke="{ORANGE}" stroke-width="3"/>'
        )
        parts.append(f'<text x="{LEFT + span + 10}" y="{middle + 4}">{value:.3f}</text>')
    return "".join([*parts, "</svg>"])


def line(
    title: str,
    points: Sequence[tuple[float, float]],
    across: str,
    up: str,
    marks: Sequence[tuple[float, float, str]] = (),
    diagonal: bool = False,
) -> str:
    """返回折线图：点的横纵坐标都在 0 到 1；`marks` 是要标出名字的点，`diagonal` 画出“预报等于实际”的斜线。"""
    side, left, top = 360, 60, TOP
    height = top + side + 50

    def at(x: float, y: float) -> str:
        return f"{left + x * side:.1f},{top + (1 - y) * side:.1f}"

    parts = [_open(title, height)]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        parts.append(f'<polyline points="{at(tick, 0)} {at(tick, 1)}" fill="none" stroke="{GREY}"/>')
        parts.append(f'<polyline points="{at(0, tick)} {at(1, tick)}" fill="none" stroke="{GREY}"/>')
        parts.append(f'<text x="{left + tick * side:.1f}" y="{top + side + 18}" text-anchor="middle">{tick:g}</text>')
        parts.append(f'<text x="{left - 8}" y="{top + (1 - tick) * side + 4:.1f}" text-anchor="end">{tick:g}</text>')
    if diagonal:
        parts.append(f'<polyline points="{at(0, 0)} {at(1, 1)}" fill="none" stroke="{GREY}" stroke-dasharray="4 4"/>')
    path = " ".join(at(x, y) for x, y in points)
    parts.append(f'<polyline points="{path}" fill="none" stroke="{BLUE}" stroke-width="2.5"/>')
    for x, y, name in marks:
        px, py = at(x, y).split(",")
        parts.append(f'<circle cx="{px}" cy="{py}" r="4.5" fill="{ORANGE}"/>')
        parts.append(f'<text x="{float(px) - 8:.1f}" y="{float(py) + 18:.1f}" text-anchor="end">{escape(name)}</text>')
    parts.append(f'<text x="{left + side / 2}" y="{top + side + 38}" text-anchor="middle">{escape(across)}</text>')
    parts.append(f'<text x="{left}" y="{top - 8}" text-anchor="middle">{escape(up)}</text>')
    return "".join([*parts, "</svg>"])


def _open(title: str, height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'height="{height:.0f}" role="img" aria-label="{escape(title, quote=True)}" font-size="13" '
        f'font-family="sans-serif" fill="{INK}"><title>{escape(title)}</title>'
    )
