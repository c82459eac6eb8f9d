"""日期：过期的、写到未来的、太久没核对的、依据还没施行的。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from catalog.checks.place import at
from catalog.national_layer import NationalLayer
from catalog.problems import Problem
from catalog.schema import BASIS, BasicItem, ServicePackage

_STALE_DAYS = 365


def check_dates(layer: NationalLayer, today: dt.date) -> Iterator[Problem]:
    """有效期、核对日期、依据的施行日期。"""
    for item in layer.items:
        if item.valid_to is not None and item.valid_to < today:
            yield at(layer, item.code, ("valid_to",), "已过期", f"有效期到 {item.valid_to}", "核对新规定后改写，或删掉")
        if item.valid_from and item.valid_to and item.valid_from > item.valid_to:
            yield at(layer, item.code, ("valid_from",), "日期矛盾", "开始晚于结束", "核对两个日期")
        laws = layer.laws.get(layer.places[item.code][0], {})
        for key, text in item.basis.items():
            for part in text.split("；"):
                found = BASIS.match(part.strip())
                law = laws.get(found["law"]) if found else None
                if law and law.effective > today and (item.valid_from is None or item.valid_from < law.effective):
                    yield at(
                        layer,
                        item.code,
                        ("basis", key),
                        "依据未施行",
                        f"《{law.name}》{law.effective} 才施行",
                        "改用现行规定，或写 valid_from",
                    )
    records: list[BasicItem | ServicePackage] = [*layer.items, *layer.packages]
    for record in records:
        if record.checked > today:
            yield at(
                layer, record.code, ("checked",), "日期矛盾", f"核对日期 {record.checked} 在未来", "写实际核对的日期"
            )
        elif (today - record.checked).days > _STALE_DAYS:
            yield at(
                layer,
                record.code,
                ("checked",),
                "太久没核对",
                f"上次核对是 {record.checked}",
                "对照现行规定核对后更新日期",
                "warning",
            )
