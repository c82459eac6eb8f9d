"""给检索用的文档：每段不同的文字一条。

许多地方的记录文字完全相同，只算一条，带上所有地方；要具体到某地时由 CatalogStore 再换成当地那条。
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from catalog.regions import NATION
from catalog.schema import BasicItem, ServicePackage

Kind = Literal["item", "package"]


@dataclass(frozen=True, slots=True)
class Document:
    """一条检索文档。`basic_code` 是对应的全国代码（地方记录才有）；`regions` 是有这段文字的地方。"""

    doc_id: str
    code: str
    kind: Kind
    name: str
    summary: str
    aliases: list[str]
    situations: list[str]
    theme: str
    audience: list[str]
    regions: frozenset[str]
    basic_code: str = ""
    department: str = ""
    layer: Literal["national", "regional"] = "national"
    extra: dict[str, str] = field(default_factory=dict, hash=False, compare=False)


def basic_document(item: BasicItem) -> Document:
    """全国事项的文档；情形取常见问题的问法和条件。"""
    return Document(
        doc_id=f"basic:{item.code}",
        code=item.code,
        kind="item",
        name=item.name,
        summary=item.summary,
        aliases=list(item.aliases),
        situations=[faq.q for faq in item.faq],
        theme=item.theme,
        audience=list(item.audience),
        regions=frozenset({NATION}),
        department=item.department,
    )


def package_document(package: ServicePackage) -> Document:
    """一件事的文档；情形取事件和各选项的说法。"""
    options = [option for question in package.questions for option in question.options]
    situations = [package.event.name, *(option.label for option in options)]
    return Document(
        doc_id=f"package:{package.code}",
        code=package.code,
        kind="package",
        name=package.name,
        summary=package.summary,
        aliases=list(package.aliases),
        situations=list(dict.fromkeys(situations)),
        theme=package.theme,
        audience=list(package.audience),
        regions=frozenset({package.region}),
    )


def regional_id(kind: str, digest: str) -> str:
    """一段地方文字的文档编号。"""
    return f"{kind}:{digest}"


def regional_document(
    record: dict[str, Any], *, kind: str, digest: str, regions: frozenset[str], basic_code: str
) -> Document:
    """地方记录的文档。没有概述的，用所属大项作概述，不编造内容。"""
    summary = record.get("summary") or ""
    group = record.get("group") or ""
    if not summary and group:
        summary = f"属于“{group}”"
    members = [member["name"] for member in record.get("members", ())]
    return Document(
        doc_id=regional_id(kind, digest),
        code=record["code"],
        kind="package" if kind == "guide" and basic_code else "item",
        name=record["name"],
        summary=summary,
        aliases=list(record.get("aliases", ())),
        situations=members,
        theme=record.get("theme", ""),
        audience=list(record.get("audience", ())),
        regions=regions,
        basic_code=basic_code,
        department=record.get("department", ""),
        layer="regional",
    )
