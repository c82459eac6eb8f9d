"""在一个发布里查“某地某事”：挑哪条记录、是不是外地的、要不要列出几个办理项。不缓存，不换发布。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz.fuzz import ratio

from catalog.links import is_allowed
from catalog.matching import COVERS
from catalog.matching.names import normal
from catalog.offers import Offer, Variant, build_offer
from catalog.regions import NATION, Region, RegionTable
from catalog.schema import BasicItem, ServiceItem, ServicePackage
from catalog.snapshot import Snapshot
from catalog.storage.reading import Found

_RULE_ORDER = [
    "名称相同",
    "基本编码相同",
    "动作词位置不同",
    "全国名称去括注后相同",
    "映射文件写明",
    "名称是唯一别名",
    COVERS,
]
"""匹配规则从可靠到不太可靠；同一地方有几条时先用前面的。"""


def _rule_rank(found: Found) -> int:
    """匹配规则的可靠程度，越小越可靠。"""
    return _RULE_ORDER.index(found.rule) if found.rule in _RULE_ORDER else len(_RULE_ORDER)


class Lookup:
    """一个发布的查询。"""

    def __init__(self, snapshot: Snapshot, regions: RegionTable) -> None:
        self._data = snapshot
        self._regions = regions

    def _allowed(self, url: str) -> bool:
        """网址在不在白名单里。"""
        return is_allowed(url, self._data.hosts)

    def _links(self, region: str) -> list[str]:
        """从近到远的地方代码，不含全国。"""
        return [place.code for place in self._regions.chain(region) if place.code != NATION]

    def nearest(self, basic_code: str, region: str) -> list[Found]:
        """离这个地方最近的一级的匹配记录；规则更可靠、名称更像、内容更全的在前，没有就是空。"""
        links = self._links(region)
        if not self._data.covered.intersection(links):
            return []
        found = self._data.reader.by_basic(basic_code, links)
        if not found:
            return []
        level = min(links.index(one.region) for one in found)
        basic = self._data.basics.get(basic_code) or self._data.packages.get(basic_code)
        target = normal(basic.name) if basic else ""
        here = [one for one in found if one.region == links[level]]
        return sorted(here, key=lambda one: (_rule_rank(one), -ratio(normal(one.body["name"]), target), -len(one.body)))

    @staticmethod
    def _best(found: Iterable[Found], links: list[str]) -> Found | None:
        """按远近、规则、内容多少排第一的。"""
        return min(found, key=lambda one: (links.index(one.region), _rule_rank(one), -len(one.body)), default=None)

    def item(self, code: str, place: Region | None) -> Offer | None:
        """某地办某事项的答案；`code` 可以是全国代码或地方代码。"""
        basic = self._data.basics.get(code)
        if basic is not None:
            found = self.nearest(code, place.code) if place else []
            return self._offer(found[0] if found else None, basic, place, self._variants(found))
        rows = self._data.reader.by_code(code)
        if not rows:
            return None
        chosen, elsewhere = self._local(rows, place)
        if elsewhere and place is not None and chosen.basic_code in self._data.basics:
            return self.item(chosen.basic_code, place)
        offer = self._offer(chosen, self._data.basics.get(chosen.basic_code), None if elsewhere else place)
        if elsewhere and place is not None:
            offer.warnings.insert(0, f"这是{offer.region.name}的事项，{place.name}的情况没有收录，请向当地确认。")
        return offer

    def _local(self, rows: list[Found], place: Region | None) -> tuple[Found, bool]:
        """几条同代码记录里用哪一条，以及它是不是外地的。"""
        if place is None:
            return rows[0], False
        links = self._links(place.code)
        here = [found for found in rows if found.region in links]
        here = here or self._data.reader.by_text(rows[0].text_digest, links)
        best = self._best(here, links)
        if best is not None:
            return best, False
        # 问的是省、市，记录是下属区县的：不算外地。
        below = any(place.code == upper.code for upper in self._regions.chain(rows[0].region))
        return rows[0], not below

    def _variants(self, found: list[Found]) -> list[Variant]:
        """当地把一件事拆成的几个办理项；只有一个，或有一条与全国名称相同的，就不算拆开。"""
        names = {str(one.body["name"]) for one in found}
        if len(names) < 2 or found[0].rule != "映射文件写明":
            return []
        return [
            Variant(one.code, one.body["name"], url if self._allowed(url := one.body.get("url", "")) else "")
            for one in found
        ]

    def _offer(
        self, found: Found | None, basic: BasicItem | None, place: Region | None, variants: Sequence[Variant] = ()
    ) -> Offer:
        """合成答案。"""
        snapshot = self._data
        record_region = self._regions.get(found.region) if found else None
        return build_offer(
            regional=ServiceItem.model_validate(found.body) if found else None,
            basic=basic,
            citations=snapshot.citations.get(basic.code, []) if basic else [],
            asked=place,
            nation=self._regions.chain(NATION)[0],
            region_of_record=record_region,
            portals=snapshot.portals,
            hosts=snapshot.hosts,
            match_rule=found.rule if found else "",
            variants=variants,
        )

    def guide(self, package_code: str, place: Region) -> Offer | None:
        """某地对应某个一件事的官方指南。"""
        found = self.nearest(package_code, place.code)
        return self._offer(found[0], None, place) if found and found[0].kind == "guide" else None

    def package(self, code: str, place: Region | None) -> ServicePackage | None:
        """一件事；当地有官方指南时带上它的链接、来源和提醒。"""
        package = self._data.packages.get(code)
        if package is None:
            rows = self._data.reader.by_code(code)
            target = rows[0].basic_code if rows else ""
            if target not in self._data.packages:
                return None
            return self.package(target, place or self._regions.get(rows[0].region))
        offer = self.guide(code, place) if place else None
        if offer is None or not isinstance(offer.item, ServiceItem):
            return package
        local = offer.item
        url = local.url if self._allowed(local.url) else ""
        note = f"{offer.region.name}有官方指南《{local.name}》，条件、材料和流程以它为准。"
        scope = [f"该指南注明“{local.scope_note}”，请先确认您所在的市县是否适用。"] if local.scope_note else []
        return package.model_copy(
            update={
                "region": local.region,
                "url": url,
                "source": local.source_name or local.source,
                "notes": [*package.notes, note, *scope],
            }
        )
