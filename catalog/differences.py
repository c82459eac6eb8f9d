"""比较同一事项的两份说法：材料、时限、收费、电话、链接哪里不一样，对办事人有多大害处。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from catalog.matching.names import normal, without_brackets
from catalog.schema import BasicItem, Material, ServiceItem

FieldName = Literal["materials", "fee", "time_limit", "consult_phone", "url"]
HARM: dict[str, int] = {"fee": 5, "materials": 4, "url": 3, "time_limit": 2, "consult_phone": 2}
"""害处：多花钱、白跑一趟最大；等的天数、电话次之。"""
_SYNONYMS = (
    (re.compile(r"中华人民共和国|有效的?|本人|申请人|复印件|原件|及|和"), ""),
    (re.compile(r"居民户口[簿本]|户口[簿本]"), "户口簿"),
    (re.compile(r"居民身份证|有效身份证件?|身份证明|身份材料|身份证件"), "身份证"),
    (re.compile(r"免冠照片?|证件照片?|个人照片|近期.*照片|.*寸.*照片?"), "照片"),
    (re.compile(r"(房屋)?不动产(权)?(证书|证)|房产证|房屋所有权证"), "不动产证"),
    (re.compile(r"工商营业执照"), "营业执照"),
    (re.compile(r"社会保障卡"), "社保卡"),
)
_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
_EITHER = re.compile(r"或者?|、|/")


@dataclass(frozen=True, slots=True)
class Difference:
    """一处不同：字段、害处（5 最大）、甲方的说法、乙方的说法、给人看的一句话。"""

    field: FieldName
    harm: int
    first: str
    second: str
    words: str


def material_key(name: str) -> str:
    """材料的统一叫法：中华人民共和国居民身份证、有效身份证件都是“身份证”。"""
    text = without_brackets(name)
    for pattern, short in _SYNONYMS:
        text = pattern.sub(short, text)
    return text or normal(name)


def _keys(name: str) -> set[str]:
    """一样材料的全部叫法：“社保卡或身份证”有两个，任一个对上就算同一样。"""
    return {key for part in _EITHER.split(_BRACKETS.sub("", name)) if (key := material_key(part))}


def _needed(materials: list[Material]) -> list[str]:
    """必须交的材料。情形材料和免提交的不比。"""
    return [m.name for m in materials if m.required and not m.when and not m.waived]


def _extra(first: list[str], second: list[str]) -> list[str]:
    """第一方比第二方多要的：互相包含的叫法算同一样。"""
    known = {key for name in second for key in _keys(name)}
    return [name for name in first if not any(key in other or other in key for key in _keys(name) for other in known)]


def differences(first: BasicItem, second: BasicItem, first_name: str, second_name: str) -> list[Difference]:
    """两份说法的全部不同；只比双方都写了的字段，害处大的在前。"""
    found: list[Difference] = []
    if first.materials and second.materials:
        mine, theirs = _needed(first.materials), _needed(second.materials)
        all_mine = [material.name for material in first.materials]
        all_theirs = [material.name for material in second.materials]
        more, less = _extra(mine, all_theirs), _extra(theirs, all_mine)
        if more or less:
            parts = [f"{first_name}多列：{'、'.join(more)}"] if more else []
            parts += [f"{second_name}多列：{'、'.join(less)}"] if less else []
            found.append(_made("materials", "、".join(mine), "、".join(theirs), "；".join(parts)))
    if first.fee.amount_yuan is not None or second.fee.amount_yuan is not None:
        found += _fees(first, second, first_name, second_name)
    found += _limits(first, second, first_name, second_name)
    if first.consult_phone and second.consult_phone and first.consult_phone != second.consult_phone:
        words = f"咨询电话不同：{first_name}是 {first.consult_phone}，{second_name}是 {second.consult_phone}"
        found.append(_made("consult_phone", first.consult_phone, second.consult_phone, words))
    if isinstance(first, ServiceItem) and isinstance(second, ServiceItem) and first.region == second.region:
        same = normal(first.name) == normal(second.name)
        if same and first.url and second.url and first.url != second.url:
            words = f"同一事项有两个链接：{first_name}与{second_name}不同"
            found.append(_made("url", first.url, second.url, words))
    return sorted(found, key=lambda difference: -difference.harm)


def _made(field: FieldName, first: str, second: str, words: str) -> Difference:
    """带上害处等级。"""
    return Difference(field, HARM[field], first, second, words)


def _fees(first: BasicItem, second: BasicItem, first_name: str, second_name: str) -> list[Difference]:
    """收费不同：一方写明数额，另一方写了别的。"""
    mine = f"{first.fee.amount_yuan:g} 元" if first.fee.amount_yuan is not None else first.fee.text
    theirs = f"{second.fee.amount_yuan:g} 元" if second.fee.amount_yuan is not None else second.fee.text
    if not mine or not theirs or mine == theirs:
        return []
    return [_made("fee", mine, theirs, f"收费不同：{first_name}是“{mine}”，{second_name}是“{theirs}”")]


def _limits(first: BasicItem, second: BasicItem, first_name: str, second_name: str) -> list[Difference]:
    """法定时限不同，或承诺的比法定的还长（承诺比法定短是好事，不算不同）。"""
    mine, theirs = first.time_limit, second.time_limit
    found = []
    if mine.days is not None and theirs.days is not None and (mine.days, mine.unit) != (theirs.days, theirs.unit):
        one, two = f"{mine.days} 个{mine.unit}", f"{theirs.days} 个{theirs.unit}"
        found.append(_made("time_limit", one, two, f"法定时限不同：{first_name}是 {one}，{second_name}是 {two}"))
    for item, name, other, other_name in (
        (first, first_name, second, second_name),
        (second, second_name, first, first_name),
    ):
        promised = item.promised_days if isinstance(item, ServiceItem) else None
        legal = other.time_limit.days
        if promised is not None and legal is not None and promised > legal:
            words = f"{name}承诺 {promised} 天，比{other_name}的法定 {legal} 个{other.time_limit.unit}还长"
            found.append(_made("time_limit", str(promised), str(legal), words))
    return found
