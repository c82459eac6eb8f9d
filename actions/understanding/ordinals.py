"""听出序号：“第二个”“选３”“倒数第二个”“中间那个”“第三十八个”，以及后面还问的话。"""

from __future__ import annotations

import re
import unicodedata

UNITS = "零一二三四五六七八九"
CIRCLED = str.maketrans("①②③④⑤⑥⑦⑧⑨壹两", "123456789一二")
NUMBER = r"(?:\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"

ORDINAL = re.compile(
    rf"^(?:那|那就|就|还是|改成|换成|换|算了|好|嗯|我|要|选|看|办|是|，)*(?:选项|选择|上面|里面)?(?P<back>倒数)?(?P<nth>第)?(?P<number>{NUMBER})"
    rf"(?P<unit>个|项|种|条|号|样)?(?:那个|吧|的|呢|就行|就好|可以|。|！|!)*(?P<rest>.*)$"
)
PLACES = (
    (re.compile(r"^(那|就|要|选|我)*(前者|前面那个|头一个|最前面|最上面)"), 1),
    (re.compile(r"^(那|就|要|选|我)*(后者|后面那个|最后(一个|那个|一项)?|最下面)"), -1),
    (re.compile(r"^(那|就|要|选|我)*(中间|当中)(那个|的|一个)?"), 0),
)
"""不说数字的：1 是头一个，-1 是最后一个，0 是中间那个。"""

MIDDLE = 0


def spoken_number(words: str) -> int:
    """一到九十九的汉字或数字写法的数值。"""
    if words.isdigit():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return UNITS.index(words)
    return 10 * (UNITS.index(tens) if tens else 1) + (UNITS.index(ones) if ones else 0)


def heard_ordinal(text: str) -> tuple[int, str] | None:
    """（第几个, 后面还说的话）：从 1 数，负数从后面数，0 是中间那个；不是序号返回 None。

    后面还有话时，要说“第…个”才算序号（“3个月了”“一个人”不是）。
    """
    text = unicodedata.normalize("NFKC", text.translate(CIRCLED)).strip()
    for pattern, place in PLACES:
        match = pattern.match(text)
        if match:
            return place, text[match.end() :].strip("，。 的呢吧")
    match = ORDINAL.match(text)
    if not match:
        return None
    rest = match["rest"].strip("，。！!？? ")
    if rest and not (match["nth"] and match["unit"]):
        return None
    number = spoken_number(match["number"])
    return (-number if match["back"] else number), rest


def place_in(number: int, count: int) -> int | None:
    """第几个在 `count` 个里的下标（从 0 起）；超出范围返回 None。"""
    if number == MIDDLE:
        return (count - 1) // 2 if count else None
    index = number - 1 if number > 0 else count + number
    return index if 0 <= index < count else None
