"""把目录记录变成数据库的行，再变回来。正文是 JSON：记录本身加上来源说明。"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from catalog.national_layer import Citation, NationalLayer
from catalog.schema import NATION, Record, ServiceItem


@dataclass(frozen=True, slots=True)
class Row:
    """一条待存的记录。kind：basic、package、portal 属全国目录；item、guide 属各地。"""

    kind: str
    code: str
    name: str
    region: str
    body: str
    catalog_code: str = ""
    basic_code: str = ""
    text_digest: str = ""

    def columns(self) -> dict[str, str]:
        """数据库的列。"""
        return asdict(self)


def text_digest(*parts: str | Iterable[str]) -> str:
    """检索文字的摘要：名称、概述、别名、主题都相同，才算同一段文字。"""
    joined = "\x1f".join(part if isinstance(part, str) else "\x1e".join(part) for part in parts)
    return hashlib.sha1(joined.encode(), usedforsecurity=False).hexdigest()


def _body(record: Record, **extra: Any) -> str:
    """正文：只存写了的字段，另加来源说明。"""
    content = record.model_dump(mode="json", exclude_defaults=True)
    return json.dumps({"record": content, **extra}, ensure_ascii=False, sort_keys=True)


def national_rows(layer: NationalLayer) -> list[Row]:
    """全国目录的全部行。"""
    rows = [
        Row(
            "basic",
            item.code,
            item.name,
            NATION,
            _body(item, citations=[asdict(citation) for citation in layer.citations(item)]),
            item.catalog_code,
            "",
            text_digest(item.name, item.summary, item.aliases, item.theme),
        )
        for item in layer.items
    ]
    rows += [
        Row(
            "package",
            package.code,
            package.name,
            package.region,
            _body(package),
            text_digest=text_digest(package.name, package.summary, package.aliases, package.theme),
        )
        for package in layer.packages
    ]
    rows += [Row("portal", portal.id, portal.name, portal.region, _body(portal)) for portal in layer.portals]
    rows += [Row("region", place.code, place.name, NATION, _body(place)) for place in layer.regions]
    return rows


def service_row(item: ServiceItem) -> Row:
    """一条地方事项或“一件事”指南（有成员事项的）。"""
    guide = bool(item.members)
    return Row(
        "guide" if guide else "item",
        item.code,
        item.name,
        item.region,
        _body(item),
        item.catalog_code,
        item.package_code if guide else " ".join(item.covers) or item.basic_code,
        text_digest(item.name, item.summary, item.aliases, item.group, item.theme),
    )


def citations_of(body: dict[str, Any]) -> list[Citation]:
    """正文里的依据。"""
    return [Citation(**citation) for citation in body.get("citations", ())]
