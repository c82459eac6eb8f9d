"""查自己的、办自己的、替家里人跑腿的，与打听别人分得开。句子都是自拟的。"""

from __future__ import annotations

import re

import pytest

from actions.steps.boundary import SECRETS, STRANGER
from actions.steps.own_records import IN_PERSON, KIN, ON_BEHALF, OWN_THINGS
from actions.steps.refusing import BUYING, DONE_TO_ME, FAKED


@pytest.mark.parametrize("said", ["查自己名下有几套房", "看看我名下有没有车", "我的社保在哪查"])
def test_own_things(said: str) -> None:
    assert OWN_THINGS.search(said), said


@pytest.mark.parametrize("said", ["那我自己开一个", "我就自己去查", "我本人来办"])
def test_now_for_oneself(said: str) -> None:
    assert IN_PERSON.search(said), said


def test_running_an_errand_for_the_family_is_lawful() -> None:
    said = "我女儿也要，我替她开"
    assert ON_BEHALF.search(said) and re.search(KIN, said)
    assert not re.search(f"{STRANGER}|{SECRETS}", said)
    assert re.search(f"{STRANGER}|{SECRETS}", "我替我老公查他名下的存款")


@pytest.mark.parametrize(
    "said", ["给我整个假的收入证明", "弄一份假的居住证明", "体检能找人顶吗", "面试让我哥替我去行不", "叫人冒名去考"]
)
def test_faking_is_heard(said: str) -> None:
    assert BUYING.search(said) and not DONE_TO_ME.search(said), said


@pytest.mark.parametrize("said", ["真的假的", "请假找人顶班", "材料要真的", "报名能让我姐帮我报吗"])
def test_ordinary_words_are_not_faking(said: str) -> None:
    assert not BUYING.search(said), said


def test_faked_by_others_and_the_honest_rest() -> None:
    assert DONE_TO_ME.search("公司给我开了张假的离职证明")
    assert FAKED.sub("", "帮我弄个假的残疾证") == "残疾证"
