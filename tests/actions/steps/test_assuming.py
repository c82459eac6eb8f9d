"""列着的几个里取哪一个：字面判断。句子都是自拟的。"""

from __future__ import annotations

import re

import pytest

from actions.settings import load_settings
from actions.steps.assuming import CONTRASTS, DISABLED, TOO_MUCH, WAYS
from actions.steps.choosing import THAT_KIND
from actions.steps.narrowing import OWN, WHICH
from actions.steps.wholes import WHICH_FIRST


@pytest.mark.parametrize("said", ["先不要那么复杂的", "别搞得太麻烦", "有没有简单点的", "不用这么正规"])
def test_too_much_trouble(said: str) -> None:
    assert TOO_MUCH.search(said)


@pytest.mark.parametrize("said", ["不要材料吗", "那么多少钱", "太贵了", "不用去现场吧"])
def test_not_too_much(said: str) -> None:
    assert not TOO_MUCH.search(said)


@pytest.mark.parametrize(
    ("said", "hint", "rest"),
    [
        ("住院那个怎么报", "住院", "怎么报"),
        ("那正式的那张呢，多少", "正式", "多少"),
        ("社保的那种", "社保", ""),
    ],
)
def test_names_one_in_other_words(said: str, hint: str, rest: str) -> None:
    match = THAT_KIND.match(said)
    assert match and (match["hint"], match["rest"]) == (hint, rest)


@pytest.mark.parametrize("said", ["先办哪个后办哪个", "先弄啥", "有没有先后"])
def test_which_first(said: str) -> None:
    assert WHICH_FIRST.search(said)


def test_two_named_is_not_which_first() -> None:
    assert not WHICH_FIRST.search("先转还是先退")
    assert WHICH.search("要换还是改") and not WHICH.search("还是算了")


def test_own_after_refusal() -> None:
    assert OWN.search("那查我自己的总行吧") and not OWN.search("我弟弟的也想查")


def test_ways_and_contrasts_name_items() -> None:
    lost, due = WAYS
    assert re.search(lost[0], "包被偷了证也没了")
    assert re.search(lost[1], "职称证书遗失补办") and re.search(due[1], "驾驶证期满换证")
    assert re.search(CONTRASTS[0][0], "正式的那张") and re.search(CONTRASTS[0][1], "临时居民身份证申领")
    assert DISABLED.search("我妈瘫在床上") and not DISABLED.search("大学的那种")


def test_settings_keep_their_order() -> None:
    policy = load_settings()
    assert 0 < policy.choice_least < 1
    assert policy.choice_unfit > policy.choice_sound > policy.choice_word > 0
    assert policy.choice_fact > 0 and policy.choice_kin > 0
