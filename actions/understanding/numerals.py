"""听出数词是多少：汉字的、阿拉伯的、约数（百把、十来、三四十、两三万、几百、上千），都化成一个范围。

约数只取可能的范围，不取一个数：“百把”是八十到一百五，落在分界两边时由问的人再问，不替市民定。
"""

from __future__ import annotations

import math
import re

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
DIGIT = "[零〇一二两三四五六七八九]"

NUMERAL = (
    r"(?:(?:好几|大几|数|几)[十百千万亿]+|(?:上|成)[百千万]+|百十|\d+(?:\.\d+)?\s*[十百千万亿wWkK]*(?:(?<=[百千万])\d)?"
    r"|[零〇一二两俩三四五六七八九十百千万亿]+(?:点[零一二三四五六七八九]+)?|好?几|[大小]?半)"
    r"(?:(?<=[十百千万亿0])几|[来把多余](?=[万亿个岁周年月天日块元头只人名口吨斤亩平公分])|(?<=[百千万])把)?[万亿]?"
)
"""数词的写法；要不要紧跟单位由用它的人管。"""

FEW, SEVERAL = (2.0, 9.0), (3.0, 9.0)
ABOUT_BELOW, ABOUT_ABOVE = 0.2, 0.5
"""“十来”“百把”：比整数少两成到多五成（按最后一位的大小算）。"""

HALVES = {"半": (0.5, 0.5), "大半": (0.51, 0.99), "小半": (0.3, 0.49)}

Range = tuple[float, float]


def below(value: float) -> float:
    """不到这么多：紧挨着它的下一个数，“不满六”与“六以上”不重叠。"""
    return math.nextafter(value, -math.inf)


def above(value: float) -> float:
    """比这么多还多：紧挨着它的上一个数。"""
    return math.nextafter(value, math.inf)


def numeral_range(words: str) -> Range | None:
    """数词可能的范围（含两端）；“三十”两端相同，“三四十”是 30 到不满 50。不是数词返回 None。"""
    words = re.sub(r"\s", "", words).translate(str.maketrans("wWkK俩〇", "万万千千两零"))
    loose = re.fullmatch(r"(.+?)([来把多余])([万亿]?)", words)
    if loose:
        base, scale = numeral_range(loose[1]), float(SCALES.get(loose[3], 1))
        if base is None:
            return None
        low, high = base if base[0] != base[1] else _loosely(loose[1], base[0], loose[2])
        return low * scale, high * scale
    if re.fullmatch(r"[\d.]+", words):
        return (float(words),) * 2
    arabic = re.fullmatch(r"([\d.]+)([十百千万亿]+)(几?)(\d*)", words)
    if arabic:
        return _arabic(float(arabic[1]), arabic[2], arabic[3], arabic[4])
    if "点" in words:
        whole, _, part = words.partition("点")
        scaled = re.fullmatch(rf"({DIGIT}+)([十百千万亿]*)", part)
        base = numeral_range(whole)
        if base is None or scaled is None:
            return None
        value = base[0] + float("0." + "".join(str(DIGITS[c]) for c in scaled[1]))
        return (value * _product(scaled[2]),) * 2
    return _chinese(words)


def _product(scales: str) -> float:
    return math.prod(SCALES[c] for c in scales)


def _arabic(value: float, scales: str, few: str, rest: str) -> Range:
    """“3万”“2千”“1万5”“20几”里前三种；最后一种的“几”是零头。"""
    scale = _product(scales)
    total = value * scale + (float(rest) * scale / 10 if rest else 0.0)
    return (total + scale / 10, below(total + scale)) if few else (total, total)


def _loosely(words: str, value: float, how: str) -> Range:
    """“十来”“百把”在整数上下，“三十多”“六十余”只多不少；零头不超过最后一位。"""
    last = next((float(SCALES[c]) for c in reversed(words) if c in SCALES), 0.0)
    if not last:
        last = 1.0
        while value and value % (last * 10) == 0:
            last *= 10
    if how in "多余":
        return above(value), below(value + last)
    return value - ABOUT_BELOW * last, value + ABOUT_ABOVE * last


def _chinese(words: str) -> Range | None:
    """汉字数词：先按亿、万分开，再逐位加；相连两个数字（三四十）、“几”是一个范围。"""
    if words.endswith("半"):
        return HALVES.get(words)
    if words.startswith("百十"):
        base, scale = _loosely("百", 100.0, "来"), _product(words[2:])
        return base[0] * scale, base[1] * scale
    if re.fullmatch(r"[上成][百千万]+", words):
        scale = _product(words[1:])
        return scale, below(10 * scale)
    for big in "亿万":
        head, found, tail = words.rpartition(big)
        if found:
            return _joined(_chinese(head) if head else (1.0, 1.0), float(SCALES[big]), tail)
    if re.fullmatch(rf"{DIGIT}{{3,}}", words):
        return (float("".join(str(DIGITS[c]) for c in words)),) * 2
    return _below_ten_thousand(words)


def _joined(head: Range | None, scale: float, tail: str) -> Range | None:
    """万、亿前面的数和后面的零头：“两万五”的五是五千。"""
    if head is None:
        return None
    wide = head[0] != head[1] and head[1] == int(head[1])
    low, high = head[0] * scale, (below((head[1] + 1) * scale) if wide else head[1] * scale)
    if not tail:
        return low, high
    if len(tail) == 1 and tail in DIGITS:
        rest: Range | None = (DIGITS[tail] * scale / 10,) * 2
    else:
        rest = (1.0, 9.0) if tail == "几" else _below_ten_thousand(tail.lstrip("零"))
    return (low + rest[0], high + rest[1]) if rest else None


def _below_ten_thousand(words: str) -> Range | None:
    """千、百、十、个位；“一百二”的二是二十，“十几”的几是一到九。"""
    low = high = 0.0
    place, last = 0, 0.0
    for match in re.finditer(rf"(?P<zero>零)?(?P<digits>好几|大几|几|数|{DIGIT}{{1,2}})?(?P<scale>[十百千])?", words):
        if not match.group():
            continue
        if match.start() != place:
            return None
        place, said = match.end(), match["digits"]
        scale = float(SCALES.get(match["scale"], 1))
        if said is None:
            first, second = (1.0, 1.0) if match["scale"] else (0.0, 0.0)
        elif said in ("几", "数"):
            first, second = FEW if not last else (1.0, 9.0)
        elif said in ("好几", "大几"):
            first, second = SEVERAL
        else:
            first, second = float(DIGITS[said[0]]), float(DIGITS[said[-1]])
        if not match["scale"] and last >= 100 and not match["zero"] and said not in (None, "几"):
            scale = last / 10
        low += first * scale
        high += second * scale if first == second or scale == 1 else below((second + 1) * scale)
        last = scale
    return (low, high) if place == len(words) and last else None
