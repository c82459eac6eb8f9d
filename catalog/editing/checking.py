"""改一条记录时的校验：字段定义、与别的记录的关系、链接、电话、过时说法；每个问题落在一个字段上。"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from catalog.checks import check_imported, check_national
from catalog.editing.changes import ADDED, WHOLE, Edit, compacted
from catalog.editing.records import MODELS, Key
from catalog.editing.versions import edited_layer
from catalog.importing.mapping import NO_MATCH
from catalog.links import hosts_of
from catalog.national_layer import NATIONAL, NationalLayer, load_national, national_digest, said_plainly
from catalog.problems import Problem
from catalog.regions import RegionTable
from catalog.schema import Record, ServiceItem


@lru_cache(maxsize=2)
def _loaded(folder: Path, _digest: str) -> NationalLayer:
    """读过的全国目录；文件没变就不再读。"""
    return load_national(folder)


def national_layer(folder: Path, edits: Sequence[Edit]) -> NationalLayer:
    """全国目录叠上修改；可以随意改，不影响别人。"""
    loaded = _loaded(folder, national_digest(folder))
    layer = copy.copy(loaded)
    layer.items, layer.packages, layer.portals = list(loaded.items), list(loaded.packages), list(loaded.portals)
    layer.regions = list(loaded.regions)
    layer.laws, layer.places, layer.paths = dict(loaded.laws), dict(loaded.places), dict(loaded.paths)
    edited_layer(layer, edits)
    return layer


def as_record(kind: str, content: dict[str, Any]) -> tuple[Record | None, list[Problem]]:
    """内容 → 记录；不合字段定义时返回 None 和问题。"""
    try:
        return MODELS[kind].model_validate(content), []
    except ValidationError as error:
        problems = []
        for detail in error.errors():
            message, remedy = said_plainly(detail)
            column = ".".join(str(part) for part in detail["loc"])
            problems.append(Problem("字段错误", message, remedy, "", None, column))
        return None, problems


def tidy(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """与库里同一种写法：缺省值不写；不合定义的原样返回。"""
    record, _ = as_record(kind, content)
    return record.model_dump(mode="json", exclude_defaults=True) if record else content


def check_record(
    kind: str, content: dict[str, Any], edits: Sequence[Edit], folder: Path = NATIONAL, today: dt.date | None = None
) -> list[Problem]:
    """一条记录的全部问题；`edits` 是正在服务的和同一单子里的修改（别的记录可能也在改）。"""
    record, problems = as_record(kind, content)
    if record is None:
        return problems
    code = str(content.get("code") or content.get("id") or "")
    if isinstance(record, ServiceItem):
        return _check_regional(record, national_layer(folder, compacted(edits)))
    key = Key(kind, code, str(content.get("region", "000000")))
    trial = Edit(0, "national", key, code, ADDED, {WHOLE: {"old": None, "new": content}})
    layer = national_layer(folder, compacted([*edits, trial]))
    return [one for one in check_national(layer, today or dt.date.today()) if one.record == code]


def _check_regional(item: ServiceItem, layer: NationalLayer) -> list[Problem]:
    """一条地方事项的问题。"""
    problems = list(check_imported([item], hosts_of(layer.portals), ""))
    if RegionTable.load().with_entries(layer.regions).get(item.region) is None:
        message = f"没有区划代码 {item.region}"
        problems.append(Problem("地区", message, "写 6 位或 9 位行政区划代码", "", None, "region"))
    codes = {basic.code for basic in layer.items}
    if item.basic_code not in {"", NO_MATCH, *codes}:
        message = f"全国目录没有 {item.basic_code}"
        problems.append(Problem("对应关系", message, "改成现有的代码，或清空", "", None, "basic_code"))
    return problems
