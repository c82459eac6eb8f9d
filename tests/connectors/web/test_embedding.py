"""嵌进别的网站：两个真的来源。登记过的能用，没登记的被拒绝、给普通链接；不受宿主样式影响，也够不着宿主。"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.support.browsing import CHROMIUM, Portal, axe, portal, say, watched
from tests.support.fake_bots import echoing, fake_bot
from tests.support.gateway import gateway

pytestmark = pytest.mark.slow
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def _portal(state: Path) -> Iterator[Portal]:
    with (
        portal() as site,
        fake_bot(echoing) as bot,
        gateway(state, bot_url=bot.url, allowed_origins=[site.url]) as client,
    ):
        site.gateway = str(client.base_url).rstrip("/")
        yield site


@pytest.fixture
def site(_portal: Portal) -> Portal:
    """登记在 ZHILU_ALLOWED_ORIGINS 里的门户。"""
    _portal.tag, _portal.headers = "", {}
    return _portal


def opened(page: Page, site: Portal, button: str = "办事问指路") -> Frame:
    """打开门户，点按钮，返回框。"""
    page.goto(site.url)
    page.get_by_role("button", name=button).click()
    return frame(page)


def frame(page: Page) -> Frame:
    for _ in range(100):
        for one in page.frames:
            if "/embed" in one.url:
                return one
        page.wait_for_timeout(100)
    raise AssertionError("没有出现聊天框")


def test_a_conversation_on_an_allowed_site(browser: Browser, site: Portal) -> None:
    with watched(browser) as page:
        chat = opened(page, site)
        say(chat, "身份证丢了")
        expect(chat.locator(".row.it").last).to_contain_text("身份证丢了")
        assert axe(chat) == []
        assert axe(page) == []


def test_it_opens_and_closes_by_keyboard_and_gives_the_focus_back(browser: Browser, site: Portal) -> None:
    with watched(browser) as page:
        page.goto(site.url)
        button = page.get_by_role("button", name="办事问指路")
        expect(button).to_have_attribute("aria-expanded", "false")
        button.focus()
        page.keyboard.press("Enter")
        chat = frame(page)
        expect(chat.locator("#message")).to_be_visible()
        say(chat, "先说一句")
        page.keyboard.press("Escape")
        expect(page.locator("#zhilu-widget iframe")).to_be_hidden()
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
        expect(chat.locator(".row.me")).to_contain_text("先说一句")
        chat.get_by_role("button", name="收起指路").click()
        expect(page.locator("#zhilu-widget iframe")).to_be_hidden()


def test_an_unlisted_site_is_refused_and_gets_a_plain_link(browser: Browser, state: Path) -> None:
    with portal() as site, gateway(state, allowed_origins=["https://www.example.gov.cn"]) as client:
        site.gateway = str(client.base_url).rstrip("/")
        page = browser.new_page()
        refused: list[str] = []
        page.on("console", lambda line: refused.append(line.text))
        page.goto(site.url)
        page.get_by_role("button", name="办事问指路").click()
        expect(page.get_by_text("这里打不开指路")).to_be_visible(timeout=15_000)
        assert any("frame-ancestors" in line for line in refused), refused
        link = page.get_by_role("link", name="在新页面打开指路")
        assert link.get_attribute("href") == f"{site.gateway}/"
        with page.expect_popup() as popup:
            link.click()
        expect(popup.value.locator("#message")).to_be_visible()
        page.context.close()


@pytest.mark.parametrize("origin", ["", "*", "http://localhost:1"])
def test_only_listed_origins_are_named_in_the_policy(state: Path, origin: str) -> None:
    with gateway(state, allowed_origins=[origin] if origin else []) as client:
        policy = client.get("/embed").headers["content-security-policy"]
        assert policy.endswith(f"frame-ancestors 'self' {origin}".rstrip())
        assert client.get("/").headers["content-security-policy"].endswith("frame-ancestors 'none'")


def test_the_site_cannot_reach_into_the_chat_nor_the_chat_into_the_site(browser: Browser, site: Portal) -> None:
    # 不用 watched：被拦下的尝试会在控制台留下错误，正是要看的
    page = browser.new_page()
    chat = opened(page, site)
    say(chat, "我的秘密")
    reach = """() => {
        const frame = document.getElementById('zhilu-widget').shadowRoot.querySelector('iframe');
        try { return String(frame.contentWindow.document); } catch (e) { return e.name; }
    }"""
    assert page.evaluate(reach) == "SecurityError"
    up = "() => { try { return String(parent.document.body); } catch (e) { return e.name; } }"
    assert chat.evaluate(up) == "SecurityError"
    jump = "() => { try { top.location = 'about:blank'; return 'went'; } catch (e) { return e.name; } }"
    assert chat.evaluate(jump) == "SecurityError"
    assert page.evaluate("JSON.stringify({...localStorage})") == "{}"
    assert page.context.cookies() == []
    page.context.close()


def test_what_the_chat_tells_the_site_carries_no_words(browser: Browser, site: Portal) -> None:
    with watched(browser) as page:
        page.add_init_script("window.heard = []; addEventListener('message', e => window.heard.push(e.data));")
        chat = opened(page, site)
        say(chat, "我的秘密")
        chat.get_by_role("button", name="收起指路").click()
        expect(page.locator("#zhilu-widget iframe")).to_be_hidden()
        assert page.evaluate("window.heard") == [{"zhilu": "ready"}, {"zhilu": "close"}]


def test_other_windows_cannot_close_it(browser: Browser, site: Portal) -> None:
    with watched(browser) as page:
        opened(page, site)
        page.evaluate("postMessage({zhilu: 'close'}, '*')")
        page.wait_for_timeout(200)
        expect(page.locator("#zhilu-widget iframe")).to_be_visible()


@pytest.mark.promise("嵌入的聊天页只访问我们自己的网关")
def test_only_the_gateway_is_asked_for_anything(browser: Browser, site: Portal) -> None:
    with watched(browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        chat = opened(page, site)
        say(chat, "身份证丢了")
        assert {url for url in asked if not url.startswith((site.gateway, site.url))} == set()


def test_it_works_where_third_party_storage_is_blocked(browser: Browser, site: Portal, tmp_path: Path) -> None:
    """浏览器设成禁用第三方 Cookie：框里的本机存储也不能用，对话照常，只是下次打开不在了。"""
    preferences = tmp_path / "Default" / "Preferences"
    preferences.parent.mkdir()
    preferences.write_text(json.dumps({"profile": {"block_third_party_cookies": True, "cookie_controls_mode": 1}}))
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=["--no-sandbox"], locale="zh-CN"
    )
    page = context.new_page()
    chat = opened(page, site)
    keep = "() => { try { localStorage.setItem('a', 'b'); return 'kept'; } catch (e) { return e.name; } }"
    assert chat.evaluate(keep) == "SecurityError", "这个浏览器没有真的禁用第三方存储，测不出什么"
    chat.get_by_role("button", name="长者模式").click()
    say(chat, "身份证丢了")
    expect(chat.locator(".row.it").last).to_contain_text("身份证丢了")
    expect(chat.get_by_role("button", name="长者模式")).to_have_attribute("aria-pressed", "true")
    assert context.cookies() == []
    context.close()


def test_a_site_with_a_strict_policy_of_its_own(browser: Browser, site: Portal) -> None:
    """宿主网站禁止内联样式和脚本，只放行指路的脚本和框：按钮的样式照样在。"""
    site.headers = {
        "Content-Security-Policy": f"default-src 'self'; script-src {site.gateway}; frame-src {site.gateway};"
        " require-trusted-types-for 'script'"
    }
    with watched(browser) as page:
        chat = opened(page, site)
        expect(chat.locator("#message")).to_be_visible()


def test_a_site_that_forbids_frames_gets_the_plain_link(browser: Browser, site: Portal) -> None:
    site.headers = {"Content-Security-Policy": f"script-src {site.gateway}; frame-src 'none'"}
    page = browser.new_page()
    page.goto(site.url)
    page.get_by_role("button", name="办事问指路").click()
    expect(page.get_by_role("link", name="在新页面打开指路")).to_be_visible()
    expect(page.get_by_text("这里打不开指路")).to_be_visible(timeout=15_000)
    page.context.close()


def test_an_old_browser_gets_a_plain_link(browser: Browser, site: Portal) -> None:
    with watched(browser) as page:
        page.add_init_script("delete Element.prototype.attachShadow")
        page.goto(site.url)
        expect(page.get_by_role("link", name="办事问指路")).to_have_attribute("href", f"{site.gateway}/")


def test_the_sites_own_link_opens_it(browser: Browser, site: Portal) -> None:
    with watched(browser) as page:
        page.goto(site.url)
        expect(page.get_by_role("button", name="办事问指路")).to_be_visible()
        page.get_by_role("link", name="直接问指路").click()
        expect(frame(page).locator("#message")).to_be_visible()


def test_the_tag_can_say_label_mode_and_region(browser: Browser, site: Portal) -> None:
    site.tag = 'data-label="智能问答" data-elder="1" data-region="511621" data-side="left"'
    with watched(browser) as page:
        chat = opened(page, site, "智能问答")
        expect(chat.get_by_role("button", name="长者模式")).to_have_attribute("aria-pressed", "true")
        expect(chat.get_by_role("button", name="所在地 岳池县")).to_be_visible()
        box = page.locator("#zhilu-widget iframe").bounding_box()
        assert box and box["x"] < 100


def test_the_hosts_heavy_styles_do_not_leak_in(browser: Browser, site: Portal) -> None:
    with watched(browser) as page:
        page.goto(site.url)
        look = page.get_by_role("button", name="办事问指路").evaluate(
            "one => [getComputedStyle(one).backgroundColor, getComputedStyle(one).fontSize]"
        )
        assert look == ["rgb(20, 87, 168)", "18px"]


def test_on_a_phone_it_fills_the_screen(browser: Browser, site: Portal) -> None:
    with watched(browser, viewport=PHONE) as page:
        chat = opened(page, site)
        expect(chat.locator("#message")).to_be_visible()
        box = page.locator("#zhilu-widget iframe").bounding_box()
        assert box == {"x": 0, "y": 0, **PHONE}
