"""话里的人生大事、要开一家什么：字面判断。句子都是自拟的。"""

from __future__ import annotations

import pytest

from actions.steps.wholes import STARTING, turning_points


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("我公公前天去世了，家里一团乱", ["家里人去世了要办什么"]),
        ("爷爷在医院死了，不晓得先找谁", ["家里人去世了要办什么"]),
        ("公司上礼拜辞退我失业了", ["失业了要办什么"]),
        ("我媳妇上个月生了个闺女", ["生了孩子要办什么"]),
        ("弟弟刚退伍回来", ["退伍回家要办什么"]),
    ],
)
def test_turning_points_are_said_plainly(said: str, plain: list[str]) -> None:
    assert turning_points(said) == plain


@pytest.mark.parametrize("said", ["同事老抢我功劳烦死了", "我妈烦死了", "老公快把我气死了", "电脑死机了", "生了一场病"])
def test_ordinary_talk_has_no_turning_point(said: str) -> None:
    assert turning_points(said) == []


@pytest.mark.parametrize("said", ["我想开一家面馆", "打算回村搞个养鸡场", "准备合伙办个托班"])
def test_starting_a_business(said: str) -> None:
    assert STARTING.search(said)


@pytest.mark.parametrize("said", ["想去超市", "要办健康证", "要在店里上班"])
def test_not_starting_one(said: str) -> None:
    assert not STARTING.search(said)
