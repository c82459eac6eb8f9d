"""问要不要也去一处：字面判断。句子都是自拟的。"""

from __future__ import annotations

import pytest

from actions.steps.alongside import ALSO_DOING


@pytest.mark.parametrize("said", ["税务那边也要说一声吗", "公积金要跟着改吗", "银行还得跑一趟不", "社保也要改吗"])
def test_asking_for_one_more_place(said: str) -> None:
    assert ALSO_DOING.search(said)


@pytest.mark.parametrize("said", ["要户口本吗", "能网上办吗", "要照片不"])
def test_asking_for_a_paper_is_not(said: str) -> None:
    assert not ALSO_DOING.search(said)
