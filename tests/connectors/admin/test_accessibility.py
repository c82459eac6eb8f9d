"""后台每一页 axe 零违反；电脑上、放大一倍时都不用左右拖整页；每一页截图存下来看过。"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.connectors.admin.conftest import Desk, browser, log_in, own_base
from tests.connectors.admin.test_publishing import change
from tests.support.browsing import axe, picture

pytestmark = pytest.mark.slow
ITEM = "/admin/records/basic/000000/id-card-lost"
PAGES = (
    "/admin/", "/admin/records?kind=basic", "/admin/records?kind=region&q=广安", "/admin/records/region/000000/511602",
    "/admin/aliases?q=身份证", ITEM, "/admin/records/package/000000/newborn", "/admin/records/item/511602/new",
    "/admin/records?kind=item", "/admin/records?kind=portal", "/admin/imports", "/admin/conflicts", "/admin/links",
    "/admin/expiring", "/admin/proposals", "/admin/golden", "/admin/training", "/admin/releases", "/admin/jobs",
    "/admin/questions", "/admin/trends", "/admin/coverage", "/admin/accounts", "/admin/audit", "/admin/password",
)
WIDTHS = (1280, 640)
"""电脑，和同一台电脑放大一倍。"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """自己的一套：这里问的、评的不能混进别的测试。"""
    with own_base(tmp_path_factory.mktemp("axe")) as url:
        yield url


@pytest.fixture(scope="module")
def page(base: str) -> Iterator[Page]:
    with browser(viewport={"width": 1280, "height": 900}) as one:
        one.goto(f"{base}/admin/login")
        assert axe(one) == []
        log_in(one)
        expect(one.get_by_role("heading", name="今天要办的")).to_be_visible()
        yield one


def looks_right(page: Page, name: str) -> None:
    """当前这一页合规，各种宽度都摆得下。"""
    found = axe(page)
    assert found == [], f"{name}：{found}"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} 在 {width} 宽时要左右拖（{wide}）"
    page.set_viewport_size({"width": 1280, "height": 900})
    picture(page, f"admin-{name}")


@pytest.fixture(scope="module")
def used(base: str) -> None:
    """有人问过、评过，各页不是空的。"""
    with httpx.Client(base_url=base, trust_env=False, timeout=30) as citizen:
        for words in ("身份证丢了怎么办", "火星居住证怎么办理", "帮我算一卦"):
            citizen.post("/api/chat", json={"message": words, "region": "511602"})
        rated = (("id-card-lost", None, 5), ("newborn", "birth-registration", 2), ("newborn", None, 4))
        for code, step, stars in rated:
            body = {"conversation_id": "axe-1", "code": code, "step": step, "rating": stars}
            assert citizen.post("/api/feedback", json=body).status_code == 201


@pytest.mark.parametrize("where", PAGES)
def test_every_page(page: Page, base: str, used: None, where: str) -> None:
    answer = page.goto(base + where)
    assert answer is not None and answer.ok
    looks_right(page, "".join(char if char.isalnum() else "-" for char in where.removeprefix("/admin/")) or "home")


def test_a_form_with_mistakes(page: Page, base: str) -> None:
    page.goto(base + ITEM)
    page.get_by_label("名称", exact=True).first.fill("")
    page.get_by_label("第1行 名称").first.fill("")
    page.get_by_role("button", name="只检查，不存").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.locator("[aria-invalid]").count() >= 1
    looks_right(page, "mistakes")


def test_a_draft_and_talking_to_it(page: Page, base: str, boss: Desk) -> None:
    number = change(boss, summary="证件找不着了，就近补一张。")
    page.goto(f"{base}/admin/proposals/{number}")
    looks_right(page, "draft")
    page.goto(f"{base}/admin/proposals/{number}/preview?q=身份证丢了")
    page.get_by_label("说一句").fill("身份证丢了怎么办")
    page.get_by_role("button", name="说", exact=True).click()
    expect(page.get_by_role("log")).to_contain_text("居民身份证丢失补领")
    looks_right(page, "talking")
    page.goto(f"{base}/admin/history/basic/000000/id-card-lost")
    looks_right(page, "history")
    boss.post(f"/admin/proposals/{number}/drop")
