"""检索结果的形状，以及怎样从目录补上展示用的事实（部门、说明、入口）。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from retrieval.features import NAMES


@dataclass(frozen=True)
class Scored:
    """一个打过分的候选：文档、排序分、地方层级（0 为全国）、特征和两项偏好。"""

    document: Any
    score: float
    level: int
    features: np.ndarray
    boost: float
    penalty: float

    def carrying(self, other: Scored) -> Scored:
        """返回以本条出面、带上另一条分数的候选。"""
        return replace(self, score=other.score, features=other.features)

    def parts(self) -> dict[str, float]:
        """返回分数的组成：各特征值和地区、服务对象偏好。"""
        values = {name: round(float(value), 4) for name, value in zip(NAMES, self.features, strict=True)}
        return {**values, "region": round(self.boost, 4), "audience": round(self.penalty, 4)}


@dataclass(frozen=True)
class Hit:
    """一条结果。`score` 是它在全部候选中的份额（0 到 1）；`parts` 是分数的组成。"""

    code: str
    name: str
    kind: str
    score: float
    department: str
    region: Any
    summary: str
    url: str
    basic_code: str
    parts: dict[str, float]


@dataclass(frozen=True)
class Elsewhere:
    """问的这件事所问的地方没有、别处有：编码、名称、有它的地区代码和找对了的概率（0 到 1）。"""

    code: str
    name: str
    regions: tuple[str, ...]
    answerable: float


@dataclass(frozen=True)
class SearchResult:
    """一次检索：认出的地区（或要追问的几个）、结果、用时、第一名答得对的概率，和别处才有的那件事。"""

    query: str
    region: Any
    region_candidates: list[Any]
    hits: list[Hit]
    took_ms: float
    answerable: float
    elsewhere: Elsewhere | None = None


def hit_for(scored: Scored, share: float, place: Any, store: Any, regions: Any) -> Hit:
    """返回一条结果；部门、说明和入口取目录里对这个地方的答复。"""
    document = scored.document
    where = place.code if place is not None else None
    department, url, summary = "", "", document.summary
    answered = None
    if document.kind == "package":
        package = store.package(document.code, where)
        if package is not None:
            package = getattr(package, "package", package)
            url, summary = getattr(package, "url", ""), package.summary
    else:
        offer = store.item(document.code, where)
        if offer is not None:
            department, summary = offer.item.department, offer.item.summary or summary
            url = offer.entry.url if offer.entry is not None else ""
            answered = offer.region
    if answered is None:
        answered = _nearest(document, place, regions)
    return Hit(
        code=document.code,
        name=document.name,
        kind=document.kind,
        score=round(share, 4),
        department=department,
        region=answered,
        summary=summary,
        url=url,
        basic_code=document.basic_code,
        parts=scored.parts(),
    )


def _nearest(document: Any, place: Any, regions: Any) -> Any:
    if place is not None:
        for region in regions.chain(place.code):
            if region.code in document.regions:
                return region
    return regions.get("000000")
