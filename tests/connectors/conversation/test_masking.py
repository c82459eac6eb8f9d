"""遮盖个人信息：各种写法都要认出，不是个人信息的数字不能误伤。"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.conversation.masking import mask
from connectors.conversation.numbers import CHECK, WEIGHTS, is_card, is_id18

GAPS = st.sampled_from(["", " ", "-", "　", "—", " - ", "\u200b", "."])
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def with_check_digit(first17: str) -> str:
    return first17 + CHECK[sum(int(d) * w for d, w in zip(first17, WEIGHTS, strict=True)) % 11]


def luhn_complete(first: str) -> str:
    return next(first + d for d in "0123456789" if is_card(first + d))


ID18 = with_check_digit("51018419900101123")
CARD = luhn_complete("6222020200112233")


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        (f"我的身份证{ID18}能办吗", "我的身份证〔身份证号〕能办吗"),
        (f"{ID18[:6]} {ID18[6:14]} {ID18[14:]}", "〔身份证号〕"),
        (f"{ID18[:6]}-{ID18[6:14]}-{ID18[14:]}", "〔身份证号〕"),
        (ID18.translate(FULL_WIDTH), "〔身份证号〕"),
        (with_check_digit("11010519491231002"), "〔身份证号〕"),
        ("旧证号510184900101123。", "旧证号〔身份证号〕。"),
        ("电话13800138000，急", "电话〔电话号码〕，急"),
        ("138 0013 8000", "〔电话号码〕"),
        ("+86 138-0013-8000", "〔电话号码〕"),
        ("１３８００１３８０００", "〔电话号码〕"),
        ("家里电话028-85551234", "家里电话〔电话号码〕"),
        ("（0826）2345678", "〔电话号码〕"),
        (f"卡号{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:]}对吗", "卡号〔银行卡号〕对吗"),
        ("两个号13800138000 13900139000", "两个号〔电话号码〕 〔电话号码〕"),
    ],
)
def test_personal_numbers_are_masked(said: str, masked: str) -> None:
    assert mask(said) == masked


@pytest.mark.parametrize(
    "said",
    [
        "打12345问问", "12333和12393有什么区别", "社保缴费2026年11月23日截止", "区划代码510184001000",
        "金额3000000元", "统一社会信用代码91510100MA61R1234X", "400-800-1234", "工期365天", "",
        "2024-2025学年第1学期", "国发〔2024〕3号",
    ],
)
def test_other_numbers_stay(said: str) -> None:
    assert mask(said) == said


def test_a_mistyped_id_is_still_masked() -> None:
    """抄错一位的身份证号，生日和省份仍然合理：同样泄露隐私。"""
    wrong = ID18[:-1] + ("0" if ID18[-1] != "0" else "1")
    assert not is_id18("9" + wrong[1:])
    assert mask(wrong) == "〔身份证号〕"


@given(st.dates(), st.integers(0, 999), GAPS, st.text("办理身份证件的事", max_size=5))
@pytest.mark.promise("身份证号无论怎么写都遮盖")
def test_every_valid_id_is_masked_however_written(day, order, gap, around) -> None:
    if not 1900 <= day.year <= 2026:
        day = day.replace(year=1990, month=1, day=1)
    number = with_check_digit(f"440301{day:%Y%m%d}{order:03d}")
    said = around + gap.join(number) + around
    assert mask(said) == f"{around}〔身份证号〕{around}"


@given(st.sampled_from("3456789"), st.text("0123456789", min_size=9, max_size=9), GAPS)
@pytest.mark.promise("手机号无论怎么写都遮盖")
def test_every_mobile_is_masked_however_written(second, rest, gap) -> None:
    assert mask(f"我是{gap.join('1' + second + rest)}。") == "我是〔电话号码〕。"


@given(st.text())
def test_masking_twice_changes_nothing_and_never_fails(said: str) -> None:
    once = mask(said)
    assert mask(once) == once


@given(st.text(st.characters(exclude_categories=["Nd"])))
def test_words_without_digits_are_untouched(said: str) -> None:
    assert mask(said) == said


@given(st.text("0123456789 -年月日号元", max_size=60))
def test_no_long_run_of_personal_digits_survives(said: str) -> None:
    """遮盖之后不会再有能通过校验的 18 位身份证号。"""
    left = re.findall(r"(?<!\d)\d{17}[\dX](?!\d)", mask(said))
    assert not [number for number in left if is_id18(number)]
