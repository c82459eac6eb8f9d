"""市民的话、机器人的答复、目录里的文字都可能带代码：一律只当文字，连注入的路都没有。"""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsing import CHOICES, GUIDE, SERVICE, say

pytestmark = pytest.mark.slow

PAYLOADS = [
    '<img src=x onerror="window.hacked=1">',
    "<script>window.hacked=1</script>",
    "<svg/onload=window.hacked=1>",
    '"><iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
    "javascript:window.hacked=1",
    "{{constructor.constructor('window.hacked=1')()}}",
    "\u202e反转\u202c<b>",
    "</textarea><style>*{display:none}</style>",
]
BAD_LINKS = [
    "javascript:window.hacked=1",
    " JaVaScRiPt:window.hacked=1",
    "data:text/html,<script>1</script>",
    "vbscript:x",
    "file:///etc/passwd",
]


def poisoned(value: Any, payload: str) -> Any:
    """把一条回复里的每个文字都换成载荷（类型、代码留着，才会画成卡片）。"""
    if isinstance(value, dict):
        return {key: one if key in ("type", "code") else poisoned(one, payload) for key, one in value.items()}
    if isinstance(value, list):
        return [poisoned(one, payload) for one in value]
    return payload if isinstance(value, str) else value


def harmless(page: Page) -> None:
    assert page.evaluate("window.hacked") is None
    assert page.locator(".log img, .log script, .log iframe, .log style, .log b").count() == 0
    links = page.locator(".log a").evaluate_all("all => all.map(a => a.protocol)")
    assert set(links) <= {"http:", "https:", "tel:"}
    expect(page.locator("#message")).to_be_visible()


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.promise("网页上任何内容都只当文字显示")
def test_markup_is_only_text(page: Page, answers: Callable[..., None], payload: str) -> None:
    answers({"type": "text", "text": payload}, *(poisoned(one, payload) for one in (SERVICE, GUIDE, CHOICES)))
    say(page, payload)
    expect(page.locator(".row.me .bubble").last).to_have_text(payload)
    expect(page.locator(".row.it .bubble").nth(1)).to_contain_text(payload)
    harmless(page)
    page.reload()
    expect(page.locator(".row.me .bubble").last).to_have_text(payload)
    harmless(page)


@pytest.mark.parametrize("url", BAD_LINKS)
@pytest.mark.promise("只有网址才变成链接")
def test_only_web_addresses_become_links(page: Page, answers: Callable[..., None], url: str) -> None:
    service, guide = copy.deepcopy(SERVICE), copy.deepcopy(GUIDE)
    service["service"]["entry"]["url"] = service["service"]["source"]["url"] = url
    service["service"]["channels"][0]["url"] = url
    service["service"]["consult_phone"] = url
    guide["guide"]["steps"][0]["entry"]["url"] = url
    guide["guide"]["resume_code"] = '"><script>window.hacked=1</script>'
    answers(service, guide)
    say(page, "身份证")
    expect(page.locator(".card")).to_have_count(2)
    assert page.locator(".card a.go").count() == 0
    harmless(page)


def test_an_answer_of_a_strange_shape_falls_back_to_its_text(page: Page, answers: Callable[..., None]) -> None:
    answers(
        {"type": "guide", "text": "这是文字版", "guide": {"title": 3}},
        {"type": "service", "text": "第二条", "service": {"materials": 5}},
    )
    say(page, "身份证")
    expect(page.locator(".row.it").last).to_contain_text("这是文字版")
    expect(page.locator(".row.it").last).to_contain_text("第二条")


def test_the_browser_refuses_any_markup_sink(browser: Browser, base: str) -> None:
    """即使以后有人写了 innerHTML，浏览器也会拦下（Trusted Types）。"""
    page = browser.new_page()
    page.goto(base)
    for sink in ("document.body.insertAdjacentHTML('beforeend', '<b>x</b>')", "document.body.innerHTML += '<b>x</b>'"):
        attempt = f"() => {{ try {{ {sink}; return 'ran'; }} catch (e) {{ return e.name; }} }}"
        assert page.evaluate(attempt) == "TypeError"
    assert page.locator("body > b").count() == 0
    page.close()
