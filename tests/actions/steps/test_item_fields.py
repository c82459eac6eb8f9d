"""问要不要带某样东西：写错的同音字也对得上材料。句子都是自拟的。"""

from __future__ import annotations

import pytest

from actions.steps.item_fields import sounds_like


@pytest.mark.parametrize(
    ("name", "said"),
    [("居民身份证", "省分证吗"), ("居民户口簿", "户口步"), ("结婚证", "洁婚正"), ("营业执照", "赢业直照")],
)
def test_a_misheard_paper_sounds_like_the_listed_one(name: str, said: str) -> None:
    assert sounds_like(name, said)


@pytest.mark.parametrize(("name", "said"), [("居民身份证", "结婚证"), ("居住证", "居民证"), ("银行卡", "社保卡吗")])
def test_another_paper_does_not(name: str, said: str) -> None:
    assert not sounds_like(name, said)
