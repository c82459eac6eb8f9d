"""遮盖市民话里的个人信息：证件号、电话、银行卡号、车牌、电子邮箱、自报的姓名、门牌号。

在保存、记日志、转给机器人之前做。数字之间夹空格、横线、零宽字符，写成全角或汉字数字，都算同一个号码。
地名留着（要凭它找到办事的地方），只遮到门牌；“我是某某”分不清是姓名还是“高中生”“成都人”，不遮（见 docs/privacy.md）。
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from connectors.conversation.numbers import (
    contains_id18,
    is_card,
    is_document,
    is_id15,
    is_id18,
    is_passport,
    is_whole_card,
)
from connectors.conversation.people import ADDRESS, EMAIL, PLATE, RECIPIENT, SELF_NAMED

# 号码里常见的分隔：空格（含全角）、各种横线、点、下划线。零宽字符在 plainly() 里已经拿掉
GAP = r"[\s\-‐‑‒–—―－_.·•]{0,3}"


def _digits(count: str) -> str:
    """返回“夹着分隔符的若干个数字”的正则。"""
    return rf"(?:\d{GAP}){{{count}}}"


WHOLE = re.compile(rf"\d(?:{GAP}\d){{14,18}}(?:{GAP}X)?(?![\dA-Z])(?!{GAP}\d)")
RUN = re.compile(rf"(?<!\d){_digits('19,79')}[\dX](?!\d)")
ID18 = re.compile(rf"(?<!\d){_digits('17')}[\dX](?![\dA-Z])")
ID15 = re.compile(rf"(?<!\d){_digits('14')}\d(?!\d)")
CARD = re.compile(rf"(?<!\d){_digits('15,18')}\d(?!\d)")
MOBILE = re.compile(rf"(?<!\d)(?:(?:\+|00){GAP}86{GAP}|86{GAP})?1{GAP}[3-9]{GAP}{_digits('8')}\d(?!\d)")
LANDLINE = re.compile(rf"(?<!\d)[(（]?0{GAP}\d{GAP}\d{GAP}(?:\d{GAP})?[)）]?{GAP}[2-9]{GAP}{_digits('5,6')}\d(?!\d)")
# 号码前面说了是什么证的，才认各种没有固定样子的证号
DOCUMENT = re.compile(
    r"(?:社保|医保|社会保障|养老保险|公积金)(?:卡|账户|帐户|个人)?(?:号码|编号|卡号|账号|帐号|号|卡)"
    r"|(?:护照|通行证|回乡证|台胞证|驾驶证|驾照|军官证|士兵证|残疾证|残疾人证|居住证|学生证|出生证|出生医学证明|退役证|"
    r"结婚证|离婚证|户口簿|户口本|档案)(?:号码|编号|号)?|(?:个人|参保|证件|身份|档案)(?:号码|编号|代码)"
)
NUMBER_AFTER = re.compile(rf"[\s是为:：号码#＃]{{0,6}}(?P<number>(?:[A-Z0-9]{GAP}){{5,23}}[A-Z0-9])(?![A-Z0-9])")
PASSPORT = re.compile(
    rf"(?<![A-Z0-9])(?:[EG]{GAP}|E{GAP}[A-HJ-NP-Z]{GAP})(?:\d{GAP}){{6,7}}\d(?![A-Z0-9])"
)
NOT_PERSONAL_BEFORE = re.compile(r"(?:合同|单号|订单|文号|受理|批次|型号|编号|代码|编码|案号|发票|项目).{0,4}$")
SPOKEN = re.compile(r"[〇零一二三四五六七八九幺①②③④⑤⑥⑦⑧⑨⓪]{11,}")
SPOKEN_DIGITS = str.maketrans("〇零一二三四五六七八九幺①②③④⑤⑥⑦⑧⑨⓪", "0012345678911234567890")
INVISIBLE = frozenset("\u00ad\u034f\u061c\u115f\u1160\u180e\u3164\ufeff")

Span = tuple[int, int]


def mask(text: str) -> str:
    """返回遮盖后的话；没有个人信息时原样返回。"""
    plain, places = plainly(text)
    for label, find in FINDERS:
        spans = list(find(plain))
        for start, end in reversed(spans):
            # 结尾的分隔符留给后文，遮盖的只是号码
            text = text[: places[start]] + label + text[places[end - 1] + 1 :]
        if spans:
            plain, places = plainly(text)
    return text


def looks_personal(identifier: str) -> bool:
    """一个编号（对话编号、请求编号）是不是拿个人号码充的：整个编号就是一个号码才算。"""
    return re.fullmatch(r"[A-Za-z]{0,2}[\d_.-]+[Xx]?", identifier) is not None and mask(identifier) != identifier


def plainly(text: str) -> tuple[str, list[int]]:
    """返回便于认号码的写法（半角、大写、没有看不见的字符），以及每个字在原文里的位置。"""
    plain, places = [], []
    for place, char in enumerate(text):
        if char in INVISIBLE or unicodedata.category(char) in ("Cf", "Mn", "Me"):
            continue
        plain.append(_plain_char(char))
        places.append(place)
    joined = SPOKEN.sub(lambda run: run.group().translate(SPOKEN_DIGITS), "".join(plain))
    return joined, places


def _plain_char(char: str) -> str:
    """一个字符对一个字符：各种文字的数字、全角字母换成 ASCII，小写换成大写。"""
    number = unicodedata.decimal(char, None)
    if number is not None:
        return str(number)
    narrow = unicodedata.normalize("NFKC", char)
    return narrow.upper() if len(narrow) == 1 and narrow.isascii() else char


def bare(number: str) -> str:
    """去掉分隔符，只留字母与数字。"""
    return "".join(char for char in number if char.isascii() and char.isalnum())


def _matching(pattern: re.Pattern[str], is_personal: Callable[[str], bool]) -> Callable[[str], Iterator[Span]]:
    """样式对、检查也通过的片段。"""

    def find(plain: str) -> Iterator[Span]:
        return (match.span() for match in pattern.finditer(plain) if is_personal(bare(match.group())))

    return find


def _named(pattern: re.Pattern[str], group: str) -> Callable[[str], Iterator[Span]]:
    """样式里有名字的那一段。"""
    return lambda plain: (match.span(group) for match in pattern.finditer(plain))


def _whole(is_personal: Callable[[str], bool]) -> Callable[[str], Iterator[Span]]:
    """连着的（可以夹分隔的）一整串就是一个号码。先认整串，十九位的卡号才不会被认成前十五位的旧身份证号。"""
    return _matching(WHOLE, is_personal)


def _in_long_runs(plain: str) -> Iterator[Span]:
    """和别的号码连写成一长串的身份证号。"""
    for run in RUN.finditer(plain):
        places = [run.start() + at for at, char in enumerate(run.group()) if char.isdigit() or char == "X"]
        number = "".join(plain[place] for place in places)
        at = contains_id18(number)
        if at is not None:
            yield places[at], places[at + 17] + 1


def _after_its_name(plain: str) -> Iterator[Span]:
    """说了是什么证之后的号码。"""
    for word in DOCUMENT.finditer(plain):
        match = NUMBER_AFTER.match(plain, word.end())
        if match and is_document(bare(match.group("number"))):
            yield match.span("number")


def _passports(plain: str) -> Iterator[Span]:
    """没说是什么、但样子就是普通护照号的；前面说了是合同、单号的不算。"""
    for match in PASSPORT.finditer(plain):
        if is_passport(bare(match.group())) and not NOT_PERSONAL_BEFORE.search(plain, 0, match.start()):
            yield match.span()


def _always(_: str) -> bool:
    """号码样式本身已足够判断。"""
    return True


# 先长后短：身份证号里含着像手机号的片段，要先认出整个号码
FINDERS: tuple[tuple[str, Callable[[str], Iterator[Span]]], ...] = (
    ("〔身份证号〕", _whole(is_id18)),
    ("〔银行卡号〕", _whole(is_whole_card)),
    ("〔身份证号〕", _in_long_runs),
    ("〔身份证号〕", _matching(ID18, is_id18)),
    ("〔身份证号〕", _matching(ID15, is_id15)),
    ("〔银行卡号〕", _matching(CARD, is_card)),
    ("〔电话号码〕", _matching(MOBILE, _always)),
    ("〔电话号码〕", _matching(LANDLINE, _always)),
    ("〔证件号〕", _after_its_name),
    ("〔证件号〕", _passports),
    ("〔车牌号〕", _matching(PLATE, _always)),
    ("〔电子邮箱〕", _matching(EMAIL, _always)),
    ("〔姓名〕", _named(SELF_NAMED, "name")),
    ("〔姓名〕", _named(RECIPIENT, "name")),
    ("〔门牌号〕", _matching(ADDRESS, _always)),
)
