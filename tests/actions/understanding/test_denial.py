"""听出“不是甲，是乙”。"""

from __future__ import annotations

import pytest

from actions.understanding.denial import heard_denial


@pytest.mark.parametrize(
    ("said", "denied", "wanted"),
    [
        ("不是新办，是补办", ("新办",), "补办"),
        ("不是新办是补办", ("新办",), "补办"),
        ("不是租的 是自己买的房", ("租",), "自己买的房"),
        ("我不想注销 就想停业半年", ("注销",), "想停业半年"),
        ("我指的是摩托车", (), "摩托车"),
        ("搞错了 不是换证", ("换证",), ""),
    ],
)
def test_what_is_denied_and_what_is_wanted(said: str, denied: tuple[str, ...], wanted: str) -> None:
    heard = heard_denial(said)
    assert heard is not None
    assert heard.denied == denied
    assert heard.wanted == wanted


@pytest.mark.parametrize(
    "said", ["是不是要本人去", "不是本人能办吗", "没有房产证行不行", "不报会怎样", "还没办", "不用去现场吧", "都不是"]
)
def test_questions_are_not_denials(said: str) -> None:
    assert heard_denial(said) is None


def test_words_on_both_sides_do_not_count() -> None:
    """“不是身份证到期，是身份证丢了”：身份证两边都有，不能拿来排除。"""
    heard = heard_denial("不是身份证到期 是身份证丢了")
    assert heard is not None
    assert heard.words == ["到期"]


def test_oh_no_is_a_correction() -> None:
    """“啊不是 是要换证”：改口；单说“不是”可能是在回答，不算。"""
    heard = heard_denial("啊不是 是要换证")
    assert heard is not None and heard.missaid
    assert heard_denial("不是") is None
