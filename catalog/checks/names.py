"""名称、别名、易混事项、各地不同的字段名。"""

from __future__ import annotations

from collections.abc import Iterator

from catalog.checks.place import at
from catalog.matching.names import normal
from catalog.national_layer import NationalLayer
from catalog.problems import Problem
from catalog.schema import BasicItem


def check_names(layer: NationalLayer) -> Iterator[Problem]:
    """同名事项、与别的事项同名的别名、指向不存在事项的易混关系、写错的 varies。"""
    codes = {item.code for item in layer.items}
    names: dict[str, str] = {}
    for item in layer.items:
        key = normal(item.name)
        if key in names:
            yield at(layer, item.code, ("name",), "名称重复", f"与 {names[key]} 同名", "合并成一个，或把名称写清区别")
        names.setdefault(key, item.code)
    for item in layer.items:
        for index, alias in enumerate(item.aliases):
            other = names.get(normal(alias))
            if other and other != item.code:
                yield at(
                    layer,
                    item.code,
                    ("aliases", index),
                    "别名与名称冲突",
                    f"“{alias}”是 {other} 的名称",
                    "去掉这个别名",
                    "warning",
                )
        for index, confusion in enumerate(item.confused_with):
            if confusion.code == item.code:
                yield at(layer, item.code, ("confused_with", index), "易混事项", "指向了自己", "改成另一个事项的代码")
            elif confusion.code not in codes:
                yield at(
                    layer,
                    item.code,
                    ("confused_with", index),
                    "易混事项",
                    f"没有事项 {confusion.code}",
                    "改代码，或先加那个事项",
                )
        for index, name in enumerate(item.varies):
            if name not in BasicItem.model_fields:
                yield at(
                    layer,
                    item.code,
                    ("varies", index),
                    "字段名",
                    f"没有字段 {name}",
                    "写 time_limit、fee、materials 等字段名",
                    "warning",
                )
