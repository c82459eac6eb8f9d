"""一句话在问什么。"""

from __future__ import annotations

import pytest

from actions.questions import asks_amount, aspects_asked, clauses, ends_asking, fields_asked, is_question


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
        ("一直拖着不去办会不会有影响", "consequence"),
        ("什么都不交会怎样", "consequence"),
        ("人在国外怎么弄", "elsewhere"),
        ("在单位那边也能领吗", "elsewhere"),
        ("我是他姐我去领行不", "agent"),
        ("一个月能领多少", "amount"),
        ("赔偿怎么算", "amount"),
    ],
)
def test_the_kind_of_rule_asked_for(text: str, aspect: str) -> None:
    assert aspect in {one.name for one in aspects_asked(text)}


def test_a_statement_is_not_a_question() -> None:
    assert is_question("要本人去不")
    assert not is_question("孩子是医院生的")


def test_the_end_of_a_sentence_asks() -> None:
    """“要公证不”“办好没有”在问；“不装了”“不”不在问。"""
    assert ends_asking("要公证不") and ends_asking("办好没有") and ends_asking("用不用拍照")
    assert not ends_asking("充电桩不装了") and not ends_asking("不") and not is_question("不")


def test_what_one_gets_is_not_what_one_pays() -> None:
    assert asks_amount("一年能领多少") and asks_amount("怎么算的")
    assert not asks_amount("一年要交多少钱") and not asks_amount("收费吗")


def test_clauses_end_at_punctuation_and_spaces() -> None:
    assert clauses("没贷款，全款 一个人") == ["没贷款", "全款", "一个人"]
