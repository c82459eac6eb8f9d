"""一句话在问什么。"""

from __future__ import annotations

import pytest

from actions.questions import aspects_asked, clauses, fields_asked, is_question


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("要哪些材料，多少钱", ["materials", "fee"]),
        ("几天能好 收费吗", ["time", "fee"]),
        ("能邮寄吗", ["result"]),
        ("最晚多久之内要办", []),
        ("管多久", []),
        ("都得交哪些税", ["fee"]),
        ("过户交什么税，要带什么", ["fee", "materials"]),
    ],
)
def test_fields_are_listed_in_the_order_spoken(text: str, fields: list[str]) -> None:
    assert fields_asked(text) == fields


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("这个证管几年", "validity"),
        ("超过半年了还能补吗", "overdue"),
        ("最迟什么时候之前要交", "deadline"),
        ("不登记会怎么样", "consequence"),
        ("证没下来先干行吗", "meanwhile"),
        ("中介要收两千靠谱吗", "agency"),
        ("对方不配合怎么办", "refused"),
        ("一年能改几次", "times"),
    ],
)
def test_the_kind_of_rule_asked_for(text: str, aspect: str) -> None:
    assert aspect in {one.name for one in aspects_asked(text)}


def test_a_statement_is_not_a_question() -> None:
    assert is_question("要本人去不")
    assert not is_question("孩子是医院生的")


def test_clauses_end_at_punctuation_and_spaces() -> None:
    assert clauses("没贷款，全款 一个人") == ["没贷款", "全款", "一个人"]
