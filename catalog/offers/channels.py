"""把事项里写的渠道（portal: province）换成这个地方的实际入口。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.regions import NATION, RegionTable
from catalog.schema import BasicItem, Channel, ChannelKind, Portal, ServiceItem

PROVINCE = "province"
# 全国平台里，各省有自己站点的：在某省就给该省的站点。
_PROVINCIAL_SITES = {"12123": "traffic"}
_REMOTE: tuple[ChannelKind, ...] = ("online", "app", "mini_program")


@dataclass(frozen=True, slots=True)
class ResolvedChannel:
    """一个能直接给人用的渠道：网上有网址，App 有名称，电话有号码，窗口有地点。"""

    kind: ChannelKind
    name: str
    url: str = ""
    number: str = ""
    address: str = ""
    note: str = ""
    portal: str = ""
    national: bool = False

    def as_dict(self) -> dict[str, str]:
        """回复里用的形式：只给有内容的键。"""
        given = {"kind": self.kind, "name": self.name, "url": self.url, "number": self.number}
        given |= {"address": self.address, "note": self.note}
        return {key: value for key, value in given.items() if value}


class PortalTable:
    """官方入口登记表：按 id 查，或按地方和种类查。"""

    def __init__(self, portals: Iterable[Portal], regions: RegionTable) -> None:
        self._by_id = {portal.id: portal for portal in portals}
        self._regions = regions

    def get(self, portal_id: str) -> Portal | None:
        """登记的入口；没有返回 None。"""
        return self._by_id.get(portal_id)

    def all(self) -> list[Portal]:
        """全部登记的入口。"""
        return list(self._by_id.values())

    def for_region(self, region: str, kind: str = "online", role: str = "") -> Portal | None:
        """这个地方的政务服务入口：从近到远找 `portal-代码`（网站）或 `app-代码`（App）；`role` 可指定 traffic、gov。"""
        prefix = role or {"online": "portal", "app": "app", "mini_program": "mini"}.get(kind, kind)
        for place in self._regions.chain(region):
            portal = self._by_id.get(f"{prefix}-{place.code}")
            if portal is not None:
                return portal
        return None

    def resolve(self, channel: Channel, region: str) -> ResolvedChannel | None:
        """一个渠道在这个地方的样子；网上渠道在当地没有对应入口时返回 None。"""
        if channel.kind in _REMOTE:
            return self._remote(channel, region)
        portal = self._by_id.get(channel.portal)
        number = channel.number or (portal.number if portal else "")
        name = channel.name or (portal.name if portal else "") or ("邮寄办理" if channel.kind == "post" else "")
        if channel.kind == "phone":
            return ResolvedChannel("phone", name or "咨询电话", number=number, note=channel.note) if number else None
        return ResolvedChannel(channel.kind, name or "办事窗口", address=name, note=channel.note)

    def _remote(self, channel: Channel, region: str) -> ResolvedChannel | None:
        """网站、App、小程序。`province` 换成所在省的；不知道在哪个省时用国家平台。"""
        portal = self._by_id.get(channel.portal)
        if channel.portal == PROVINCE:
            portal = self.for_region(region, channel.kind)
            if portal is None and channel.kind == "online":
                portal = self._by_id.get("gjzwfw")
        elif channel.portal in _PROVINCIAL_SITES and region != NATION:
            portal = self.for_region(region, role=_PROVINCIAL_SITES[channel.portal]) or portal
        if portal is None:
            return None
        name = channel.name or portal.name
        return ResolvedChannel(
            portal.kind if channel.portal == PROVINCE else channel.kind,
            name,
            url=portal.url,
            note=channel.note,
            portal=portal.id,
            national=portal.region == NATION,
        )

    def channels(self, item: BasicItem, region: str) -> list[ResolvedChannel]:
        """一个事项在这个地方的全部渠道，去重，保持原来的次序。"""
        found = [resolved for channel in item.channels if (resolved := self.resolve(channel, region))]
        if isinstance(item, ServiceItem) and item.address:
            found.append(ResolvedChannel("window", "办事窗口", address=item.address, note=item.hours))
        if item.consult_phone and not any(channel.number == item.consult_phone for channel in found):
            found.append(ResolvedChannel("phone", "咨询电话", number=item.consult_phone))
        return list(dict.fromkeys(found))
