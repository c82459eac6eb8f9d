"""人填的地区：代码或独一无二的名字。"""

from __future__ import annotations

from catalog.regions import Region, RegionTable


def typed_place(table: RegionTable, typed: str) -> tuple[Region | None, str]:
    """（认出的地区，没认出时的说明）；空着两样都没有。同名的列出来请人写全。"""
    words = typed.strip()
    if not words:
        return None, ""
    if words.isdecimal():
        found = table.get(words)
        return found, "" if found else "没有这个行政区划代码，请核对。"
    named = table.named(words)
    if len(named) == 1:
        return named[0], ""
    if named:
        listed = "、".join(f"{table.full_name(one.code)}（{one.code}）" for one in named[:6])
        return None, f"叫这个名字的不止一处：{listed}。请写代码。"
    return None, "没有认出这个地区，请写全名或行政区划代码。"
