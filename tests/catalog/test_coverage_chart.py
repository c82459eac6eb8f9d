"""收录情况图：合法的 SVG，数字看得见。"""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from catalog.coverage import Coverage, RegionCoverage, ThemeCoverage
from catalog.coverage_chart import coverage_svg


def drawn(coverage: Coverage) -> list[str]:
    """图上的全部文字。"""
    root = ElementTree.fromstring(coverage_svg(coverage))
    return [node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}text")]


def test_chart_shows_each_theme_and_the_share_of_each_region() -> None:
    """4 个事项里某地对应上 1 个：25%；没对应上的写“无”。"""
    themes = [ThemeCoverage("户籍", 4, 1, {"511602": 1}), ThemeCoverage("税 & 费", 2, 0, {})]
    regions = [RegionCoverage("511602", "四川省广安市广安区", "county", items=9, matched=1)]
    words = drawn(Coverage(regions, themes, basic_items=6, without_portal=[], rules={}))
    assert {"户籍", "4 / 1", "1（25%）", "税 & 费", "2 / 0", "无"} <= set(words)


def test_empty_catalogue_still_draws() -> None:
    """没发布过也画得出来。"""
    assert "全国事项 0 个，有地方数据的地区 0 个" in drawn(Coverage([], [], 0, [], {}))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("四川省广安市广安区", "广安市广安区"),
        ("湖南省", "湖南省"),
        ("北京市海淀区", "北京市海淀区"),
        ("湖北省恩施土家族苗族自治州恩施市", "恩施市"),
        ("内蒙古自治区呼和浩特市", "呼和浩特市"),
        ("新疆维吾尔自治区喀什地区塔什库尔干塔吉克自治县", "塔什库尔干塔吉…"),
    ],
)
def test_the_heads_are_whole_names(name: str, shown: str) -> None:
    coverage = Coverage([RegionCoverage("x", name, "county")], [ThemeCoverage("户籍", 1, 1, {})], 1, [], {})
    assert shown in drawn(coverage)
