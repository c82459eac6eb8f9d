"""长者模式：大字、大按钮、一句一行、一次一步、一键 12345、记得住、网址可指定、告诉机器人。"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsing import GUIDE, SERVICE, say, unfold, watched
from tests.support.fake_bots import FakeBot

pytestmark = pytest.mark.slow
TEXT_SIZES = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const sizes = [];
    while (walker.nextNode()) {
        const holder = walker.currentNode.parentElement;
        const words = walker.currentNode.data.trim();
        if (words && holder.checkVisibility() && !holder.closest('.hidden, .skip, script, noscript'))
            sizes.push([parseFloat(getComputedStyle(holder).fontSize), words.slice(0, 20)]);
    }
    return sizes;
}"""


@pytest.fixture
def elder(page: Page) -> Page:
    page.get_by_role("button", name="长者模式").click()
    return page


def test_every_text_is_between_18_and_30(elder: Page, answers: Callable[..., None]) -> None:
    answers(SERVICE, GUIDE)
    say(elder, "身份证丢了")
    unfold(elder)
    sizes = elder.evaluate(TEXT_SIZES)
    assert [one for one in sizes if one[0] < 18] == []
    assert max(size for size, _ in sizes) == 30


def test_it_is_remembered_and_can_be_left(elder: Page) -> None:
    toggle = elder.get_by_role("button", name="长者模式")
    elder.reload()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    toggle.click()
    elder.reload()
    expect(toggle).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("path", ["/", "/embed"])
def test_an_address_can_ask_for_it(browser: Browser, base: str, path: str) -> None:
    with watched(browser) as page:
        page.goto(f"{base}{path}?elder=1")
        expect(page.get_by_role("button", name="长者模式")).to_have_attribute("aria-pressed", "true")
        page.goto(f"{base}{path}")
        expect(page.get_by_role("button", name="长者模式")).to_have_attribute("aria-pressed", "true")
        page.goto(f"{base}{path}?elder=0")
        expect(page.get_by_role("button", name="长者模式")).to_have_attribute("aria-pressed", "false")


@pytest.mark.promise("长者模式一按就拨 12345")
def test_one_tap_calls_12345(elder: Page) -> None:
    expect(elder.get_by_role("link", name="拨打 12345").first).to_have_attribute("href", "tel:12345")
    expect(elder.get_by_role("link", name="拨打 12345").first).to_be_visible()


def test_the_bot_is_told(elder: Page, bot: FakeBot) -> None:
    say(elder, "身份证")
    assert bot.asked[-1]["metadata"]["elder"] is True
    elder.get_by_role("button", name="长者模式").click()
    say(elder, "身份证")
    assert bot.asked[-1]["metadata"]["elder"] is False


def test_sentences_are_one_a_line(elder: Page, answers: Callable[..., None]) -> None:
    answers({"type": "text", "text": "先去派出所。再去社保局！都带上身份证。"})
    say(elder, "怎么办")
    lines = elder.locator(".row.it").last.locator(".bubble p")
    expect(lines).to_have_text(["先去派出所。", "再去社保局！", "都带上身份证。"])


def test_only_the_step_to_do_now_is_open(elder: Page, answers: Callable[..., None]) -> None:
    answers(GUIDE)
    say(elder, "生孩子")
    done, now = elder.locator(".step").nth(0), elder.locator(".step").nth(1)
    expect(done.get_by_role("link", name="去办理")).to_be_hidden()
    expect(now.get_by_text("带什么、多久、多少钱")).to_have_count(0)
    expect(now.get_by_text("去哪办：")).to_have_count(0)
    done.get_by_text("怎么办", exact=True).click()
    expect(done.get_by_role("link", name="去办理")).to_be_visible()
