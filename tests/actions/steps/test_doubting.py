"""正说着一件事：问另一种情况、说接着想办什么不是闲话；一个投诉的字都没有的不是投诉。"""

from __future__ import annotations

import pytest

from actions.steps.doubting import ANOTHER_CASE, GRIEVANCE, PLANNING


@pytest.mark.parametrize("said", ["坏了的话呢", "那没带户口本呢", "要是人在国外呢", "过期的话"])
def test_another_case_is_supposed(said: str) -> None:
    assert ANOTHER_CASE.search(said), said


@pytest.mark.parametrize("said", ["你是谁呢", "谢谢你哦", "吃了吗"])
def test_small_talk_supposes_nothing(said: str) -> None:
    assert not ANOTHER_CASE.search(said), said


@pytest.mark.parametrize("said", ["我还想加个凉菜", "另外要办个招牌", "那我想再申请一个补贴"])
def test_a_plan_is_business(said: str) -> None:
    assert PLANNING.search(said), said


@pytest.mark.parametrize("said", ["我想睡觉了", "我想你了", "要下雨了"])
def test_a_wish_is_not_a_plan(said: str) -> None:
    assert not PLANNING.search(said), said


@pytest.mark.parametrize("said", ["窗口的人态度很差", "跑了三趟都不给办", "楼上天天吵", "老板欠我两个月工资"])
def test_a_grievance_says_what_is_wrong(said: str) -> None:
    assert GRIEVANCE.search(said), said


@pytest.mark.parametrize("said", ["就我跟媳妇两个，小区门口", "三十平的铺面", "一个人干"])
def test_telling_ones_situation_is_no_grievance(said: str) -> None:
    assert not GRIEVANCE.search(said), said
