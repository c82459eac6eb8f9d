"""续办与几件事合一，走真的服务：网关、Rasa、动作。"""

from __future__ import annotations

from collections.abc import Callable

import httpx

from tests.conversations.language import Conversation

Talk = Callable[..., Conversation]


def test_guide_left_on_one_channel_goes_on_in_another(service: httpx.Client, talk: Talk) -> None:
    """办了一步、说了日期，换一个对话发编号接着办；打印页和日历也在。"""
    first = talk(region="430100").say("我刚生了孩子，要办什么手续？").say("在医院生的").say("11月3号出生的")
    first.expect("12月3日前")
    code = next(r["guide"]["resume_code"] for r in first.replies if r["type"] == "guide")
    first.say("第1步办好了").expect("办好了")
    other = talk().say(f"继续 {code}").expect("找到您的指南", "长沙市").without_step("助产机构外")
    guide = next(r["guide"] for r in other.replies if r["type"] == "guide")
    assert guide["steps"][0]["done"] and guide["resume_code"] == code
    page = service.get("/guide/print", params={"code": code})
    assert page.status_code == 200 and "☑" in page.text
    assert "DTSTART;VALUE=DATE:20261203" in service.get("/guide/guide.ics", params={"code": code}).text


def test_wrong_code(talk: Talk) -> None:
    talk().say("继续 22222-BBBBB").expect("没有找到这个编号").expect_no_card()


def test_two_events_in_one_sentence(talk: Talk) -> None:
    """失业又开店：一份指南，步骤两边都有。"""
    said = talk(region="430100").say("公司倒闭我失业了，正好想自己开个小吃店")
    said.expect("2件事").expect_guide("失业、开办餐饮店", "失业保险金")


def test_marriage_and_moving_the_household_register(talk: Talk) -> None:
    """结婚还要迁户口，是结婚落户一件事：先领证再迁户口。"""
    talk(region="430100").say("我结婚了还要把户口迁过去").expect_guide("结婚落户", "结婚登记", "户口迁移")


def test_other_city_says_what_changes(talk: Talk) -> None:
    talk(region="430100").say("我刚生了孩子，要办什么手续？").say("如果在苏州呢").expect(
        "和长沙市比", "入口换成江苏政务服务网"
    ).expect_guide("新生儿出生")
