"""地区和别名：找得到、改得了、错的写在格子旁、有历史；发布以后市民马上用得上，不用重启。"""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from tests.connectors.admin.conftest import Desk, serving
from tests.connectors.admin.test_publishing import change, finished
from tests.support.gateway import until

PLACE = "/admin/records/region/000000/511602"


def searched(base: str, words: str) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{base}/api/search", params={"q": words}, trust_env=False).json()
    return found


def place(base: str, words: str) -> str:
    region = searched(base, words)["region"]
    return str(region["code"]) if region else ""


def test_places_are_found_and_shown(zhang: Desk) -> None:
    page = zhang.get("/admin/records?kind=region&q=广安").text
    assert "四川省广安市广安区" in page and "511602" in page
    assert "石笋镇" in zhang.get("/admin/records?kind=region&region=511602").text
    assert "撤并" in zhang.get(PLACE).text


def test_a_wrong_parent_is_named_and_nothing_is_saved(zhang: Desk) -> None:
    filled = {"code": "511602", "name": "广安区", "parent": "990000", "source": "测试", "checked": "2026-11-01"}
    answer = zhang.post(PLACE, **filled, act="save")
    assert answer.status_code == 422 and "没有上级 990000" in answer.text


def test_bundled_places_cannot_be_removed(zhang: Desk) -> None:
    assert "删除这条记录" not in zhang.get(PLACE).text
    answer = zhang.post(f"{PLACE}/remove", note="不要了")
    assert answer.status_code == 409 and "并入哪里" in answer.text


def test_an_alias_that_belongs_to_nobody_is_refused_beside_the_field(zhang: Desk) -> None:
    answer = zhang.post("/admin/aliases", word="某个叫法", code="no-such-thing")
    assert answer.status_code == 422 and "没有代码是“no-such-thing”的记录" in answer.text


def test_aliases_are_found_by_word_and_by_owner(zhang: Desk) -> None:
    page = zhang.get("/admin/aliases?q=羊城").text
    assert "广州市" in page and "440100" in page
    assert "id-card-lost" in zhang.get("/admin/aliases?q=id-card-lost").text


@pytest.mark.slow
@pytest.mark.promise("后台改的地区叫法和事项别名，审过发布以后市民马上用得上，不用重启；历史写着谁在什么时候改的")
def test_published_places_and_aliases_work_without_a_restart(base: str, zhang: Desk, li: Desk) -> None:
    assert place(base, "我在賨州新城身份证丢了") == ""
    previous = serving(li)
    change(zhang, PLACE, aliases="賨州新城", source="测试用的出处")
    answer = zhang.post("/admin/aliases", word="身份卡片没影了", code="id-card-lost")
    assert "已存进送审单" in answer.text
    number = int(re.search(r"送审单 (\d+)", answer.text)[1])  # type: ignore[index]
    history = zhang.get("/admin/history/region/000000/511602").text
    assert "zhang" in history and "賨州新城" in history and "起草中" in history
    assert "身份卡片没影了" not in zhang.get("/admin/aliases?q=身份卡片").text.split("<tbody>")[1]
    zhang.post(f"/admin/proposals/{number}/submit")
    page = finished(li, li.post(f"/admin/proposals/{number}/approve"))
    assert "次发布已换上" in page, page
    until(lambda: place(base, "我在賨州新城身份证丢了") == "511602", 10)
    assert searched(base, "身份卡片没影了")["results"][0]["code"] == "id-card-lost"
    assert "已发布" in zhang.get("/admin/history/region/000000/511602").text
    assert "身份卡片没影了" in zhang.get("/admin/aliases?q=身份卡片").text
    li.post("/admin/releases/rollback", release=previous)
    until(lambda: place(base, "我在賨州新城身份证丢了") == "", 10)
