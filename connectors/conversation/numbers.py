"""各种证号的样子与校验：是不是一个真的证号，还是别的数字。"""

from __future__ import annotations

import datetime as dt
import re

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
PASSPORT = re.compile(r"[EG]\d{8}|E[A-HJ-NP-Z]\d{7}")


def is_id18(number: str) -> bool:
    """是否 18 位身份证号（GB 11643，永久居留证同样式）。

    校验码与日期都对；或省份、生日都合理：多半是抄错一位，同样要遮。
    """
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return False
    if _has_check_digit(number) and _is_date(number[6:14]):
        return True
    return number[0] in "12345678" and _is_birthday(number[6:14], "%Y%m%d")


def is_id15(number: str) -> bool:
    """是否 15 位旧身份证号：省份与生日合理。"""
    return number[0] in "12345678" and _is_birthday("19" + number[6:12], "%Y%m%d")


def is_card(number: str) -> bool:
    """是否银行卡号：16–19 位且通过 Luhn 校验（ISO/IEC 7812）。"""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and len(set(number)) > 1


def is_whole_card(number: str) -> bool:
    """一整串 16–19 位数字是不是银行卡号。"""
    return 16 <= len(number) <= 19 and number.isdigit() and is_card(number)


def is_document(number: str) -> bool:
    """说了是什么证之后的一串，是不是证号：至少五个数字，又不是日期、不是 400 电话。"""
    digits = sum(char.isdigit() for char in number)
    is_date = len(number) == 8 and digits == 8 and _is_date(number)
    is_hotline = len(number) == 10 and number.startswith(("400", "800"))
    return digits >= 5 and not is_date and not is_hotline


def is_passport(number: str) -> bool:
    """是否普通护照号：E 或 G 加 8 位数字，或 E 加一个字母再加 7 位数字。"""
    return PASSPORT.fullmatch(number) is not None


def contains_id18(number: str) -> int | None:
    """一长串数字里有没有校验码与生日都对的 18 位身份证号；返回从第几位起，没有是 None。"""
    for at in range(len(number) - 17):
        part = number[at : at + 18]
        if part[:17].isdigit() and _has_check_digit(part) and _is_birthday(part[6:14], "%Y%m%d"):
            return at
    return None


def _has_check_digit(number: str) -> bool:
    """末位是不是前 17 位算出的校验码。"""
    return CHECK[sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False)) % 11] == number[-1]


def _is_date(text: str) -> bool:
    """是否 1900–2099 年的一个日期（yyyymmdd）。"""
    try:
        day = dt.datetime.strptime(text, "%Y%m%d").date()
    except ValueError:
        return False
    return 1900 <= day.year <= 2099


def _is_birthday(text: str, form: str) -> bool:
    """是否一个 1900 年到今天之间的日期。"""
    try:
        day = dt.datetime.strptime(text, form).date()
    except ValueError:
        return False
    return dt.date(1900, 1, 1) <= day <= dt.date.today()
