"""只用键盘办成一件事；输入法选字时的回车不发送；焦点不丢。"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsing import CHOICES, GUIDE
from tests.support.fake_bots import FakeBot, echoing

pytestmark = pytest.mark.slow


def focused(page: Page) -> str:
    """现在焦点所在的东西的名字。"""
    return str(
        page.evaluate(
            "() => { const one = document.activeElement; const label = one.labels && one.labels[0];"
            " return ((label || one).textContent || one.id || one.tagName).trim(); }"
        )
    )


def tab_to(page: Page, name: str, key: str = "Tab", most: int = 40) -> None:
    """一直按 Tab，直到焦点落在名字里有 `name` 的东西上；每一站都要看得见焦点框。"""
    passed = []
    for _ in range(most):
        page.keyboard.press(key)
        passed.append(focused(page))
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none", f"{passed[-1]} 没有焦点框"
        if name in passed[-1]:
            return
    raise AssertionError(f"按了 {most} 次 Tab 没有到“{name}”：{passed}")


def test_a_whole_task_by_keyboard(page: Page, answers: Callable[..., None], bot: FakeBot) -> None:
    """跳到输入框 → 选地区 → 提问 → 选一项 → 展开后备 → 打勾 → 评价 → 找人工 → 关掉。"""
    page.keyboard.press("Tab")
    assert focused(page) == "跳到输入框"
    page.keyboard.press("Enter")
    assert focused(page) == "要办的事"

    tab_to(page, "选所在地", "Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("岳池县")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="所在地 岳池县")).to_be_focused()

    tab_to(page, "要办的事")
    answers(GUIDE, CHOICES)
    page.keyboard.type("生孩子")
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_be_visible()
    assert focused(page) == "要办的事", "答复来了，焦点还在输入框，可以接着说"

    bot.answer = echoing
    tab_to(page, "网上办不了怎么办", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("窗口：医院窗口")).to_be_visible()
    tab_to(page, "2. 出生登记")
    page.keyboard.press("Space")
    expect(page.locator(".row.me").last).to_contain_text("第2步办好了")

    tab_to(page, "评价", "Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, "满意")
    page.keyboard.press("Enter")
    expect(page.locator(".rating")).to_contain_text("感谢您的评价")
    tab_to(page, "补领", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".row.it").last).to_contain_text("丢失补领")

    tab_to(page, "人工 12345", "Shift+Tab", 60)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="人工 12345")).to_be_focused()


def test_escape_closes_the_menu_and_gives_the_focus_back(page: Page) -> None:
    tab_to(page, "更多")
    page.keyboard.press("Enter")
    tab_to(page, "复制整个对话")
    page.keyboard.press("Escape")
    assert focused(page) == "更多"
    expect(page.get_by_role("button", name="复制整个对话")).to_be_hidden()


@pytest.mark.parametrize("event", ["{isComposing: true}", "{keyCode: 229}"])
def test_enter_while_composing_does_not_send(page: Page, bot: FakeBot, event: str) -> None:
    before = len(bot.asked)
    page.fill("#message", "shen fen")
    page.evaluate(
        f"""document.getElementById('message').dispatchEvent(
            new KeyboardEvent('keydown', {{key: 'Enter', bubbles: true, cancelable: true, ...{event}}}))"""
    )
    page.wait_for_timeout(300)
    assert page.locator(".row.me").count() == 0
    assert len(bot.asked) == before


def test_a_real_composition_only_sends_after_it_ends(page: Page, bot: FakeBot) -> None:
    """用浏览器自己的输入法接口：拼音在组字，回车选字；再回车才发送。"""
    before = len(bot.asked)
    page.focus("#message")
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "身份", "selectionStart": 2, "selectionEnd": 2})
    enter = {"key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    session.send("Input.insertText", {"text": "身份证"})
    expect(page.locator("#message")).to_have_value("身份证")
    assert len(bot.asked) == before
    page.keyboard.press("Enter")
    expect(page.locator(".row.it").last).to_contain_text("身份证")
    assert bot.asked[-1]["message"] == "身份证"


def test_shift_enter_is_a_new_line(page: Page) -> None:
    page.focus("#message")
    page.keyboard.type("第一行")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("第二行")
    expect(page.locator("#message")).to_have_value("第一行\n第二行")
    assert page.locator(".row.me").count() == 0
