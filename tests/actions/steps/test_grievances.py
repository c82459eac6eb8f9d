"""被投诉的与要投诉的、问跟谁打招呼的、告公职人员的、热线打不通的。句子都是自拟的。"""

from __future__ import annotations

import pytest

from actions.steps.grievances import ACCUSED, ASKS_LEAVE, MISCONDUCT, OFFICIAL, SUED, SUING, UNREACHABLE


@pytest.mark.parametrize("said", ["楼下天天投诉我家吵", "有人举报我们店", "我的摊子被人投诉了", "被举报违建咋办"])
def test_the_accused(said: str) -> None:
    assert ACCUSED.search(said) and not SUED.search(said), said


@pytest.mark.parametrize("said", ["我要投诉楼上", "怎么举报老板", "投诉我该打哪个电话", "找谁投诉"])
def test_the_accuser_is_not_the_accused(said: str) -> None:
    assert not ACCUSED.search(said), said


@pytest.mark.parametrize("said", ["门口支棚子得跟哪个部门打招呼", "路边办活动要跟谁报备", "装广告牌谁批"])
def test_asking_whose_leave_is_needed(said: str) -> None:
    assert ASKS_LEAVE.search(said), said


@pytest.mark.parametrize("said", ["12345打不通", "12345一直占线", "打了没人接"])
def test_the_hotline_cannot_be_reached(said: str) -> None:
    assert UNREACHABLE.search(said), said


def test_suing_an_official_needs_all_three_signs() -> None:
    said = "窗口那个人骂我还让我跑三趟，我要告他"
    assert OFFICIAL.search(said) and MISCONDUCT.search(said) and SUING.search(said)
    assert not MISCONDUCT.search("派出所开证明要找谁")
    assert not OFFICIAL.search("老板骂我，我要告他")
    assert not SUING.search("派出所态度好，请告诉我怎么去")
