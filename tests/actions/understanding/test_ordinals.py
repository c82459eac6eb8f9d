"""听出序号。"""

from __future__ import annotations

import pytest

from actions.understanding.ordinals import heard_ordinal, place_in, spoken_number


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("第二个", (2, "")),
        ("２", (2, "")),
        ("选③吧", (3, "")),
        ("那就第一个", (1, "")),
        ("倒数第二个", (-2, "")),
        ("最后那个", (-1, "")),
        ("中间那个", (0, "")),
        ("第三十八个", (38, "")),
        ("第一个要什么材料", (1, "要什么材料")),
    ],
)
def test_ordinals(text: str, heard: tuple[int, str]) -> None:
    assert heard_ordinal(text) == heard


@pytest.mark.parametrize("text", ["三个月了", "一个人去行吗", "两口子都要去吗", "身份证", "第二代身份证"])
def test_numbers_that_choose_nothing(text: str) -> None:
    assert heard_ordinal(text) is None


def test_places() -> None:
    assert [place_in(n, 5) for n in (1, 5, 6, -1, -2, 0)] == [0, 4, None, 4, 3, 2]
    assert [spoken_number(words) for words in ("7", "十", "十二", "三十八")] == [7, 10, 12, 38]
