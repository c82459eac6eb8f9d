"""四种回复排成微信的文字。"""

from typing import Any

from connectors.wechat.text.rendering import Choice, question_of, render

CHOICES = {
    "type": "choices", "text": "您说的是哪一件？\n1. 出生登记\n2. 新生儿出生一件事",
    "choices": [{"label": "出生登记", "value": "出生登记（新生儿）"}, {"label": "新生儿出生一件事", "value": "一件事"}],
}


def step(number: int, **more: Any) -> dict[str, Any]:
    return {
        "number": number, "code": f"c{number}", "name": f"第{number}件", "department": "公安局", "after": [],
        "why": "要先办", "materials": ["身份证", "户口簿"], "time_limit": "3个工作日", "deadline": None,
        "fee": "不收费", "entry": {"name": "政务网", "url": "https://a.gov.cn/", "reason": ""},
        "fallback": {"name": "窗口", "number": "12345"},
        **more,
    }


def guide(count: int) -> dict[str, Any]:
    steps = [step(1), *(step(n, after=[1], deadline="一个月内", optional=n == 3) for n in range(2, count + 1))]
    lines = ["给您列好了。【出生】（长沙市）", *(f"{s['number']}. {s['name']}：长长的一行" for s in steps)]
    lines += ["要准备的材料：身份证", "以后发“继续 ABCDE-FGHIJ”接着看"]
    return {"type": "guide", "text": "\n".join(lines),
            "guide": {"code": "g", "title": "出生", "steps": steps, "materials": [], "resume_code": "ABCDE-FGHIJ"}}


def test_text_and_service_are_their_own_text_with_links() -> None:
    service = {"type": "service", "text": "甲", "service": {}}
    rendered = render([{"type": "text", "text": "去办：政务网 https://a.gov.cn/"}, service])
    assert rendered.text == '去办：<a href="https://a.gov.cn/">政务网</a>\n甲'
    assert (rendered.choices, rendered.rest, rendered.question) == ((), (), "")


def test_choices_are_numbered_once() -> None:
    rendered = render([{"type": "text", "text": "先说明一句"}, CHOICES])
    assert rendered.text == "先说明一句\n\n您说的是哪一件？\n1. 出生登记\n2. 新生儿出生一件事"
    assert (rendered.body, rendered.question) == ("先说明一句", "您说的是哪一件？")
    assert rendered.choices == (Choice("出生登记", "出生登记（新生儿）"), Choice("新生儿出生一件事", "一件事"))


def test_only_the_lines_that_repeat_the_labels_are_dropped() -> None:
    assert question_of({**CHOICES, "text": "分两步：\n1. 出生登记\n2. 再想想\n选哪个"}) == "分两步：\n2. 再想想\n选哪个"


def test_a_short_guide_is_an_overview_then_step_by_step() -> None:
    text = render([guide(3)]).text
    overview, *details = text.split("\n\n")
    assert overview.split("\n") == [
        "给您列好了。【出生】（长沙市）", "1. 第1件", "2. 第2件（先办第1步，一个月内）",
        "3. 第3件（先办第1步，可选，一个月内）", "以后发“继续 ABCDE-FGHIJ”接着看",
    ]
    assert details[1].split("\n") == [
        "第2步 第2件", "为什么：要先办", "部门：公安局", "材料：身份证；户口簿", "时限：3个工作日",
        "最晚：一个月内", "收费：不收费",
        '去哪办：<a href="https://a.gov.cn/">政务网</a>', "或者：窗口，电话 12345",
    ]
    assert text.endswith("要准备的材料：身份证")
    assert "长长的一行" not in text


def test_a_long_guide_breaks_between_steps_with_the_question_on_page_one() -> None:
    rendered = render([guide(14), CHOICES])
    pages = [rendered.text, *rendered.rest]
    assert len(pages) > 2
    assert all(len(page.encode()) <= 2048 for page in pages)
    assert "您说的是哪一件？\n1. 出生登记\n2. 新生儿出生一件事" in rendered.text
    assert all(page.startswith(("第", "要准备")) for page in rendered.rest)
    assert sum(page.count("为什么：") for page in pages) == 14


def test_an_empty_turn_renders_to_nothing() -> None:
    assert render([]).text == ""
