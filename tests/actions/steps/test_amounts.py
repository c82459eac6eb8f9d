"""数量与选项写的界限比：明确落在哪个就是哪个，跨在两边、界限没写的不定。选项照目录里的真实写法。"""

from __future__ import annotations

import pytest

from actions.steps.amounts import weigh
from actions.steps.options import said_option, spoken_ways
from catalog.national_layer import load_national
from catalog.schema import Question

QUESTIONS = {
    (package.code, question.key): question for package in load_national().packages for question in package.questions
}


def question(package: str, key: str) -> Question:
    return QUESTIONS[package, key]


@pytest.mark.parametrize(
    ("package", "key", "text", "value"),
    [
        ("newcomer-residence", "months", "住了四个月", "new"),
        ("newcomer-residence", "months", "一个多月", "new"),
        ("newcomer-residence", "months", "快半年了", "new"),
        ("newcomer-residence", "months", "差两个月满半年", "new"),
        ("newcomer-residence", "months", "半年多了", "half"),
        ("newcomer-residence", "months", "一年", "half"),
        ("adopt-child", "child-age", "五岁半", "under-six"),
        ("adopt-child", "child-age", "两个月大", "under-six"),
        ("adopt-child", "child-age", "8", "over-six"),
        ("adopt-child", "child-age", "我四十五，孩子三岁", "under-six"),
        ("newborn-registration-late", "age", "二十三了", "adult"),
        ("newborn-registration-late", "age", "八岁", "child"),
        ("senior-benefits", "age", "82", "eighty"),
        ("senior-benefits", "age", "七十来岁", "sixty"),
        ("license-renew-package", "expire", "过期八个月", "within-year"),
        ("license-renew-package", "expire", "过了一年多", "over-year"),
        ("license-renew-package", "license-class", "七十三了", "senior"),
        ("open-transport-company", "truck-weight", "三吨半", "light"),
        ("open-transport-company", "truck-weight", "十来吨", "heavy"),
        ("disabled-service", "age", "十来岁", "adult"),
        ("open-online-shop", "amount", "一年两三万", "small"),
        ("open-online-shop", "amount", "一个月卖两三万", "big"),
        ("become-ride-hailing-driver", "points", "扣了6分", "clean"),
        ("open-farm", "size", "两头", "small"),
        ("open-farm", "size", "散养的，也就二十来头", "small"),
        ("retirement", "years", "二十年，够了", "enough"),
    ],
)
def test_the_number_decides(package: str, key: str, text: str, value: str) -> None:
    assert said_option(question(package, key), text, asked=True) == value


@pytest.mark.parametrize(
    ("package", "key", "text", "unknown"),
    [
        ("open-farm", "size", "就百把只", True),
        ("open-farm", "size", "家里养了三千只", True),
        ("retirement", "years", "交了十二年", True),
        ("open-online-shop", "amount", "一个月卖万把块", False),
        ("adopt-child", "child-age", "五六岁", False),
        ("newborn-registration-late", "age", "十五六岁", False),
        ("license-renew-package", "expire", "一年左右", False),
        ("license-renew-package", "license-class", "我六十八", False),
        ("open-transport-company", "truck-weight", "四吨多", False),
    ],
)
def test_the_number_does_not_decide(package: str, key: str, text: str, unknown: bool) -> None:
    weighed = weigh(question(package, key), text, asked=True)
    assert weighed is not None and weighed.unsettled and weighed.unknown == unknown
    assert said_option(question(package, key), text, asked=True) is None


@pytest.mark.parametrize(
    ("package", "key", "text"),
    [
        ("school-entry", "grade", "孩子十六岁"),  # 不是“六岁”
        ("veteran-return", "way", "2012年退伍"),  # 不是“12年”
        ("adopt-child", "child-age", "我们俩都四十岁了"),  # 没在问孩子
    ],
)
def test_part_of_another_number_is_not_the_option(package: str, key: str, text: str) -> None:
    assert said_option(question(package, key), text) is None


def test_examples_with_another_number_are_not_compared_by_meaning() -> None:
    served = next(option for option in question("veteran-return", "way").options if option.value == "job")
    assert "12年" in spoken_ways(served, "当了十二年")
    assert "12年" not in spoken_ways(served, "当了八年")
