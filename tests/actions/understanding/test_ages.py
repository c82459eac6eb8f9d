"""年龄听得出，事项名里的年龄段对得上。"""

from __future__ import annotations

import pytest

from actions.understanding.ages import said_age, suits


@pytest.mark.parametrize(
    ("said", "age"),
    [
        ("我十一岁，一个人去行不", 11),
        ("孩子今年8岁", 8),
        ("我三十二岁了", 32),
        ("娃三个月大", 0),
        ("我上五年级", 10),
        ("他读初二", 13),
        ("老人七十岁", 70),
        ("80岁以上有补贴吗", None),
        ("年满16周岁怎么办", None),
        ("大的十岁，小的三岁", None),
        ("身份证怎么办", None),
    ],
)
def test_said_age(said: str, age: int | None) -> None:
    assert said_age(said) == age


def test_names_that_say_an_age() -> None:
    assert suits("居民身份证首次申领（未满16周岁）", 11) is True
    assert suits("居民身份证首次申领（未满16周岁）", 16) is False
    assert suits("姓名变更（18周岁以上）", 32) is True
    assert suits("居民身份证首次申领（年满16周岁）", 11) is False
    assert suits("机动车驾驶人提交身体条件证明（70周岁以上）", 69) is False
    assert suits("补领结婚证", 30) is None
