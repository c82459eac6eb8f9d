"""听错写错的字：只改没人那样说的，改成常有人说的；句子本来通顺就一个字也不动。"""

from __future__ import annotations

from retrieval.mending import Mender, sound
from retrieval.normalise import clean
from retrieval.questions import load_questions
from retrieval.settings import load_settings

SAID = [clean(text) for texts in load_questions().values() for text in texts]
MENDER = Mender(SAID, load_settings().mending)
PLAIN = ["我在ABC公司上班，公积金怎么提取？", "表情包怎么发", "", "证"]


def test_a_sound_ignores_tone_retroflex_and_nasal() -> None:
    assert sound("证") == sound("正") == sound("增") == "zen"
    assert sound("份") != sound("证")
    assert sound("a") == "a"


def test_homophones_are_heard_as_what_people_say() -> None:
    assert MENDER("身份正丢了怎么补办") == "身份证丢了怎么补办"
    assert MENDER("租房提取工积金要什么材料") == "租房提取公积金要什么材料"


def test_two_swapped_letters_are_put_back() -> None:
    assert MENDER("居证住怎么办理") == "居住证怎么办理"


def test_what_reads_well_is_left_alone() -> None:
    for text in PLAIN:
        assert MENDER(text) == text
    # 人写的问句里本来就有写错的字，改到的不该超过百分之二
    assert sum(MENDER(text) != text for text in SAID[::20]) <= len(SAID[::20]) * 0.02


def test_without_any_text_nothing_is_changed() -> None:
    assert Mender([], load_settings().mending)("身份正丢了") == "身份正丢了"
