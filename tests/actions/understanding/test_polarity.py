"""说自己没有的，不拿“有的那种情况”的规定来答。"""

from __future__ import annotations

import pytest

from actions.understanding.polarity import turned_round

FOREIGN = "孩子出生就有外国国籍的能上户口吗？不能。本人出生时即具有外国国籍的，不具有中国国籍。"


@pytest.mark.parametrize(("said", "rule"), [("他没加入外国国籍", FOREIGN), ("我没结婚", "已结婚的要带结婚证")])
def test_a_rule_for_those_who_have(said: str, rule: str) -> None:
    assert turned_round(said, rule)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("他没加入外国国籍", "条件：未取得外国国籍"),
        ("我没有居住证", "材料：居住证"),
        ("他没入外国籍能上户口吗", FOREIGN),
        ("他入了外国籍", FOREIGN),
    ],
)
def test_other_rules_stay(said: str, rule: str) -> None:
    assert not turned_round(said, rule)
