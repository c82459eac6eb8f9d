"""数词：确数读出来就是它，约数是包着它的一个范围。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.understanding.numerals import above, below, numeral_range

DIGITS = "零一二三四五六七八九"


def spelled(number: int) -> str:
    """一到九千九百九十九的汉字写法（标准读法）。"""
    said, gap = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, scale)
        if digit:
            said += ("零" if gap and said else "") + DIGITS[digit] + name
        gap = not digit
    return said


@given(st.integers(1, 9999))
def test_every_spelled_number_is_itself(number: int) -> None:
    assert numeral_range(spelled(number)) == (number, number)
    assert numeral_range(str(number)) == (number, number)


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_ten_thousands_add_what_follows(high: int, low: int) -> None:
    rest = spelled(low) if low >= 1000 else "零" + spelled(low)
    assert numeral_range(f"{spelled(high)}万{rest}") == (high * 10_000 + low,) * 2
    assert numeral_range(f"{high}万") == (high * 10_000,) * 2


@given(st.integers(1, 8), st.sampled_from([("十", 10), ("百", 100), ("千", 1000)]))
def test_two_adjacent_digits_are_a_range(first: int, scale: tuple[str, int]) -> None:
    name, times = scale
    said = numeral_range(f"{DIGITS[first]}{DIGITS[first + 1]}{name}")
    assert said == (first * times, below((first + 2) * times))


@given(st.integers(1, 9999))
def test_more_than_is_never_the_number_itself(number: int) -> None:
    low, high = numeral_range(f"{number}多") or (0.0, 0.0)
    assert number < low < high


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("百把", 80, 150),
        ("千把", 800, 1500),
        ("十来", 8, 15),
        ("三十来", 28, 35),
        ("百十来", 80, 150),
        ("几", 2, 9),
        ("十几", 11, 19),
        ("二十几", 21, 29),
        ("几百", 200, below(1000)),
        ("好几十", 30, below(100)),
        ("上千", 1000, below(10_000)),
        ("两三万", 20_000, below(40_000)),
        ("三千多", above(3000), below(4000)),
        ("二十多万", 10_000 * above(20), 10_000 * below(30)),
        ("一百二", 120, 120),
        ("两万五", 25_000, 25_000),
        ("1万5", 15_000, 15_000),
        ("2w", 20_000, 20_000),
        ("四点五", 4.5, 4.5),
        ("一万零五十", 10_050, 10_050),
        ("半", 0.5, 0.5),
    ],
)
def test_spoken_numbers(words: str, low: float, high: float) -> None:
    assert numeral_range(words) == (low, high)


@pytest.mark.parametrize("words", ["你好", "", "猪", "十猪"])
def test_other_words_are_not_numbers(words: str) -> None:
    assert numeral_range(words) is None
