"""无障碍：每个画面、每种模式 axe 都是零违反；放大、窄屏、减少动画、触控尺寸、焦点。"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsing import CHOICES, GUIDE, SERVICE, VIEWS, axe, say, unfold, watched

pytestmark = pytest.mark.slow
Answers = Callable[..., None]
MODES = ["normal", "elder"]
TARGETS = "button, a, summary, label.tick, input[type=text], textarea"


@pytest.fixture(params=[(view, mode) for view in VIEWS for mode in MODES], ids=lambda one: "-".join(one))
def shown(request: pytest.FixtureRequest, browser: Browser, base: str) -> Iterator[Page]:
    """六种样子：手机、平板、电脑 × 普通、长者。"""
    view, mode = request.param
    width, height = VIEWS[view]
    with watched(browser, viewport={"width": width, "height": height}) as page:
        page.goto(f"{base}/?elder={int(mode == 'elder')}")
        yield page


@pytest.mark.promise("网页通过无障碍检查")
def test_the_opening_and_every_card_have_no_violations(shown: Page, answers: Answers) -> None:
    assert axe(shown) == []
    answers(SERVICE, GUIDE, CHOICES)
    say(shown, "身份证丢了")
    unfold(shown)
    shown.get_by_role("button", name="评价").click()
    assert axe(shown) == []
    say(shown, "再说一遍")
    assert axe(shown) == []


def test_panels_trouble_and_history_have_no_violations(shown: Page) -> None:
    shown.locator("summary", has_text="更多").click()
    assert axe(shown) == []
    for name in ("清除对话记录", "自动助手与个人信息"):
        shown.get_by_role("button", name=name).click()
        assert axe(shown) == []
        shown.keyboard.press("Escape")
        shown.locator("summary", has_text="更多").click()
    shown.keyboard.press("Escape")
    shown.get_by_role("button", name="所在地").click()
    shown.fill("#region", "鼓楼区")
    shown.press("#region", "Enter")
    expect(shown.get_by_role("button", name="江苏省南京市鼓楼区")).to_be_visible()
    assert axe(shown) == []
    shown.keyboard.press("Escape")
    shown.route("**/api/chat", lambda route: route.abort())
    say(shown, "身份证")
    assert axe(shown) == []
    shown.reload()
    assert axe(shown) == []


def test_targets_are_large_enough(shown: Page, answers: Answers) -> None:
    """普通模式 44 像素（GB/T 37668），长者模式 60 像素；隐藏的不算。"""
    answers(SERVICE, GUIDE, CHOICES)
    say(shown, "身份证丢了")
    least = 60 if "elder=1" in shown.url else 44
    small = shown.evaluate(
        """([targets, least]) => [...document.querySelectorAll(targets)]
            .filter(one => one.checkVisibility() && !one.closest('.skip, .hidden'))
            .filter(one => least === 60 || !one.matches('p a, li a, dd a, .foot button'))  // 行内链接照 WCAG 2.5.8 例外
            .map(one => [one.textContent || one.id, one.getBoundingClientRect()])
            .filter(([, box]) => Math.min(box.width, box.height) < least - 0.5)
            .map(([name, box]) => `${name} ${box.width}×${box.height}`)""",
        [TARGETS, least],
    )
    assert small == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("width", "height"), [(640, 400), (320, 640), (320, 256)], ids=["200%", "窄屏", "400%"])
def test_zoomed_in_nothing_is_cut_off(
    browser: Browser, base: str, answers: Answers, mode: str, width: int, height: int
) -> None:
    """1280×800 放大到 200% 就是 640×400 个 CSS 像素；WCAG 1.4.10 要求 320 宽时不用横着滚。"""
    with watched(browser, viewport={"width": width, "height": height}) as page:
        page.goto(f"{base}/?elder={int(mode == 'elder')}")
        answers(SERVICE, GUIDE, CHOICES)
        say(page, "身份证丢了")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert (
            page.evaluate("document.querySelector('.log').scrollWidth - document.querySelector('.log').clientWidth")
            <= 0
        )
        page.locator("#message").scroll_into_view_if_needed()
        box = page.locator("#message").bounding_box()
        assert box and box["y"] >= 0 and box["y"] + box["height"] <= height
        page.get_by_role("button", name="补领").scroll_into_view_if_needed()
        expect(page.get_by_role("button", name="补领")).to_be_in_viewport()


def test_the_checker_itself_finds_what_is_wrong(browser: Browser, base: str) -> None:
    """零违反不能是因为没查：放一张没有说明的图、一段看不清的字，要查得出来。"""
    page = browser.new_page()
    page.goto(base)
    page.evaluate("""() => {
        const faint = document.createElement('p');
        faint.textContent = '看不清';
        faint.style.color = '#ddd';
        document.querySelector('main').append(document.createElement('img'), faint);
    }""")
    found = " ".join(axe(page))
    assert "image-alt" in found and "color-contrast" in found
    page.context.close()


def test_reduced_motion_stops_the_dots(browser: Browser, base: str) -> None:
    with watched(browser, reduced_motion="reduce") as page:
        page.goto(base)
        page.route("**/api/chat", lambda route: None)
        page.fill("#message", "身份证")
        page.press("#message", "Enter")
        dot = page.locator(".typing i").first
        expect(dot).to_be_visible()
        assert dot.evaluate("one => getComputedStyle(one).animationName") == "none"


def test_text_stays_readable_when_the_system_forces_colours(browser: Browser, base: str, answers: Answers) -> None:
    with watched(browser, forced_colors="active") as page:
        page.goto(base)
        answers(GUIDE)
        say(page, "生孩子")
        edge = page.locator(".card").evaluate("one => getComputedStyle(one).borderTopStyle")
        assert edge == "solid"


def test_a_screen_reader_hears_who_speaks_and_that_it_is_busy(page: Page) -> None:
    log = page.get_by_role("log", name="对话")
    page.route("**/api/chat", lambda route: None)
    page.fill("#message", "身份证")
    page.press("#message", "Enter")
    expect(log).to_have_attribute("aria-busy", "true")
    expect(page.locator(".row.me").last).to_contain_text("我：")
    expect(page.locator(".row.it").last).to_contain_text("指路：")
    assert page.get_by_role("main").count() == page.get_by_role("banner").count() == 1
