"""听出话里的数量：多少岁、多久、多少钱、多少头……连同“不到”“以上”“快”“左右”，都化成范围。

只看字面；数量说的是不是正在问的那一样，由 actions.steps.amounts 看。
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from actions.understanding.numerals import DIGIT, NUMERAL, Range, above, below, numeral_range

UNITS: tuple[tuple[str, str, float], ...] = (
    ("age", r"周?岁", 1.0),
    ("age", r"(?<=个)月大", 1 / 12),
    ("age", r"天大", 1 / 365),
    ("duration", r"年(?!级|代|纪|龄|审|检|前)", 12.0),
    ("duration", r"(?:(?<=个)|(?<=个多)|(?<=个半)|(?<=[两俩半来把]))月", 1.0),
    ("duration", r"(?:星期|礼拜|周(?!岁))", 7 / 30),
    ("duration", r"天", 1 / 30),
    ("money", r"(?:块钱?|元)", 1.0),
    ("weight", r"吨", 1.0),
    ("weight", r"(?:公斤|千克|kg)", 0.001),
    ("weight", r"斤", 0.0005),
    ("animals", r"[头只匹羽]", 1.0),
    ("people", r"(?:号?人|名|口人?|员工|工人|伙计)", 1.0),
    ("land", r"亩", 1.0),
    ("floor", r"(?:平方米?|平米|平|㎡)", 1.0),
    ("distance", r"公里", 1.0),
    ("points", r"分(?!之|钟|店|公司|手|开|居)", 1.0),
    ("count", r"(?:[间台辆家户张本次]|(?<=个))", 1.0),
)
"""（种类, 单位, 折成多少）。年、月、天折成月；吨、斤折成吨。“三月”是月份，“三个月”才是多久。"""

UNDER = r"不到|不足|不满|未满|没满|没到|不够|低于|小于|少于|没.{0,2}满|没有"
AT_MOST = r"不超过|没超过|没有超过|最多|顶多|至多"
OVER = r"超过了?|多于|大于|高于|过了"
AT_LEAST = r"至少|起码|最少|满了?|达到了?"
NEARLY = r"快到?|将近|接近|眼看"
ROUGHLY = r"差不多|大概|大约|约|估计"
NEARLY_FROM = 0.9
"""“快九十了”：不到九十，也不会少过一成。"""
LEFT = r"还有|还差|还剩|再过|差|第"
"""这些在前面，说的是还剩多少、第几，不是已经多少。"""
SHORT_OF = re.compile(r"(?<![不相])差(?!不多|不离)")
"""“差两个月满半年”：还没到半年。"""
AFTER = (
    r"(?:及)?以上|往上|朝上|开外|出头|(?:及)?以下|以内|之内|之下|内(?!地)"
    r"|不到(?![\d一二两三四五六七八九十百千万几半])|左右|上下|多"
)

SPOKEN = re.compile(
    rf"(?P<before>(?:{UNDER}|{AT_MOST}|{OVER}|{AT_LEAST}|{NEARLY}|{ROUGHLY}|{LEFT})*)\s*(?<![A-Za-z.])(?P<number>{NUMERAL})"
    rf"(?:[到至~—-](?P<to>{NUMERAL}))?(?P<mid>个?[多半来把]?)(?P<unit>{'|'.join(unit for _, unit, _ in UNITS)})?"
    rf"(?P<tail>多|半)?(?P<after>(?:{AFTER})*)"
)
BARE_END = re.compile(r"^(?:[了的吧呢啊哈，,。！!）)、 ]|$)")
"""没说单位的数，后面要是这些才算数（“我四十五了”）；“一直”“千万别”不算。"""

PERIODS = (
    (12.0, re.compile(r"[一每]年|年(?=[销收营入卖流])|全年")),
    (1.0, re.compile(r"[一每]个?月|月(?=[销收营入卖流均])")),
    (1 / 30, re.compile(r"[一每]天|天天|[一每]日|日(?=[销均])")),
)
"""按多久算的钱，折成月。"""

LATEST_YEAR = 1000
"""“2019年”是年份；这么大的数后面的“年”不是多久。"""
SHORT_YEAR = 40
"""“98年”是年份，“20年”是二十年。"""


@dataclass(frozen=True)
class Quantity:
    """一个数量：在 `low` 到 `high` 之间（含两端）；`kind` 空着是没说单位；`per` 是按几个月算的钱，没说是 None。

    `bounded` 表示说的是界限（“不满”“以上”“几到几”），不是一个数。
    """

    low: float
    high: float
    kind: str
    per: float | None = None
    bounded: bool = False


def heard_quantities(text: str) -> list[Quantity]:
    """话里的各个数量，按出现先后；还剩多少、第几、年份不算，“一个月三千”的一个月也不算。"""
    text = text.replace("个把", "一个多")
    found = [one for match in SPOKEN.finditer(text) if (one := _quantity(match, text)) is not None]
    per = next((months for months, pattern in PERIODS if pattern.search(text)), None)
    if SHORT_OF.search(text):
        found = [replace(one, low=0.0, high=below(one.low), bounded=True) for one in found]
    amounts = [one for one in found if one.kind in ("money", "")]
    if not amounts or per is None:
        return found
    kept = [one for one in found if one.kind != "duration" or one.high not in (12.0, 1.0, 1 / 30)]
    return [replace(one, per=per) if one.kind in ("money", "") else one for one in kept]


def besides_quantities(text: str) -> str:
    """话里去掉数量以后还剩什么字（“70周岁以上”剩下空串）。"""
    return re.sub(r"[（）()，,、\s周岁已现在的了]", "", SPOKEN.sub("", text))


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    loose = "多" if match["mid"] == "多" or (match["tail"] == "多" and not match["unit"]) else ""
    spoken = numeral_range(match["number"] + loose)
    if spoken is None or re.search(rf"(?:{LEFT})$", match["before"]):
        return None
    kind, factor = _unit(match, text)
    tail = match["after"] or match["tail"]
    if kind == "count" and match["number"] == "一":  # “一个区”“另一个”不是在数
        return None
    if not kind and not _stands_alone(match, text):
        return None
    low, high = spoken
    if match["to"]:
        last = numeral_range(match["to"])
        if last is None:
            return None
        high = last[1]
    if kind == "duration" and factor == 12.0 and _is_year(match["number"], low):
        return None
    low, high = _with_fraction(match, low, high)
    exact = kind == "age" and high == int(high)
    bounds = _bounds(match["before"], tail, low, high)
    if bounds is None:
        high = below(high + 1) if exact else high
        return Quantity(low * factor, high * factor, kind, bounded=bool(match["to"]))
    return Quantity(bounds[0] * factor, bounds[1] * factor, kind, bounded=True)


def _unit(match: re.Match[str], text: str) -> tuple[str, float]:
    """单位是哪一种、折成多少；没说单位返回空串。"""
    if not match["unit"]:
        return ("count", 1.0) if match["mid"].startswith("个") else ("", 1.0)
    start, end = match.span("unit")
    for kind, pattern, factor in UNITS:
        if re.compile(pattern).fullmatch(text, start, end) or re.compile(pattern).match(text, start):
            return kind, factor
    return "", 1.0


def _stands_alone(match: re.Match[str], text: str) -> bool:
    """没说单位的数算不算数：“一”“半”“几”单个字到处都是；前后连着别的字的也不算。"""
    number = match["number"]
    telling = number[0].isdigit() or len(number) >= 2 or bool(match["before"] or match["after"])
    if not telling or number in ("千万", "万万") or re.fullmatch(rf"{DIGIT}{{3,}}", number):
        return False
    return BARE_END.match(text[match.end() :]) is not None


def _is_year(words: str, value: float) -> bool:
    return value >= LATEST_YEAR or (words.isdigit() and len(words) == 2 and value >= SHORT_YEAR)


def _with_fraction(match: re.Match[str], low: float, high: float) -> Range:
    """单位前后的零头：“一个多月”“三年多”“两年半”“个把月”。"""
    mid, tail = match["mid"].lstrip("个"), match["tail"] or ""
    if "半" in (mid, tail):
        return low + 0.5, high + 0.5
    if "多" in (mid, tail) and low == high:
        return above(low), below(low + 1 if low >= 1 else 2 * low)
    if mid in ("来", "把") and low == high:
        return 0.8 * low, 1.5 * high
    return low, high


def _bounds(before: str, after: str | None, low: float, high: float) -> Range | None:
    """“不到”“以上”这些说成的范围；都没说返回 None。"""
    after = after or ""
    if re.search(rf"(?:{AT_MOST})$", before) or re.search(r"以下|以内|之内|之下|内", after):
        return 0.0, high
    if re.search(rf"(?:{UNDER})$", before) or "不到" in after:
        return 0.0, below(low)
    if re.search(rf"(?:{OVER})$", before) or "开外" in after:
        return above(low), math.inf
    if re.search(rf"(?:{AT_LEAST})$", before) or re.search(r"以上|往上|朝上", after):
        return low, math.inf
    if re.search(rf"(?:{NEARLY})$", before):
        return NEARLY_FROM * low, below(low)
    if "出头" in after:
        return low, 1.25 * low
    if re.search(rf"(?:{ROUGHLY})$", before) or re.search(r"左右|上下", after):
        return 0.9 * low, 1.1 * high
    return None
