"""情形问题的自由回答：说那样东西也没有、什么都没有；试过没用、问另一样要不要跟着办的说法。"""

from __future__ import annotations

import pytest

from actions.questions import is_question
from actions.steps.continuing import ALSO
from actions.steps.hearing import NO, answers_shortly, denies_having
from actions.steps.listed import TRIED
from catalog.schema import Option, Question

BIRTH = Question(
    key="proof",
    ask="有出生医学证明吗？",
    options=[Option(value="yes", label="有"), Option(value="never", label="从来没有")],
)


@pytest.mark.parametrize("said", ["出生证也没得", "出生证明压根没有", "啥证明都没有 出生证也没办过"])
def test_saying_there_is_none(said: str) -> None:
    assert denies_having(BIRTH, said)


@pytest.mark.parametrize("said", ["户口本也没有", "出生证有没有关系吗", "出生证丢了"])
def test_something_else_is_missing(said: str) -> None:
    assert not denies_having(BIRTH, said)


@pytest.mark.parametrize("said", ["没有", "没有啊", "没有证明"])
def test_a_bare_no_answers_the_question(said: str) -> None:
    assert answers_shortly(NO, BIRTH, said)


@pytest.mark.parametrize("said", ["没有公积金", "没钱吗", "不是我办的呀我不知道"])
def test_a_no_about_something_else_does_not(said: str) -> None:
    assert not answers_shortly(NO, BIRTH, said)


@pytest.mark.parametrize("said", ["啥证明都没有", "哪儿都不收", "谁都不管我们"])
def test_none_at_all_is_not_asking(said: str) -> None:
    assert not is_question(said)


@pytest.mark.parametrize("said", ["物业劝过了没用", "找过居委会没人管", "投诉过两次了都没反应"])
def test_tried_in_vain(said: str) -> None:
    assert TRIED.search(said)


@pytest.mark.parametrize("said", ["食品证也要弄么", "那税务是不是也要办", "医保还得处理吗"])
def test_whether_another_has_to_follow(said: str) -> None:
    assert ALSO.match(said)


@pytest.mark.parametrize("said", ["要交钱吗", "本人也要去吗", "材料要带原件吗"])
def test_asking_a_detail_is_not_that(said: str) -> None:
    assert not ALSO.match(said)
