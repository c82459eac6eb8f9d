"""把 `cases/` 里的整段对话一道一道地演一遍；每道题一个测试，名字是“现象-编号”。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from pydantic import ValidationError

from tests.conversations.cases import OPEN, Case, Turn, read_cases
from tests.conversations.language import Conversation

CASES = read_cases()


def test_a_typo_in_a_key_or_a_pattern_is_an_error() -> None:
    turns = [{"say": "护照"}] * 3
    Case.model_validate({"id": "a", "title": "写对了", "turns": turns})
    for wrong in ({"say": "护照", "expct": "120"}, {"say": "护照", "expect": "(120"}):
        with pytest.raises(ValidationError):
            Case.model_validate({"id": "a", "title": "写错了", "turns": [*turns, wrong]})


def test_every_phenomenon_has_enough_cases() -> None:
    """过了的和还没过的合起来数。"""
    phenomena = Counter(phenomenon for phenomenon, _ in [*CASES, *read_cases(OPEN)])
    assert sum(phenomena.values()) >= 170
    assert min(phenomena.values()) >= 9, phenomena


@pytest.mark.slow
@pytest.mark.parametrize("case", [pytest.param(case, id=f"{phenomenon}-{case.id}") for phenomenon, case in CASES])
def test_case(case: Case, talk: Callable[..., Conversation]) -> None:
    play(case, talk(region=case.region or None))


def play(case: Case, conversation: Conversation) -> None:
    """说完一题的每一句，逐句检查。"""
    for turn in case.turns:
        check(turn, conversation.say(turn.say))


def check(turn: Turn, heard: Conversation) -> None:
    """刚收到的回复要符合这一句的全部要求。"""
    heard.expect(*turn.expect).forbid(*turn.forbid).without_step(*turn.without_step)
    heard.expect_any(*turn.any).expect_leads_to(*turn.leads_to).without_service(*turn.without_service)
    if turn.service:
        heard.expect_service(turn.service)
    if turn.guide or turn.steps:
        heard.expect_guide(turn.guide, *turn.steps)
    if turn.choices is not None:
        heard.expect_choices(*turn.choices)
    if turn.chosen is not None:
        heard.expect_chosen(turn.chosen)
    if turn.shorter:
        heard.expect_shorter()
    if turn.no_card:
        heard.expect_no_card()
    if turn.not_lost:
        heard.expect_not_lost()
