"""数据不同源：同一事项各处说法不一时列给维护者，害处大的在前。"""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog import commands
from catalog.differences import material_key
from tests.catalog.test_store import add_source


@pytest.mark.promise("各来源互相矛盾的排成队列，害处大的在前")
def test_conflicts_are_ranked_by_harm(tmp_path: Path, state: Path | str, national: Path) -> None:
    rows: list[dict[str, object]] = [
        {
            "name": "居民身份证换领",
            "code": "ga-1",
            "region": "511602",
            "materials": [{"name": "有效身份证件"}, {"name": "单位介绍信"}],
            "days": 90,
        },
        {"name": "内地居民结婚登记", "code": "ga-9", "region": "511602", "materials": [{"name": "居民户口簿"}]},
    ]
    add_source(tmp_path, state, national, rows)
    found = commands.conflicts(state)
    assert [(c.field, c.harm) for c in found] == [("materials", 4), ("materials", 4), ("time_limit", 2)]
    extra = next(c for c in found if c.name == "居民身份证换领（有效期满）" and c.field == "materials")
    # “有效身份证件”与“居民身份证”是同一样，只有介绍信是多要的。
    assert "多列：单位介绍信" in extra.words and extra.words.count("身份证") == 0
    limit = next(c for c in found if c.field == "time_limit")
    assert "90" in limit.words and "60" in limit.words
    outdated = next(c for c in found if c.name == "内地居民结婚登记")
    assert "户口簿" in outdated.words and outdated.advice.startswith("以全国新规定为准")


def test_two_links_for_one_item_in_one_place(tmp_path: Path, state: Path | str, national: Path) -> None:
    base = {"name": "求职补贴", "region": "511602"}
    rows: list[dict[str, object]] = [
        {**base, "code": "a", "url": "https://www.sczwfw.gov.cn/1"},
        {**base, "code": "b", "url": "https://www.sczwfw.gov.cn/2"},
    ]
    add_source(tmp_path, state, national, rows)
    assert [conflict.field for conflict in commands.conflicts(state)] == ["url"]


def test_far_apart_places_do_not_conflict(tmp_path: Path, state: Path | str, national: Path) -> None:
    rows: list[dict[str, object]] = [
        {"name": "求职补贴", "code": "a", "region": "511602", "materials": [{"name": "甲"}]},
        {"name": "求职补贴", "code": "b", "region": "430100", "materials": [{"name": "乙"}]},
    ]
    add_source(tmp_path, state, national, rows)
    assert commands.conflicts(state) == []


def test_material_names_are_unified() -> None:
    assert material_key("中华人民共和国居民身份证（原件）") == material_key("有效身份证件") == "身份证"
    assert material_key("居民户口本") == material_key("户口簿")


def test_coverage_counts_by_region_and_theme(tmp_path: Path, state: Path | str, national: Path) -> None:
    rows: list[dict[str, object]] = [
        {"name": "居民身份证换领", "code": "a", "region": "511602", "url": "https://www.sczwfw.gov.cn/1"},
        {"name": "河道采砂许可", "code": "b", "region": "511602"},
    ]
    add_source(tmp_path, state, national, rows)
    measured = commands.coverage(state)
    [region] = measured.regions
    assert (region.name, region.items, region.matched, region.with_link) == ("四川省广安市广安区", 2, 1, 1)
    [theme] = measured.themes
    assert (theme.basic_items, theme.packages, theme.matched) == (3, 1, {"511602": 1})
    assert measured.rules == {"全国名称去括注后相同": 1}
    assert "四川省" not in measured.without_portal and "广东省" in measured.without_portal
