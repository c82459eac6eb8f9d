"""听出年龄，看事项名里写的年龄段合不合：“居民身份证首次申领（未满16周岁）”与“我十一岁”。"""

from __future__ import annotations

import re

from actions.understanding.ordinals import NUMBER, spoken_number

AGE = re.compile(rf"(?<![第满\d])(?P<number>{NUMBER})(?:周)?岁(?!以[上下内]|及)")
GROWN = re.compile(
    rf"(?:等|到)(?:他|她|我|娃|孩子|儿子|女儿|宝宝)(?:到|满|长到)?(?P<number>{NUMBER})(?=$|了|呢|以?后|之后|再|，)"
)
"""“等他18呢”：不说岁，说的也是年龄。"""

MONTHS = re.compile(r"(个月|天)大|刚(出)?生|新生儿|没满月|满月")
GRADE = re.compile(r"(?P<grade>[一二三四五六])年级|(?P<junior>初中?[一二三])|(?P<senior>高中?[一二三])")
UNDER, OVER = re.compile(r"未满(\d+)周?岁?"), re.compile(r"(?<!未)(?:年满|满)?(\d+)周?岁(?:以上|及以上)|年满(\d+)周?岁")


def said_age(text: str) -> int | None:
    """话里说的年龄；没说、或说了两个人的，返回 None。年级按入学年龄估，只用来分未成年和成年。"""
    found = {spoken_number(match["number"]) for pattern in (AGE, GROWN) for match in pattern.finditer(text)}
    if len(found) == 1:
        return found.pop()
    if found:
        return None
    if MONTHS.search(text):
        return 0
    grade = GRADE.search(text)
    if grade is None:
        return None
    if grade["junior"] or grade["senior"]:
        return (11 if grade["junior"] else 14) + "一二三".index((grade["junior"] or grade["senior"])[-1]) + 1
    return 6 + "一二三四五六".index(grade["grade"])


def suits(name: str, age: int) -> bool | None:
    """事项名里的年龄段合不合这个年龄；名字里没写年龄段返回 None。"""
    under, over = UNDER.search(name), OVER.search(name)
    if under:
        return age < int(under[1])
    return age >= int(over[1] or over[2]) if over else None
