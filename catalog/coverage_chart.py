"""把收录情况画成一张图（SVG）：每个主题一行，先是全国事项数的横条，再是各地对应比例的色块。

只用标准库：图只有矩形和文字，不值得为它装画图的库；SVG 可以直接放进网页和文档。
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

from catalog.coverage import Coverage, RegionCoverage, ThemeCoverage

ROW, LABEL, BAR, CELL, HEAD = 26, 190, 260, 110, 70
"""行高、主题名列宽、横条列宽、每个地区的列宽、表头高（像素）。"""
WIDEST_NAME = 8
MOST_REGIONS = 12
"""图上最多画几个地区，多了看不清；取收录最多的。"""


def coverage_svg(coverage: Coverage) -> str:
    """返回 SVG 文本：行是主题，列是收录最多的地区，色块越深对应上的全国事项越多。"""
    regions = sorted(coverage.regions, key=lambda one: -one.matched)[:MOST_REGIONS]
    width = LABEL + BAR + CELL * len(regions) + 20
    height = HEAD + ROW * len(coverage.themes) + 20
    most = max((theme.basic_items for theme in coverage.themes), default=1)
    title = f"全国事项 {coverage.basic_items} 个，有地方数据的地区 {len(coverage.regions)} 个"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img" font-size="13" '
        f'font-family="sans-serif"><title>{escape(title)}</title>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        _text(10, 24, title, size=16),
        _text(LABEL, HEAD - 12, "全国事项 / 一件事"),
        *_heads(regions),
    ]
    for number, theme in enumerate(coverage.themes):
        parts += _row(theme, regions, HEAD + ROW * number, most)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _heads(regions: list[RegionCoverage]) -> Iterable[str]:
    for column, region in enumerate(regions):
        yield _text(LABEL + BAR + CELL * column + 4, HEAD - 12, _short(region.name))


def _short(name: str) -> str:
    """列头写得下的地名（八个字）：太长先去掉省名，还长再去掉地市名，不从半个名字截断。"""
    for upper in (r"^.+?(省|自治区)(?=.)", r"^.+?(自治州|地区|市|盟)(?=.)"):
        if len(name) > WIDEST_NAME:
            name = re.sub(upper, "", name)
    return name if len(name) <= WIDEST_NAME else name[: WIDEST_NAME - 1] + "…"


def _row(theme: ThemeCoverage, regions: list[RegionCoverage], top: int, most: int) -> Iterable[str]:
    base = top + 17
    length = round((BAR - 90) * theme.basic_items / most)
    yield _text(10, base, theme.theme)
    yield f'<rect x="{LABEL}" y="{top + 4}" width="{length}" height="{ROW - 8}" fill="#0b5cad"/>'
    yield _text(LABEL + length + 6, base, f"{theme.basic_items} / {theme.packages}")
    for column, region in enumerate(regions):
        matched = theme.matched.get(region.code, 0)
        share = matched / theme.basic_items if theme.basic_items else 0.0
        left = LABEL + BAR + CELL * column
        yield (
            f'<rect x="{left}" y="{top + 2}" width="{CELL - 4}" height="{ROW - 4}" fill="#0b5cad" '
            f'fill-opacity="{0.05 + 0.6 * share:.2f}"/>'
        )
        yield _text(left + 6, base, f"{matched}（{share:.0%}）" if matched else "无")


def _text(x: int, y: int, content: str, size: int = 13) -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="#1b1b1b">{escape(content)}</text>'
