"""聊天页：说话、选项、卡片、打勾、材料清单、评价、转人工、复制、打印。"""

import copy
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsing import CHOICES, GUIDE, SERVICE, say
from tests.support.fake_bots import FakeBot, echoing

pytestmark = pytest.mark.slow
Answers = Callable[..., None]


def test_a_question_and_its_answer(page: Page) -> None:
    say(page, "身份证丢了")
    expect(page.locator(".row.me").last).to_contain_text("身份证丢了")
    expect(page.locator(".row.it").last).to_contain_text("身份证丢了")
    expect(page.locator("[role=log]")).to_have_attribute("aria-live", "polite")


def test_it_says_it_is_automatic_and_what_is_not_kept(page: Page) -> None:
    expect(page.locator(".opening")).to_contain_text("自动助手")
    expect(page.locator(".opening")).to_contain_text("不要发身份证号")
    page.get_by_role("button", name="个人信息说明").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("不是真人")
    expect(dialog).to_contain_text("不保存")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_choices_are_buttons_that_send_their_value(page: Page, answers: Answers, bot: FakeBot) -> None:
    answers(CHOICES)
    say(page, "身份证")
    bot.answer = echoing
    page.get_by_role("button", name="补领").click()
    expect(page.locator(".row.me").last).to_contain_text("补领")
    expect(page.locator(".row.it").last).to_contain_text("丢失补领")


def test_suggested_questions_start_a_conversation(page: Page) -> None:
    page.locator(".opening").get_by_role("button", name="身份证丢了怎么办").click()
    expect(page.locator(".row.it").last).to_contain_text("身份证丢了怎么办")


def test_a_service_card_puts_the_one_link_first_and_folds_the_rest(page: Page, answers: Answers, bot: FakeBot) -> None:
    answers(SERVICE)
    say(page, "身份证丢了")
    card = page.locator(".card")
    expect(card.locator("a.go")).to_have_count(1)
    expect(card).to_contain_text("法定60个自然日")
    expect(card).to_contain_text("丢失补领每证40元")
    expect(card.get_by_text("窗口：派出所")).to_be_hidden()
    card.get_by_text("其他办理渠道").click()
    expect(card.get_by_text("窗口：派出所")).to_be_visible()
    bot.answer = echoing
    page.locator(".follow").get_by_role("button", name="能代办吗").click()
    expect(page.locator(".row.it").last).to_contain_text("能代办吗")
    expect(page.locator(".follow")).to_have_count(0)


def test_a_guide_card_has_steps_boxes_and_only_safe_links(page: Page, answers: Answers) -> None:
    answers(GUIDE)
    say(page, "生孩子")
    card = page.locator(".card.guide")
    for words in (
        "共 2 步",
        "先办好第 1 步",
        "可与第 2 步同时办",
        "按您的情况：在医院出生",
        "上户口要用",
        "2026年12月20日前",
    ):
        expect(card).to_contain_text(words)
    steps = card.locator(".steps input[type=checkbox]")
    expect(steps).to_have_count(2)
    expect(steps.first).to_be_checked()
    entries = card.locator("a.go")
    expect(entries).to_have_count(1)
    assert entries.get_attribute("href") == "https://www.sczwfw.gov.cn/"
    assert "noopener" in (entries.get_attribute("rel") or "")
    expect(card.get_by_text("窗口：医院窗口")).to_be_hidden()
    forms = card.locator(".forms a")
    assert (forms.nth(0).get_attribute("href") or "").endswith("/guide/print?code=K57N4-G5B65")
    assert (forms.nth(2).get_attribute("href") or "").endswith("/guide/guide.ics?code=K57N4-G5B65")


def test_ticking_a_step_says_so_and_lasts_over_a_reload(page: Page, answers: Answers, bot: FakeBot) -> None:
    answers(GUIDE)
    say(page, "生孩子")
    bot.answer = echoing
    boxes = page.locator(".card.guide .steps input")
    boxes.nth(1).check()
    expect(page.locator(".row.it").last).to_contain_text("第2步办好了")
    expect(page.locator(".card.guide .progress")).to_contain_text("办好 2 / 2 步")
    page.reload()
    expect(boxes.nth(1)).to_be_checked()
    boxes.nth(0).uncheck()
    expect(page.locator(".row.me").last).to_contain_text("第1步还没办")


def test_a_step_that_could_not_be_told_is_not_ticked(page: Page, answers: Answers) -> None:
    answers(GUIDE)
    say(page, "生孩子")
    page.route("**/api/chat", lambda route: route.abort())
    page.locator(".card.guide .steps input").nth(1).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator(".card.guide .steps input").nth(1)).not_to_be_checked()


def test_the_merged_materials_are_a_checklist_that_lasts(page: Page, answers: Answers, bot: FakeBot) -> None:
    answers(GUIDE)
    say(page, "生孩子")
    asked = len(bot.asked)
    materials = page.locator(".all-materials")
    expect(materials).to_contain_text("原件、复印件共2份 · 可免提交 · 用于第 1、2 步")
    materials.get_by_label("居民户口簿").check()
    expect(materials).to_contain_text("已备好 1/2")
    page.reload()
    expect(materials.get_by_label("居民户口簿")).to_be_checked()
    assert len(bot.asked) == asked, "备材料只记在本机，不用告诉机器人"


