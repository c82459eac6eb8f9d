"""网页在真的 Chromium 里：说话、选项、卡片、长者模式、断网重试，以及不执行答复里的任何代码。"""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, expect, sync_playwright

from tests.support.fake_bots import FakeBot, echoing, fake_bot, saying
from tests.support.gateway import gateway

pytestmark = pytest.mark.slow

GUIDE = {
    "type": "guide",
    "text": "新生儿出生一件事：共两步",
    "guide": {
        "code": "newborn", "title": "新生儿出生一件事",
        "region": {"code": "511621", "name": "岳池县", "level": "county"},
        "situation": {}, "visits": 1, "longest_path_days": 30, "resume_code": None, "warnings": ["以办理地公布为准"],
        "steps": [
            {"number": 1, "code": "a", "name": "出生医学证明", "department": "医院", "after": [], "why": "上户口要用",
             "materials": ["居民身份证"], "time_limit": "当场", "deadline": None, "fee": "不收费", "done": True,
             "entry": {"name": "四川政务服务网", "url": "https://www.sczwfw.gov.cn/", "reason": "省级入口"},
             "fallback": {"name": "医院窗口", "number": "12345"}},
            {"number": 2, "code": "b", "name": "出生登记", "department": "派出所", "after": [1], "why": "",
             "materials": [], "time_limit": "", "deadline": "2026年12月20日前", "fee": "", "uncertain": True,
             "entry": {"name": "坏链接", "url": "javascript:alert(1)", "reason": ""}, "fallback": {}},
        ],
        "materials": [{"name": "居民身份证", "used_in": [1, 2], "from_step": None, "waived": True}],
    },
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "这组测试要用系统的 Chromium：apt-get install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def served(state: Path) -> Iterator[tuple[str, FakeBot]]:
    with fake_bot(echoing) as bot, gateway(state, bot_url=bot.url) as client:
        yield str(client.base_url), bot


class Problems(list[str]):
    """页面上出现的脚本错误和策略违规。"""


@pytest.fixture
def page(browser: Browser, served: tuple[str, FakeBot]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 900, "height": 900}, locale="zh-CN")
    opened = context.new_page()
    problems = Problems()
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    served[1].answer = echoing
    opened.goto(served[0])
    yield opened
    context.close()
    assert [line for line in problems if "ERR_" not in line and "Failed to load resource" not in line] == []


def say(page: Page, words: str) -> None:
    page.fill("#message", words)
    page.press("#message", "Enter")
    expect(page.locator(".typing")).to_have_count(0, timeout=15_000)


def answer(bot: FakeBot, *messages: dict[str, Any]) -> None:
    bot.answer = saying(*messages)


def test_a_question_and_its_answer(page: Page) -> None:
    say(page, "身份证丢了")
    expect(page.locator(".row.me").last).to_contain_text("身份证丢了")
    expect(page.locator(".row.it").last).to_contain_text("身份证丢了")
    expect(page.locator("[role=log]")).to_have_attribute("aria-live", "polite")


def test_markup_in_an_answer_is_only_text(page: Page, served: tuple[str, FakeBot]) -> None:
    nasty = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    answer(served[1], {"text": nasty})
    say(page, nasty)
    expect(page.locator(".row.it").last).to_contain_text("<img src=x")
    assert page.locator(".log img, .log script").count() == 0
    assert page.title().startswith("指路")


def test_choices_are_buttons_that_send_their_value(page: Page, served: tuple[str, FakeBot]) -> None:
    choices = {"type": "choices", "text": "哪一种？\n1. 首次\n2. 补领",
               "choices": [{"label": "首次", "value": "首次申领"}, {"label": "补领", "value": "丢失补领"}]}
    answer(served[1], {"custom": choices})
    say(page, "身份证")
    served[1].answer = echoing
    page.get_by_role("button", name="补领").click()
    expect(page.locator(".row.me").last).to_contain_text("补领")
    expect(page.locator(".row.it").last).to_contain_text("丢失补领")


def test_a_guide_card_has_steps_boxes_and_only_safe_links(page: Page, served: tuple[str, FakeBot]) -> None:
    answer(served[1], {"custom": GUIDE})
    say(page, "生孩子")
    card = page.locator(".card.guide")
    expect(card).to_contain_text("共 2 步")
    expect(card.locator("input[type=checkbox]")).to_have_count(2)
    expect(card.locator("input[type=checkbox]").first).to_be_checked()
    expect(card).to_contain_text("先办好第 1 步")
    expect(card).to_contain_text("居民身份证")
    link = card.locator("a")
    expect(link).to_have_count(1)
    assert "noopener" in (link.get_attribute("rel") or "")
    assert link.get_attribute("href") == "https://www.sczwfw.gov.cn/"


def test_ticking_a_step_says_so_and_other_forms_are_linked(page: Page, served: tuple[str, FakeBot]) -> None:
    guide = {**GUIDE, "guide": {**GUIDE["guide"], "resume_code": "K57N4-G5B65", "situation_text": ["在医院出生"]}}
    guide["guide"]["steps"] = [
        {**GUIDE["guide"]["steps"][0], "parallel_with": [2]},
        {**GUIDE["guide"]["steps"][1], "deadline_date": "2026-12-20"},
    ]
    guide["guide"]["materials"] = [{**GUIDE["guide"]["materials"][0], "sheets": "原件、复印件共2份"}]
    answer(served[1], {"custom": guide})
    say(page, "生孩子")
    card = page.locator(".card.guide")
    expect(card).to_contain_text("可与第 2 步同时办")
    expect(card).to_contain_text("原件、复印件共2份")
    expect(card).to_contain_text("按您的情况：在医院出生")
    expect(card.locator("details.why p")).to_be_hidden()
    forms = card.locator(".forms a")
    expect(forms).to_have_count(3)
    assert (forms.nth(0).get_attribute("href") or "").endswith("/guide/print?code=K57N4-G5B65")
    assert (forms.nth(2).get_attribute("href") or "").endswith("/guide/guide.ics?code=K57N4-G5B65")
    served[1].answer = echoing
    card.locator("input[type=checkbox]").nth(1).check()
    expect(page.locator(".row.me").last).to_contain_text("第2步办好了")
    expect(page.locator(".row.it").last).to_contain_text("第2步办好了")
    card.locator("input[type=checkbox]").nth(0).uncheck()
    expect(page.locator(".row.me").last).to_contain_text("第1步还没办")


