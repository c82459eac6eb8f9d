"""港澳台是要去的、是来的地方，还是办事的地方。句子都是自拟的。"""

from __future__ import annotations

import pytest

from actions.steps.fitting import MAINLANDER, RESIDENT
from actions.steps.hearing_places import VISITING


@pytest.mark.parametrize(
    "said", ["带我妈去趟香港", "想去澳门玩两天", "飞台湾要什么证", "香港自由行怎么签注", "去趟澳门要办什么证"]
)
def test_going_there(said: str) -> None:
    assert VISITING.search(said), said


@pytest.mark.parametrize("said", ["我在香港护照丢了", "去香港定居", "去香港办护照", "我去澳门上班"])
def test_living_or_doing_it_there_is_not_a_visit(said: str) -> None:
    assert not VISITING.search(said), said


@pytest.mark.parametrize("said", ["我是台湾来的", "我太太是香港人", "澳门居民怎么办居住证", "我从台湾来"])
def test_residents(said: str) -> None:
    assert RESIDENT.search(said), said


def test_papers_of_mainlanders() -> None:
    assert MAINLANDER.search("往来台湾签注（探亲、学习、商务、团队旅游等）")
    assert not MAINLANDER.search("台湾居民来往大陆通行证申领、换发、补发")
    assert not RESIDENT.search("我要去台湾找人民医院")