def test_an_older_copy_of_the_same_guide_can_no_longer_be_ticked(page: Page, answers: Answers) -> None:
    """新的一份步骤序号会变，在旧的上面打勾就会记错。"""
    answers(GUIDE)
    say(page, "生孩子")
    say(page, "在医院生的")
    expect(page.locator(".superseded")).to_have_count(1)
    old, new = page.locator(".guide").nth(0), page.locator(".guide").nth(1)
    expect(old.locator(".steps input").first).to_be_disabled()
    expect(new.locator(".steps input").first).to_be_enabled()


def test_a_tall_answer_is_shown_from_its_beginning_and_the_page_stays(page: Page, answers: Answers) -> None:
    answers(GUIDE, {"type": "text", "text": "长\n" * 80})
    say(page, "生孩子")
    page.wait_for_timeout(800)
    assert page.evaluate("document.scrollingElement.scrollTop") == 0
    question, log = page.locator(".row.me").last.bounding_box(), page.locator(".log").bounding_box()
    assert question and log
    assert log["y"] <= question["y"] < log["y"] + 60


def test_a_region_is_chosen_by_name_remembered_and_sent(page: Page, bot: FakeBot) -> None:
    page.get_by_role("button", name="选所在地").click()
    page.fill("#region", "岳池县")
    page.press("#region", "Enter")
    expect(page.get_by_role("button", name="所在地 岳池县")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="所在地 岳池县")).to_have_attribute("title", "四川省广安市岳池县")
    say(page, "上户口")
    assert bot.asked[-1]["metadata"]["region"] == "511621"


def test_same_names_are_offered_to_choose(page: Page) -> None:
    page.get_by_role("button", name="选所在地").click()
    page.fill("#region", "鼓楼区")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("button", name="江苏省南京市鼓楼区").click()
    expect(page.get_by_role("button", name="所在地 鼓楼区")).to_be_focused()


def test_an_answer_can_be_rated(page: Page, answers: Answers, state: Path) -> None:
    answers(GUIDE)
    say(page, "生孩子")
    page.get_by_role("button", name="评价").click()
    page.get_by_label("意见，可不填").fill("很清楚")
    page.get_by_role("button", name="非常满意").first.click()
    expect(page.locator(".rating")).to_contain_text("感谢您的评价")
    with sqlite3.connect(state / "connectors.db") as database:
        (row,) = database.execute("select code, rating, comment from rating where comment = '很清楚'").fetchall()
    assert row == ("newborn", 5, "很清楚")


def test_one_step_of_a_guide_can_be_rated(page: Page, answers: Answers, state: Path) -> None:
    guide = copy.deepcopy(GUIDE)
    guide["guide"]["steps"][1]["code"] = "birth-registration"  # 目录里真有的一步
    answers(guide)
    say(page, "生孩子")
    page.get_by_role("button", name="评价").click()
    page.get_by_label("评哪一步").select_option("出生登记")
    page.get_by_label("意见，可不填").fill("窗口排队太久")
    page.get_by_role("button", name="非常不满意").first.click()
    expect(page.locator(".rating")).to_contain_text("感谢您的评价")
    with sqlite3.connect(state / "connectors.db") as database:
        (row,) = database.execute(
            "select code, rating, guide from rating join rating_step on rating_id = id where comment = '窗口排队太久'"
        ).fetchall()
    assert row == ("birth-registration", 1, "newborn")


def test_hand_over_gives_12345_and_the_words_to_read_out(page: Page) -> None:
    say(page, "身份证丢了")
    page.get_by_role("button", name="人工 12345").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("link", name="拨打 12345")).to_have_attribute("href", "tel:12345")
    expect(dialog).to_contain_text("不能直接转接真人")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    dialog.get_by_role("button", name="复制这次对话").click()
    expect(dialog).to_contain_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()") == "我：身份证丢了\n指路：身份证丢了"


def test_an_answer_can_be_copied_and_printed_alone(page: Page, answers: Answers) -> None:
    say(page, "先问一句")
    answers(SERVICE)
    say(page, "身份证丢了")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    answer = page.locator(".row.it").last
    answer.get_by_role("button", name="复制").click()
    expect(answer).to_contain_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()") == SERVICE["text"]
    # 打印对话框没有界面可点，就记下要打印时页面的样子
    page.evaluate("window.print = () => { window.printed = [...document.querySelectorAll('.row.printed')].length; }")
    answer.get_by_role("button", name="打印").click()
    assert page.evaluate("window.printed") == 1
    page.evaluate("document.documentElement.className = 'print-one'")
    page.locator(".row.it").last.evaluate("row => row.classList.add('printed')")
    page.emulate_media(media="print")
    expect(page.locator(".card")).to_be_visible()
    for hidden in (
        page.get_by_text("先问一句").first,
        page.locator(".top"),
        page.locator(".ask"),
        answer.locator(".tools"),
    ):
        expect(hidden).to_be_hidden()
