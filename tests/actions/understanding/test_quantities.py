"""话里的数量：多少、什么单位、不到还是以上。"""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.understanding.numerals import above, below
from actions.understanding.quantities import besides_quantities, heard_quantities


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        ("就百把只", "animals", 80, 150),
        ("养了三百多头猪", "animals", above(300), below(400)),
        ("三四十亩", "land", 30, below(50)),
        ("千把块", "money", 800, 1500),
        ("十来个人", "people", 8, 15),
        ("十来个", "count", 8, 15),
        ("住了四个月", "duration", 4, 4),
        ("一个多月", "duration", above(1), below(2)),
        ("个把月", "duration", above(1), below(2)),
        ("半年多了", "duration", 12 * above(0.5), 12 * below(1)),
        ("快半年了", "duration", 12 * 0.9 * 0.5, 12 * below(0.5)),
        ("两年半", "duration", 30, 30),
        ("3个半月", "duration", 3.5, 3.5),
        ("一个礼拜", "duration", 7 / 30, 7 / 30),
        ("九吨六", "weight", 9, 9),
        ("不满6周岁", "age", 0, below(6)),
        ("6周岁以上", "age", 6, math.inf),
        ("六十出头", "", 60, 75),
        ("六十三岁", "age", 63, below(64)),
        ("0到3岁托育", "age", 0, below(4)),
        ("六十至七十九岁", "age", 60, below(80)),
        ("两个月大", "age", 2 / 12, below(3) / 12),
        ("过期一年以上", "duration", 12, math.inf),
        ("4.5吨及以下", "weight", 0, 4.5),
        ("离校两年内", "duration", 0, 24),
        ("我四十五了", "", 45, 45),
        ("差两个月满半年", "duration", 0, below(6)),
    ],
)
def test_one_quantity(text: str, kind: str, low: float, high: float) -> None:
    [quantity] = heard_quantities(text)
    assert (quantity.kind, quantity.low, quantity.high) == (kind, pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    "text",
    [
        "2019年买的",
        "98年生的",
        "三月份来的",
        "还有两个月到期",
        "一直养",
        "千万别",
        "另一个城市",
        "开C1的",
        "第二个",
        "四零五零",
    ],
)
def test_not_a_quantity(text: str) -> None:
    assert heard_quantities(text) == []


def test_money_by_the_month_is_not_a_length_of_time() -> None:
    [money] = heard_quantities("一个月卖万把块")
    assert (money.kind, money.low, money.high, money.per) == ("money", 8000, 15_000, 1.0)
    [limit] = heard_quantities("零星小额（一年不到10万）")
    assert (limit.high, limit.per, limit.bounded) == (below(100_000), 12.0, True)


@given(st.integers(1, 120))
def test_under_and_over_share_nothing_and_leave_no_gap(age: int) -> None:
    [under], [over] = heard_quantities(f"不满{age}岁"), heard_quantities(f"{age}岁以上")
    [said] = heard_quantities(f"{age}岁")
    assert under.high < over.low == said.low
    assert under.high == below(over.low)


def test_what_is_left_without_the_quantity() -> None:
    assert besides_quantities("70周岁以上") == ""
    assert besides_quantities("普通小车驾照，不满70岁") == "普通小车驾照"
