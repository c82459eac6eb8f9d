"""网页对着一整套真的服务：机器人、动作、检索都是真的，人在浏览器里办一件事。"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support.browsing import axe, chromium, picture, say, watched

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["normal", "elder"])
def page(request: pytest.FixtureRequest, service: httpx.Client) -> Iterator[Page]:
    with chromium() as browser, watched(browser, viewport={"width": 1100, "height": 900}) as opened:
        opened.goto(f"{service.base_url}?region=430100&elder={int(request.param == 'elder')}")
        expect(opened.get_by_role("button", name="长沙市")).to_be_visible()
        yield opened


def test_a_life_event_from_question_to_ticked_step(page: Page) -> None:
    say(page, "孩子出生了要办什么")
    guide = page.locator(".card.guide").last
    expect(guide.locator("h2")).to_contain_text("新生儿出生")
    expect(guide).to_contain_text("长沙市")
    before = guide.locator(".step").count()
    assert before > 3
    assert axe(page) == []

    # 答一个情形问题，用不着的步骤去掉，旧的那份折起来
    page.get_by_role("button", name="在医院出生", exact=True).click()
    expect(page.locator(".superseded")).to_have_count(1)
    guide = page.locator(".card.guide").last
    expect(guide).to_contain_text("按您的情况：在医院出生")
    assert guide.locator(".step").count() < before

    guide.locator(".step input").first.check()
    expect(page.locator(".row.it").last).to_contain_text("办好了")
    expect(guide.locator(".progress")).to_contain_text("办好 1 /")

    # 刷新以后接着说，机器人还记得
    page.reload()
    expect(page.locator(".card.guide").last.locator(".step input").first).to_be_checked()
    say(page, "第2步要带什么")
    expect(page.locator(".row.it").last).to_contain_text("材料")


def test_a_single_service_and_its_follow_up(page: Page) -> None:
    say(page, "身份证丢了怎么办")
    card = page.locator(".row.it").last.locator(".card").first
    expect(card.locator("h2")).to_have_text("居民身份证丢失补领")
    expect(card).to_contain_text("40元")
    page.locator(".follow").get_by_role("button", name="能代办吗").click()
    expect(page.locator(".row.it").last).to_contain_text("本人")
    assert axe(page) == []


def test_no_page_of_the_real_catalogue_scrolls_sideways(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for words in ("想开一家小饭馆", "退休手续怎么办", "异地就医怎么备案"):
        say(page, words)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        log = page.locator(".log")
        assert log.evaluate("one => one.scrollWidth - one.clientWidth") <= 0
    picture(page, "real-phone")
