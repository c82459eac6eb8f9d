"""断网、慢网络、服务出错：说得清，话不丢，能再试。"""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsing import say, watched
from tests.support.fake_bots import FakeBot

pytestmark = pytest.mark.slow


def test_a_lost_connection_offers_to_try_again(page: Page) -> None:
    page.route("**/api/chat", lambda route: route.abort())
    say(page, "身份证")
    expect(page.get_by_role("alert")).to_contain_text("没有送到")
    page.unroute("**/api/chat")
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator(".row.it").last).to_contain_text("身份证")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".row.me")).to_have_count(1)


def test_offline_is_said_and_the_words_go_out_when_back(page: Page, bot: FakeBot) -> None:
    page.context.set_offline(True)
    expect(page.locator(".composer-note")).to_contain_text("网络断开了")
    say(page, "身份证丢了")
    expect(page.get_by_role("alert")).to_be_visible()
    asked = len(bot.asked)
    page.context.set_offline(False)
    expect(page.locator(".row.it").last).to_contain_text("身份证丢了")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert [one["message"] for one in bot.asked[asked:]] == ["身份证丢了"]


def test_words_not_sent_survive_a_reload(page: Page) -> None:
    page.route("**/api/chat", lambda route: route.abort())
    say(page, "身份证丢了")
    page.reload()
    expect(page.locator(".row.me")).to_contain_text("身份证丢了")
    page.unroute("**/api/chat")
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator(".row.it").last).to_contain_text("身份证丢了")
    page.reload()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_page_closed_while_waiting_can_try_again(page: Page) -> None:
    page.route("**/api/chat", lambda route: None)
    page.fill("#message", "身份证丢了")
    page.press("#message", "Enter")
    expect(page.locator(".typing")).to_be_visible()
    page.reload()  # 先关页面再放行：放行早了，那一句会在关掉之前就答完
    page.unroute_all(behavior="ignoreErrors")
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator(".row.it").last).to_contain_text("身份证丢了")


def test_a_slow_network_is_said_and_the_answer_still_comes(browser: Browser, base: str) -> None:
    """GPRS 一样慢的网络：页面打得开，等的时候说明在等，最后答得出来。"""
    with watched(browser) as page:
        slow = page.context.new_cdp_session(page)
        slow.send("Network.enable")
        limits = {"offline": False, "downloadThroughput": 6_000, "uploadThroughput": 2_500, "latency": 400}
        slow.send("Network.emulateNetworkConditions", limits)
        page.goto(base, timeout=60_000)
        slow.send("Network.emulateNetworkConditions", {**limits, "latency": 6000})
        page.fill("#message", "身份证丢了")
        page.press("#message", "Enter")
        expect(page.locator(".typing")).to_contain_text("网络有点慢，还在查", timeout=10_000)
        expect(page.locator(".row.it").last).to_contain_text("身份证丢了", timeout=30_000)
        expect(page.get_by_role("alert")).to_have_count(0)


def test_while_waiting_the_next_words_are_not_lost(page: Page, bot: FakeBot) -> None:
    page.route("**/api/chat", lambda route: None)
    page.fill("#message", "第一句")
    page.press("#message", "Enter")
    page.fill("#message", "第二句")
    page.press("#message", "Enter")
    expect(page.locator("#message")).to_have_value("第二句")
    expect(page.locator(".row.me")).to_have_count(1)
    page.unroute_all(behavior="ignoreErrors")


@pytest.mark.parametrize(
    ("status", "detail", "again"),
    [(500, "服务出了点问题，请拨打 12345。", 1), (429, "太忙", 1), (422, "最多 500 字", 0), (502, None, 1)],
)
def test_a_refusal_is_said_in_its_own_words(page: Page, status: int, detail: str | None, again: int) -> None:
    body = {"json": {"detail": detail}} if detail else {"body": "<html>Bad Gateway"}
    page.route("**/api/chat", lambda route: route.fulfill(status=status, **body))
    say(page, "身份证")
    expect(page.get_by_role("alert")).to_contain_text(detail or "没有送到")
    expect(page.get_by_role("button", name="再试一次")).to_have_count(again)
    page.unroute_all(behavior="ignoreErrors")
