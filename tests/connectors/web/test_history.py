"""对话记录：存在设备上，刷新还在，能清除；号码样的数字不留；浏览器不让存也能用。"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsing import GUIDE, SERVICE, say, watched
from tests.support.fake_bots import FakeBot

pytestmark = pytest.mark.slow


def test_a_conversation_goes_on_after_a_reload(page: Page, answers: Callable[..., None], bot: FakeBot) -> None:
    answers(SERVICE)
    say(page, "身份证丢了")
    page.reload()
    expect(page.locator(".row.me")).to_contain_text("身份证丢了")
    expect(page.locator(".card h2")).to_have_text("居民身份证丢失补领")
    expect(page.locator(".divider")).to_contain_text("存在这台设备上")
    say(page, "要多久")
    assert bot.asked[-1]["sender"] == bot.asked[-2]["sender"]


@pytest.mark.promise("在网页上清除后，这台设备不留下对话")
def test_clearing_leaves_nothing_and_starts_a_new_conversation(
    page: Page, answers: Callable[..., None], bot: FakeBot
) -> None:
    answers(GUIDE)
    say(page, "生孩子")
    page.locator(".all-materials").get_by_label("居民户口簿").check()
    page.locator("summary", has_text="更多").click()
    page.get_by_role("button", name="清除对话记录").click()
    page.get_by_role("dialog").get_by_role("button", name="清除").click()
    expect(page.locator(".row.me")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('zhilu-history')") is None
    page.reload()
    expect(page.locator(".card")).to_have_count(0)
    before = bot.asked[-1]["sender"]
    say(page, "身份证")
    assert bot.asked[-1]["sender"] != before


def test_clearing_can_be_called_off(page: Page) -> None:
    say(page, "身份证丢了")
    page.locator("summary", has_text="更多").click()
    page.get_by_role("button", name="清除对话记录").click()
    page.get_by_role("dialog").get_by_role("button", name="不用了").click()
    expect(page.locator(".row.me")).to_have_count(1)


@pytest.mark.parametrize(
    "number", ["13800138000", "110101 19900307 7715", "11010119900307771X", "6222 0212 3456 7890 123"]
)
@pytest.mark.promise("号码不留在市民的设备上")
def test_numbers_of_persons_do_not_stay_on_the_device(page: Page, number: str) -> None:
    say(page, f"我的号码是{number}要改")
    stored = page.evaluate("JSON.stringify({...localStorage})")
    assert number not in stored
    assert "我的号码是〔号码〕要改" in stored


def test_an_unsent_draft_is_kept(page: Page) -> None:
    page.fill("#message", "写了一半的话")
    page.reload()
    expect(page.locator("#message")).to_have_value("写了一半的话")


def test_an_old_conversation_is_dropped(page: Page) -> None:
    say(page, "身份证丢了")
    page.evaluate("""() => {
        const saved = JSON.parse(localStorage.getItem('zhilu-history'));
        localStorage.setItem('zhilu-history', JSON.stringify({...saved, at: Date.now() - 8 * 86400000}));
    }""")
    page.reload()
    expect(page.locator(".row.me")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('zhilu-history')") is None


@pytest.mark.parametrize("kept", ["not json", "{}", '{"at": 1e99, "turns": [{"words": 1}]}'])
def test_a_damaged_record_does_not_break_the_page(browser: Browser, base: str, kept: str) -> None:
    with watched(browser) as page:
        page.add_init_script(f"localStorage.setItem('zhilu-history', {kept!r})")
        page.goto(base)
        say(page, "身份证")
        expect(page.locator(".row.it").last).to_contain_text("身份证")


def test_it_works_where_the_browser_keeps_nothing(browser: Browser, base: str) -> None:
    with watched(browser) as page:
        page.add_init_script(
            "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError'); }})"
        )
        page.goto(base)
        page.get_by_role("button", name="长者模式").click()
        say(page, "身份证")
        expect(page.locator(".row.it").last).to_contain_text("身份证")
