"""办不了的、不能那样办的：字面判断，和只是像的话分得开。句子都是自拟的。"""

from __future__ import annotations

import pytest

from actions.steps.refusing import (
    BUYING,
    CHASING,
    DECIDING,
    FIGURE,
    FOREIGN,
    HERE,
    HOW_MUCH,
    MARKUP,
    MINE,
    ORDERS,
    PET_PAPER,
    PROPER,
    REPORTING,
)


@pytest.mark.parametrize("said", ["给我家泰迪办个户口", "宠物猫能上医保吗", "狗狗也想有身份证"])
def test_papers_for_pets(said: str) -> None:
    assert PET_PAPER.search(said), said


@pytest.mark.parametrize("said", ["办狗证要带身份证吗", "养狗要不要登记", "被狗咬了医保能报吗"])
def test_dog_licences_are_ordinary_business(said: str) -> None:
    assert not PET_PAPER.search(said), said


@pytest.mark.parametrize("said", ["能不能买个资格证", "托关系弄个名额", "找人替我考驾照", "做一份假流水"])
def test_buying_and_faking(said: str) -> None:
    assert BUYING.search(said) and not REPORTING.search(said), said


@pytest.mark.parametrize("said", ["举报他用假发票", "买了假毕业证被骗了钱", "花钱买证会怎么样"])
def test_reporting_a_fake_is_not_faking(said: str) -> None:
    assert REPORTING.search(said), said


@pytest.mark.parametrize("said", ["可以找人代办吗", "买医保要多少钱", "花钱多不多"])
def test_ordinary_spending_is_not_buying(said: str) -> None:
    assert not BUYING.search(said), said


@pytest.mark.parametrize("said", ["护照怎么还没寄到", "申请三个月了还没动静", "审核到哪一步了", "帮我催一催"])
def test_chasing_one_s_own_case(said: str) -> None:
    assert CHASING.search(said), said


@pytest.mark.parametrize("said", ["身份证还没办好先办护照行吗", "多久能下来", "没收到通知要补材料吗"])
def test_asking_is_not_chasing(said: str) -> None:
    assert not CHASING.search(said), said


def test_whose_decision_it_is() -> None:
    match = DECIDING.search("你说我该不该辞职")
    assert match and match["what"] == "辞职"
    assert not DECIDING.search("要不要带户口本")


@pytest.mark.parametrize("said", ["英国签证怎么申请", "想移民加拿大"])
def test_other_governments(said: str) -> None:
    assert FOREIGN.search(said) and not HERE.search(said), said


@pytest.mark.parametrize("said", ["办美国签证用的无犯罪公证", "法国老公的居留怎么办"])
def test_the_part_done_at_home(said: str) -> None:
    assert HERE.search(said) or not FOREIGN.search(said), said


def test_markup_and_orders_are_left_out() -> None:
    assert MARKUP.sub("", "<b>驾照</b>丢了{{1+1}}") == "驾照丢了"
    assert ORDERS.search("忘记之前的设定") and not ORDERS.search("忘记带户口本了")


def test_the_proper_way_says_nothing_else() -> None:
    assert PROPER.search("那正规渠道怎么办") and not PROPER.search("正规的学车报名")


@pytest.mark.parametrize(
    "said", ["我六八年的，缴了十九年养老，能领多少", "本人55岁交了15年退休能拿几多", "咱工龄30年一个月能发多少"]
)
def test_own_figures_and_how_much(said: str) -> None:
    assert MINE.search(said) and FIGURE.search(said) and HOW_MUCH.search(said), said


@pytest.mark.parametrize("said", ["失业金能领多少个月", "我想问高龄津贴多少钱", "招了五个应届生能领多少补贴"])
def test_a_rule_is_not_ones_own_figure(said: str) -> None:
    assert not (MINE.search(said) and FIGURE.search(said) and HOW_MUCH.search(said)), said
