"""事实要有依据，依据要登记。"""

from __future__ import annotations

from collections.abc import Iterator

from catalog.checks.place import at
from catalog.national_layer import NationalLayer
from catalog.problems import Problem
from catalog.schema import BASIS, BasicItem


def check_basis(layer: NationalLayer) -> Iterator[Problem]:
    """依据写法对不对、登记了没有；常见问题的依据也查。"""
    for item in layer.items:
        laws = layer.laws.get(layer.places[item.code][0], {})
        cited: list[tuple[tuple[str | int, ...], str]] = [(("basis", key), text) for key, text in item.basis.items()]
        cited += [(("faq", index, "basis"), faq.basis) for index, faq in enumerate(item.faq) if faq.basis]
        for path, text in cited:
            for part in text.split("；"):
                found = BASIS.match(part.strip())
                if not found:
                    yield at(layer, item.code, path, "依据写法", f"看不懂“{part}”", "写成“law-id 第X条”，多条用；隔开")
                elif found["law"] not in laws:
                    yield at(
                        layer,
                        item.code,
                        path,
                        "依据未登记",
                        f"laws 里没有 {found['law']}",
                        "在同一文件的 laws 里登记名称和施行日期",
                    )


def _stated(item: BasicItem) -> list[str]:
    """写了哪些必须有依据的事实。"""
    stated = []
    if item.conditions:
        stated.append("conditions")
    if item.materials:
        stated.append("materials")
    if item.time_limit.days is not None:
        stated.append("time_limit")
    if item.fee.amount_yuan is not None:
        stated.append("fee")
    return stated


def check_facts(layer: NationalLayer) -> Iterator[Problem]:
    """写了条件、材料、时限、收费、期限，就要有依据。"""
    for item in layer.items:
        if "default" in item.basis:
            continue
        for name in _stated(item):
            if name not in item.basis:
                yield at(
                    layer,
                    item.code,
                    (name,),
                    "事实没有依据",
                    f"{name} 没有出处",
                    "在 basis 写 default 或这个字段的依据；没有就留空",
                )
    for package in layer.packages:
        for index, step in enumerate(package.steps):
            if step.deadline_days is not None and not step.deadline_basis:
                yield at(
                    layer,
                    package.code,
                    ("steps", index, "deadline_days"),
                    "事实没有依据",
                    f"{step.item} 的期限没有出处",
                    "写 deadline_basis；没有全国规定就不写期限",
                )
