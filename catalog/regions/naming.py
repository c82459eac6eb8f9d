"""由区划全称得出人们日常说的简称。

返回值都是“可能的叫法”，是否采用由 `RegionTable` 按“至少两个字、不是普通词”决定。
"""

from __future__ import annotations

_ETHNIC = (
    "土家族 布依族 哈尼族 景颇族 傈僳族 哈萨克族 哈萨克 柯尔克孜族 柯尔克孜 维吾尔 朝鲜族 撒拉族 东乡族 "
    "保安族 裕固族 塔吉克族 塔吉克 拉祜族 布朗族 纳西族 普米族 独龙族 仡佬族 毛南族 仫佬族 达斡尔族 鄂温克族 "
    "蒙古族 蒙古 锡伯族 锡伯 各族 苗族 藏族 羌族 彝族 侗族 壮族 傣族 白族 回族 满族 瑶族 畲族 黎族 土族 佤族 怒族 水族"
).split()
_AUTONOMOUS = {"自治州": "州", "自治县": "县", "自治旗": "旗", "自治区": "区"}
_SUFFIXES = ("特别行政区", "地区", "新区", "特区", "林区", "省", "市", "区", "县", "旗", "盟")


def _without_ethnic(name: str) -> str:
    """去掉结尾的民族名：恩施土家族苗族 → 恩施；整个名字就是民族名的（东乡族）只去“族”字。"""
    while True:
        for word in _ETHNIC:
            if name.endswith(word):
                if len(name) - len(word) < 2:
                    return name.removesuffix("族")
                name = name[: -len(word)]
                break
        else:
            return name


def stem(name: str) -> str:
    """去掉层级后缀和民族名后的词干：浦东新区 → 浦东，恩施土家族苗族自治州 → 恩施；去完不足一个字就返回原名。"""
    for suffix in _AUTONOMOUS:
        if name.endswith(suffix):
            return _without_ethnic(name.removesuffix(suffix))
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix):
            core = name.removesuffix(suffix)
            return _without_ethnic(core) if core.endswith("族") else core
    return name


def colloquial(name: str) -> list[str]:
    """一个全称的日常叫法，最常用的在前：恩施土家族苗族自治州 → [恩施州, 恩施]。"""
    core = stem(name)
    forms: list[str] = []
    for suffix, short in _AUTONOMOUS.items():
        if name.endswith(suffix) and suffix != "自治区":
            forms.append(core + short)
    if core != name:
        forms.append(core)
    return forms
