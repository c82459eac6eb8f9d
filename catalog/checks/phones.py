"""电话号码的写法；全国目录里只用全国热线。"""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.checks.place import at
from catalog.national_layer import NationalLayer
from catalog.problems import Problem

_HOTLINE = re.compile(r"(?:1[0-2]\d|123\d\d|12[0-9]{3}|95\d{3,4}|116114|100\d\d|962\d{3}|96\d{3,4})")
_LANDLINE = re.compile(r"(?:\(?0\d{2,3}\)?[-—\s]?)?[1-9]\d{6,7}(?:[-转]\d{1,6})?")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_TOLL_FREE = re.compile(r"[48]00[-\s]?\d{3}[-\s]?\d{4}")
_SPLIT = re.compile(r"[、,，;；/／\s]+(?![-\d]{1,4}$)")


def is_phone(text: str) -> bool:
    """是不是电话号码（热线、带或不带区号的座机、手机、400；多个用顿号隔开）。"""
    parts = [part for part in _SPLIT.split(text.strip()) if part]
    kinds = (_HOTLINE, _LANDLINE, _MOBILE, _TOLL_FREE)
    return bool(parts) and all(any(kind.fullmatch(part) for kind in kinds) for part in parts)


def check_phones(layer: NationalLayer) -> Iterator[Problem]:
    """全国目录的电话必须是登记过的热线。"""
    hotlines = {portal.number for portal in layer.portals if portal.number} | {"110", "119", "120", "122"}
    for item in layer.items:
        numbers: list[tuple[tuple[str | int, ...], str]] = [(("consult_phone",), item.consult_phone)]
        numbers += [(("channels", index, "number"), channel.number) for index, channel in enumerate(item.channels)]
        for path, number in numbers:
            if not number:
                continue
            if not is_phone(number):
                yield at(layer, item.code, path, "电话写法", f"“{number}”不像电话号码", "只写号码")
            elif number not in hotlines:
                yield at(
                    layer,
                    item.code,
                    path,
                    "电话未登记",
                    f"{number} 还没有在 portals.yaml 登记来源",
                    "登记这条热线的名称和来源，或改用 12345",
                    "warning" if _HOTLINE.fullmatch(number) else "error",
                )
