"""遮盖市民话里的个人信息：身份证号、电话、银行卡号。

在保存、记日志、转给机器人之前做。数字之间夹空格、横线、零宽字符，或写成全角，都算同一个号码。
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable

# 号码里常见的分隔：空格（含全角）、各种横线、点、下划线、零宽字符
GAP = r"[\s\-‐‑‒–—―－_.·•\u200b-\u200d\u2060\ufeff]{0,3}"


def _digits(count: str) -> str:
    """返回“夹着分隔符的若干个数字”的正则。"""
    return rf"(?:\d{GAP}){{{count}}}"


ID18 = re.compile(rf"(?<!\d){_digits('17')}[\dXx](?![\dA-Za-z])")
ID15 = re.compile(rf"(?<!\d){_digits('14')}\d(?!\d)")
CARD = re.compile(rf"(?<!\d){_digits('15,18')}\d(?!\d)")
MOBILE = re.compile(rf"(?<!\d)(?:(?:\+|00){GAP}86{GAP}|86{GAP})?1{GAP}[3-9]{GAP}{_digits('8')}\d(?!\d)")
LANDLINE = re.compile(rf"(?<!\d)[(（]?0{GAP}\d{GAP}\d{GAP}(?:\d{GAP})?[)）]?{GAP}[2-9]{GAP}{_digits('5,6')}\d(?!\d)")

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"


def is_id18(number: str) -> bool:
    """是否 18 位身份证号（GB 11643）：校验码正确；或省份、生日都合理（多半是抄错一位，同样要遮）。"""
    if CHECK[sum(int(d) * w for d, w in zip(number, WEIGHTS, strict=False)) % 11] == number[-1].upper():
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


def _is_birthday(text: str, form: str) -> bool:
    """是否一个 1900 年到今天之间的日期。"""
    try:
        day = dt.datetime.strptime(text, form).date()
    except ValueError:
        return False
    return dt.date(1900, 1, 1) <= day <= dt.date.today()


def _always(_: str) -> bool:
    """号码样式本身已足够判断。"""
    return True


# 先长后短：身份证号里含着像手机号的片段，要先认出整个号码
RULES: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("〔身份证号〕", ID18, is_id18),
    ("〔身份证号〕", ID15, is_id15),
    ("〔银行卡号〕", CARD, is_card),
    ("〔电话号码〕", MOBILE, _always),
    ("〔电话号码〕", LANDLINE, _always),
)


def mask(text: str) -> str:
    """返回遮盖后的话；没有个人信息时原样返回。"""
    plain = "".join(_ascii_digit(char) for char in text)
    for label, pattern, is_personal in RULES:
        spans = [match.span() for match in pattern.finditer(plain) if is_personal(_bare(match.group()))]
        for start, end in reversed(spans):
            # 结尾的分隔符留给后文，遮盖的只是号码
            text = text[:start] + label + text[end:]
            plain = plain[:start] + label + plain[end:]
    return text


def _ascii_digit(char: str) -> str:
    """把全角及其他文字的数字、全角字母 X 换成 ASCII，一个字符对一个字符。"""
    if char in "Ｘｘ":
        return "X"
    number = unicodedata.decimal(char, None)
    return char if number is None else str(number)


def _bare(number: str) -> str:
    """去掉分隔符，只留数字与末位 X。"""
    return "".join(char for char in number if char.isdigit() or char in "Xx")
