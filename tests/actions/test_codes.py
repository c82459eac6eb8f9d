"""续办编号：写法、认得出、不误认。"""

from __future__ import annotations

import secrets

import pytest

from actions.codes import ALPHABET, SIZE, new_code, normalise, spoken_code

CODE = "K57N4-G5B65"


def test_code_is_two_groups_of_clear_characters() -> None:
    """27 的 10 次方约 2×10¹⁴ 种；没有 0、1、I、L、O 和元音。"""
    codes = {new_code(secrets.randbelow) for _ in range(500)}
    assert len(codes) == 500
    assert len(ALPHABET) ** SIZE > 2 * 10**14
    assert all(len(code) == 11 and code[5] == "-" and set(code) - {"-"} <= set(ALPHABET) for code in codes)
    assert not set("01ILOAEU") & set(ALPHABET)


@pytest.mark.parametrize(
    "said", [CODE, "k57n4-g5b65", "继续 K57N4-G5B65", "K57N4G5B65", "接着办，编号是k57n4 g5b65", "继续Ｋ57Ｎ4－Ｇ5Ｂ65"]
)
def test_spoken_code_is_heard(said: str) -> None:
    assert spoken_code(said) == CODE == normalise(said.replace("继续", "").replace("接着办，编号是", ""))


@pytest.mark.parametrize(
    "said", ["我想办身份证", "继续", "2345678923", "我的车牌是川X23456789B要年检", "PKRBCDFGHJ", "K57N4-G5B6", ""]
)
def test_other_words_are_not_codes(said: str) -> None:
    assert spoken_code(said) is None
