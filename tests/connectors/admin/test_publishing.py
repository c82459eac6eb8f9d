"""审核与发布：第二个人批；发布要校验、建索引、考金标问题；没考过就不发布；一键回退。"""

from __future__ import annotations

import re

import httpx
import pytest

from tests.connectors.admin.conftest import Desk, serving
from tests.support.forms import form_values
from tests.support.gateway import until

ITEM = "/admin/records/basic/000000/id-card-lost"


def change(one: Desk, where: str = ITEM, **fields: str) -> int:
    """改一条记录，返回送审单的编号。"""
    filled = form_values(one.get(where).text, where) | {name: [value] for name, value in fields.items()}
    answer = one.post(where, **{**filled, "act": ["save"]})
    assert answer.status_code == 200, answer.text
    return int(re.search(r"/admin/proposals/(\d+)", str(answer.url))[1])  # type: ignore[index]


def finished(one: Desk, answer: httpx.Response) -> str:
    """等这个后台任务办完，返回最后的页面。"""
    assert "/admin/jobs/" in str(answer.url), answer.text

    def over() -> str:
        page = one.get(str(answer.url)).text
        return page if "http-equiv" not in page else ""

    return until(over, 120)


def searched(base: str, words: str) -> list[str]:
    found = httpx.get(f"{base}/api/search", params={"q": words}, trust_env=False).json()
    return [hit["name"] for hit in found["results"]]


def summary(base: str) -> str:
    return str(httpx.get(f"{base}/api/items/id-card-lost", trust_env=False).json()["summary"])


@pytest.mark.slow
def test_from_draft_to_citizens_and_back(base: str, zhang: Desk, li: Desk) -> None:
    before, previous = summary(base), serving(li)
    number = change(zhang, summary="证件找不着了，就近补一张。")
    sent = zhang.post(f"/admin/proposals/{number}/submit")
    assert "待审" in sent.text
    assert zhang.post(f"/admin/proposals/{number}/approve").status_code == 403
    page = finished(li, li.post(f"/admin/proposals/{number}/approve"))
    assert "次发布已换上" in page
    until(lambda: summary(base) == "证件找不着了，就近补一张。", 60)
    assert serving(li) != previous
    assert "zhang / li" in li.get("/admin/releases").text
    assert zhang.post("/admin/releases/rollback", release=previous).status_code == 403
    li.post("/admin/releases/rollback", release=previous)
    until(lambda: summary(base) == before, 60)
    assert serving(li) == previous


@pytest.mark.slow
def test_a_release_that_fails_the_golden_questions_is_refused(base: str, zhang: Desk, li: Desk) -> None:
    before = summary(base)
    zhang.post("/admin/golden", query="身份证丢了怎么补", codes="birth-registration", region="")
    number = change(zhang, summary="不该发出去的。")
    zhang.post(f"/admin/proposals/{number}/submit")
    page = finished(li, li.post(f"/admin/proposals/{number}/approve"))
    assert "金标问题没有考过，没有发布" in page
    back = zhang.get(f"/admin/proposals/{number}").text
    assert "起草中" in back and "低于放行线" in back
    assert "问“身份证丢了怎么补”，排在前面的是：居民身份证丢失补领" in back
    assert summary(base) == before
    golden = re.findall(r'name="golden" value="(\d+)"', zhang.get("/admin/golden").text)
    for one in golden:
        zhang.post("/admin/golden/drop", golden=one)
    zhang.post(f"/admin/proposals/{number}/drop")


@pytest.mark.slow
def test_a_release_that_breaks_other_records_is_refused(base: str, zhang: Desk, li: Desk) -> None:
    started = zhang.post("/admin/proposals", title="删掉别处还在引用的")
    number = int(re.search(r"/admin/proposals/(\d+)", str(started.url))[1])  # type: ignore[index]
    where = "/admin/records/basic/000000/birth-registration"
    zhang.post(f"{where}/remove", note="试着删掉", draft=str(number))
    zhang.post(f"/admin/proposals/{number}/submit")
    page = finished(li, li.post(f"/admin/proposals/{number}/approve"))
    assert "处问题，没有发布" in page
    assert "没有事项 birth-registration" in zhang.get(f"/admin/proposals/{number}").text
    zhang.post(f"/admin/proposals/{number}/drop")


@pytest.mark.slow
def test_the_draft_can_be_asked_before_publishing(base: str, zhang: Desk) -> None:
    number = change(zhang, aliases="卡片不见了要重做")
    page = zhang.get(f"/admin/proposals/{number}/preview?q=卡片不见了要重做").text
    then, now = page.split("现在是这样答")
    assert "居民身份证丢失补领" in then.split("发布以后会这样答")[1]
    first = re.search(r"<ol><li>([^<]+)", then.split("发布以后会这样答")[1])
    assert first and first[1].strip() == "居民身份证丢失补领"
    zhang.post(f"/admin/proposals/{number}/drop")


def test_golden_questions_must_point_at_something(zhang: Desk) -> None:
    answer = zhang.post("/admin/golden", query="乱问", codes="no-such-code", region="")
    assert answer.status_code == 422 and "no-such-code" in answer.text
    masked = zhang.post("/admin/golden", query="我的电话13800138000，身份证丢了", codes="id-card-lost", region="")
    assert "13800138000" not in masked.text and "〔电话号码〕" in masked.text
