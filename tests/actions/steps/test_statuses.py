"""说是哪里来的人：专给他们办的事项，名称里有他们。"""

from __future__ import annotations

import pytest

from actions.steps.hearing_places import FROM_THERE, VISITING
from actions.steps.statuses import NAMED


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("外国人", "外国人居留证件签发"),
        ("外国人", "境外人员住宿登记"),
        ("外国人", "外商投资企业设立登记"),
        ("港澳台居民", "涉港澳台结婚登记"),
        ("华侨", "涉侨结婚登记（内地居民与华侨）"),
    ],
)
def test_the_name_says_whom_it_is_for(who: str, name: str) -> None:
    assert NAMED[who].search(name)


def test_a_licence_from_abroad_is_not_only_for_foreigners() -> None:
    assert not NAMED["外国人"].search("境外驾驶证换领国内机动车驾驶证")


@pytest.mark.parametrize("said", ["我媳妇是台湾人", "他拿香港身份", "澳门居民能办吗"])
def test_where_a_person_is_from_is_not_where_to_apply(said: str) -> None:
    assert FROM_THERE.search(said) and not VISITING.search(said)


@pytest.mark.parametrize("said", ["我在香港上班", "澳门那边怎么弄"])
def test_being_there_is(said: str) -> None:
    assert not FROM_THERE.search(said)
