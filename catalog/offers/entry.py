"""一个事项只给一个官方入口，并说明为什么是它。

次序：本地事项的直达链接 > 事项写明的全国垂直平台 > 所在省政务服务网 > App > 窗口 > 电话。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.links import is_allowed, is_insecure
from catalog.offers.channels import PortalTable, ResolvedChannel
from catalog.regions import NATION, Region


@dataclass(frozen=True, slots=True)
class Entry:
    """唯一的官方入口。`insecure` 表示是官方导出的 http 老链接；App、窗口没有网址，`url` 为空。"""

    name: str
    url: str
    reason: str
    kind: str = "online"
    insecure: bool = False

    def as_dict(self) -> dict[str, str]:
        """回复里用的形式。"""
        return {"name": self.name, "url": self.url, "reason": self.reason}


def choose_entry(
    channels: Sequence[ResolvedChannel],
    *,
    deep_link: str,
    link_name: str = "",
    link_region: Region | None,
    region: Region,
    portals: PortalTable,
    hosts: frozenset[str],
) -> Entry | None:
    """按次序选一个入口；什么都没有返回 None。"""
    if deep_link and is_allowed(deep_link, hosts):
        where = link_region.name if link_region else region.name
        portal = portals.for_region(link_region.code if link_region else region.code)
        name = f"{portal.name}·办事指南" if portal and portal.region != NATION else f"{where}办事指南"
        called = f"“{link_name}”" if link_name else "这个事项"
        return Entry(name, deep_link, f"{where}公布的{called}的直达页面", "online", is_insecure(deep_link))
    online = [c for c in channels if c.kind == "online" and is_allowed(c.url, hosts)]
    for channel in online:
        if channel.portal != "gjzwfw" and not channel.portal.startswith("portal-"):
            return Entry(
                channel.name, channel.url, "这件事由主管部门的全国统一平台办理", "online", is_insecure(channel.url)
            )
    for channel in online:
        reason = (
            "还不知道您在哪个省，先从国家平台进入，再选所在地区"
            if channel.national
            else "所在省的政务服务总入口，登录后按事项名称搜索"
        )
        return Entry(channel.name, channel.url, reason, "online", is_insecure(channel.url))
    for kind, reason in (
        ("mini_program", "官方小程序，认准主办单位"),
        ("app", "官方手机应用，请在应用商店按名称下载，认准主办单位"),
        ("window", "这件事需要到现场办理，或没有全国统一的网上入口"),
        ("post", "可以邮寄办理"),
        ("phone", "先打电话问清当地怎么办"),
    ):
        for channel in channels:
            if channel.kind == kind:
                usable = channel.url if is_allowed(channel.url, hosts) else ""
                return Entry(channel.name or channel.number, usable, reason, kind)
    return None
