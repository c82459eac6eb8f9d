"""碰巧像选项的话：数的是出了什么事，说的是证件放在哪里，讲的是那样东西怎么样；并着说的两样都算。"""

from __future__ import annotations

import pytest

from actions.steps.amounts import weigh
from actions.steps.beyond_guide import FIRST
from actions.steps.changed_fact import CHANGED
from actions.steps.guide_fields import ORDER
from actions.steps.options import said_option, said_together
from actions.steps.progress import AGAIN, MISSED
from actions.steps.stray_words import lies_somewhere, only_described, said_in_common, without_happened
from catalog.schema import Option, Question

SIZE = Question(
    key="size",
    ask="规模多大？",
    options=[
        Option(value="scale", label="规模养殖", words=["几百头", "上千只"]),
        Option(value="small", label="散养小规模", words=["几头", "散养"]),
    ],
)
TARGET = Question(
    key="target",
    ask="户口打算迁到哪里？",
    options=[
        Option(value="city", label="工作的城市", words=["留在城市"]),
        Option(value="home", label="老家", words=["迁回老家"]),
    ],
)
WHAT = Question(
    key="what",
    ask="改哪一项？",
    options=[
        Option(value="address", label="地址", words=["换地址", "住所"]),
        Option(value="legal", label="法定代表人", words=["换法人"]),
        Option(value="name", label="名称", words=["改字号"]),
    ],
)


@pytest.mark.parametrize("said", ["死了几头怎么办", "丢了几头羊", "被偷了几头"])
def test_what_was_lost_is_not_what_is_kept(said: str) -> None:
    assert said_option(SIZE, said, asked=True) is None
    assert weigh(SIZE, said, asked=True) is None


@pytest.mark.parametrize("said", ["就养几头", "家里有几头猪", "几头"])
def test_what_is_kept_still_counts(said: str) -> None:
    assert said_option(SIZE, said, asked=True) == "small"


def test_asking_about_the_loss_keeps_the_number() -> None:
    lost = Question(key="lost", ask="死了多少头？", options=SIZE.options)
    assert without_happened("死了三头", lost) == "死了三头"


@pytest.mark.parametrize("said", ["户口本原件在老家我妈那", "身份证还在老家放着", "毕业证押在单位"])
def test_where_a_paper_lies_is_not_where_one_moves(said: str) -> None:
    assert lies_somewhere(said, TARGET)
    assert said_option(TARGET, said, asked=True) is None


@pytest.mark.parametrize("said", ["我想迁回老家", "老家", "户口迁回老家去"])
def test_moving_home_is_heard(said: str) -> None:
    assert said_option(TARGET, said, asked=True) == "home"


def test_describing_a_thing_is_not_choosing_it() -> None:
    assert only_described("地址是民房", WHAT, "address")
    assert not only_described("换地址", WHAT, "address")
    assert not only_described("不是名称是地址", WHAT, "address")


def test_two_wanted_at_once_are_both_kept() -> None:
    assert said_together(WHAT, "公司换地址，顺便换法人") == ["address", "legal"]
    assert said_together(WHAT, "换地址还是换法人") == []
    assert said_together(WHAT, "换地址") == []


def test_short_words_share_half_their_characters() -> None:
    assert said_in_common("没买房", ["没有房"])
    assert not said_in_common("猪要拉到隔壁省卖", ["卖商品猪"])


@pytest.mark.parametrize("said", ["先说钱的", "房子先讲", "先讲讲医保", "就先说落户的事吧"])
def test_asking_for_one_thing_first(said: str) -> None:
    assert FIRST.match(said)


@pytest.mark.parametrize("said", ["我先去问问再说", "哪个先办", "孩子先不上户行不行"])
def test_saying_first_otherwise(said: str) -> None:
    assert not FIRST.match(said)


def test_words_of_order() -> None:
    assert ORDER.search("哪个先办嘛")
    assert not ORDER.search("名字没想好可以先不上户不")


def test_missing_a_date_is_not_done() -> None:
    assert MISSED.search("错过这批了")
    assert not MISSED.search("这批弄好了")


def test_facts_that_changed() -> None:
    assert CHANGED.search("后头换了个大的")
    assert not CHANGED.search("驾照要换什么材料")


def test_hearing_it_again() -> None:
    assert AGAIN.search("再说一遍去哪")
    assert not AGAIN.search("还差几步")
