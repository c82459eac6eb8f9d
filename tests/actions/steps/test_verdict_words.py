"""要个案结论的说法：哪些是在要结论，哪些问的是时限、规定。句子都是自拟的。"""

from __future__ import annotations

import pytest

from actions.steps.verdict_words import AFTER, AGAIN, AMOUNT, APPROVAL, GRADE, NOT_ASKED, PRESSING


@pytest.mark.parametrize("said", ["低保能批下来不", "你看我家批得下来吗", "公租房批不批", "我够不够格"])
def test_asking_whether_it_will_be_approved(said: str) -> None:
    assert APPROVAL.search(said) and not NOT_ASKED.search(said), said


@pytest.mark.parametrize("said", ["多久能批下来", "没批下来怎么办", "凭什么不批"])
def test_time_and_objections_are_not_verdicts(said: str) -> None:
    assert NOT_ASKED.search(said), said


@pytest.mark.parametrize("said", ["谁审批", "审批表在哪下载", "批发市场办执照", "营业执照怎么办"])
def test_other_uses_of_the_word_are_not(said: str) -> None:
    assert not APPROVAL.search(said), said


@pytest.mark.parametrize("said", ["我能退多少", "我爸能领多少钱", "给我算算能拿几千", "我这个能赔多少"])
def test_asking_for_my_own_amount(said: str) -> None:
    assert AMOUNT.search(said), said


@pytest.mark.parametrize("said", ["我想问护照多少钱", "能领多少个月", "一个月补多少", "办证要多少钱"])
def test_asking_for_the_rule_is_not(said: str) -> None:
    assert not AMOUNT.search(said), said


@pytest.mark.parametrize("said", ["这样能评几级", "他这伤鉴定成几级"])
def test_asking_for_a_grade(said: str) -> None:
    assert GRADE.search(said), said


def test_asking_for_a_straight_answer() -> None:
    assert PRESSING.search("给个准话")
    assert PRESSING.search("你给句痛快话")
    assert AGAIN.search("你就说行还是不行")
    assert AGAIN.search("大概呢")
    assert not AGAIN.search("大概要什么材料")


def test_remedies_come_after() -> None:
    assert AFTER.search("低保审核确认异议、停发不服救济")
    assert not AFTER.search("最低生活保障（低保）申请")
