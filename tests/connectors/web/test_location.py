"""用我的位置：只在设备上换算，位置不发给任何人；猜的要人确认。"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsing import watched

pytestmark = pytest.mark.slow
YUECHI = {"latitude": 30.5386, "longitude": 106.4402}


@pytest.fixture
def located(browser: Browser, base: str) -> Iterator[Page]:
    with watched(browser, geolocation=YUECHI, permissions=["geolocation"]) as page:
        page.goto(base)
        page.get_by_role("button", name="选所在地").click()
        yield page


def test_the_nearest_places_are_offered_and_the_position_stays_here(located: Page, base: str) -> None:
    asked: list[str] = []
    located.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    located.get_by_role("button", name="用我的位置猜").click()
    options = located.get_by_role("group", name="请选一个地方").get_by_role("button")
    expect(options).to_have_count(3)
    expect(options.first).to_have_text("四川省广安市岳池县")
    expect(located.locator("#region-note")).to_contain_text("可能差一点")
    options.first.click()
    expect(located.get_by_role("button", name="所在地 岳池县")).to_be_visible()
    assert all(url.startswith(base) for url in asked)
    assert not any("30.5" in url or "106.4" in url for url in asked)


def test_saying_no_is_fine(browser: Browser, base: str) -> None:
    with watched(browser) as page:
        page.goto(base)
        page.get_by_role("button", name="选所在地").click()
        page.get_by_role("button", name="用我的位置猜").click()
        expect(page.locator("#region-note")).to_contain_text("没有得到使用位置的许可")