def test_a_tall_answer_is_shown_from_its_beginning_and_the_page_stays(page: Page, served: tuple[str, FakeBot]) -> None:
    answer(served[1], {"custom": GUIDE}, {"text": "长\n" * 80})
    say(page, "生孩子")
    page.wait_for_timeout(800)
    assert page.evaluate("document.scrollingElement.scrollTop") == 0
    question = page.locator(".row.me").last.bounding_box()
    log = page.locator(".log").bounding_box()
    assert question and log
    assert log["y"] <= question["y"] < log["y"] + 60


def test_elder_mode_is_large_and_remembered(page: Page) -> None:
    page.get_by_role("button", name="长者模式").click()
    size = "s => parseFloat(getComputedStyle(document.querySelector(s)).fontSize)"
    text, button, heading = (page.evaluate(size, where) for where in (".bubble p", ".send", ".top h1"))
    assert min(text, button) >= 18
    assert heading >= 30
    assert page.evaluate("Math.min(...[...document.querySelectorAll('button')].map(b => b.offsetHeight))") >= 60
    page.reload()
    expect(page.get_by_role("button", name="长者模式")).to_have_attribute("aria-pressed", "true")


def test_a_region_is_chosen_by_name_and_sent(page: Page, served: tuple[str, FakeBot]) -> None:
    page.fill("#region", "岳池县")
    page.press("#region", "Enter")
    expect(page.locator("#region")).to_have_value("四川省广安市岳池县")
    say(page, "上户口")
    assert served[1].asked[-1]["metadata"]["region"] == "511621"


def test_same_names_are_offered_to_choose(page: Page) -> None:
    page.fill("#region", "鼓楼区")
    page.press("#region", "Enter")
    page.get_by_role("button", name="江苏省南京市鼓楼区").click()
    expect(page.locator("#region")).to_have_value("江苏省南京市鼓楼区")


def test_enter_while_composing_does_not_send(page: Page, served: tuple[str, FakeBot]) -> None:
    before = len(served[1].asked)
    page.fill("#message", "shen fen")
    page.evaluate("""document.getElementById('message').dispatchEvent(
        new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))""")
    page.wait_for_timeout(300)
    assert page.locator(".row.me").count() == 0
    assert len(served[1].asked) == before


def test_a_card_can_be_rated(page: Page, served: tuple[str, FakeBot], state: Path) -> None:
    answer(served[1], {"custom": GUIDE})
    say(page, "生孩子")
    page.get_by_text("评价这个答复").click()
    page.get_by_label("意见，可不填").fill("很清楚")
    page.get_by_role("button", name="非常满意").first.click()
    expect(page.locator(".rating")).to_contain_text("感谢您的评价")
    with sqlite3.connect(state / "connectors.db") as database:
        (row,) = database.execute("select code, rating, comment from rating where comment = '很清楚'").fetchall()
    assert row == ("newborn", 5, "很清楚")


def test_a_lost_connection_offers_to_try_again(page: Page) -> None:
    page.route("**/api/chat", lambda route: route.abort())
    say(page, "身份证")
    expect(page.get_by_role("alert")).to_contain_text("没有送到")
    page.unroute("**/api/chat")
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator(".row.it").last).to_contain_text("身份证")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_widget_opens_and_closes_on_an_allowed_site(browser: Browser, state: Path) -> None:
    """宿主网站在另一个来源：登记过的能嵌入，按钮能开能关。"""
    with other_site() as site, gateway(state, allowed_origins=[site]) as client:
        page = browser.new_page()
        page.goto(site)
        page.add_script_tag(url=f"{client.base_url}/widget/v1/loader.js")
        assert page.locator("#zhilu-widget").count() == 1
        page.mouse.click(page.viewport_size["width"] - 60, page.viewport_size["height"] - 40)
        frame = wait_for_frame(page, "/embed")
        expect(frame.locator("#message")).to_be_visible()
        page.keyboard.press("Escape")
        page.close()


def test_the_widget_is_refused_on_other_sites(browser: Browser, state: Path) -> None:
    with other_site() as site, gateway(state) as client:
        page = browser.new_page()
        page.goto(site)
        refused: list[str] = []
        page.on("console", lambda line: refused.append(line.text))
        embed = "url => { const f = document.createElement('iframe'); f.src = url; document.body.append(f); }"
        page.evaluate(embed, f"{client.base_url}/embed")
        page.wait_for_timeout(800)
        assert any("frame-ancestors" in line for line in refused), refused
        page.close()


@contextmanager
def other_site() -> Iterator[str]:
    """另一个来源的网站，只有一个空白页。"""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BlankPage)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class BlankPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write("<!doctype html><title>某区政府网站</title><h1>某区政府网站</h1>".encode())

    def log_message(self, *_: object) -> None:
        """测试里不打印访问日志。"""


def wait_for_frame(page: Page, path: str) -> Frame:
    for _ in range(50):
        for frame in page.frames:
            if frame.url.endswith(path):
                return frame
        page.wait_for_timeout(100)
    raise AssertionError("没有出现聊天框")
