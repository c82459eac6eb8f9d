"""渠道只引用登记的入口；网址只出现在登记表里，主机名要对得上。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from catalog.checks.place import at
from catalog.links import is_allowed
from catalog.national_layer import NationalLayer
from catalog.offers.channels import PROVINCE
from catalog.outdated import texts
from catalog.problems import Problem
from catalog.schema import BasicItem, ServicePackage

_URL = re.compile(r"https?://|www\.|\.(?:gov\.cn|com|cn|org)\b", re.IGNORECASE)
_REMOTE = ("online", "app", "mini_program")


def check_channels(layer: NationalLayer) -> Iterator[Problem]:
    """网上渠道引用的入口要登记过；现场渠道要写地点，电话渠道要有号码。"""
    portals = {portal.id: portal for portal in layer.portals}
    for item in layer.items:
        for index, channel in enumerate(item.channels):
            path = ("channels", index)
            if channel.portal and channel.portal != PROVINCE and channel.portal not in portals:
                yield at(
                    layer,
                    item.code,
                    path,
                    "入口未登记",
                    f"portals.yaml 里没有 {channel.portal}",
                    "改成登记过的 id，或先登记",
                )
            elif channel.kind in _REMOTE and not channel.portal:
                yield at(
                    layer,
                    item.code,
                    path,
                    "缺少入口",
                    f"{channel.kind} 渠道没有写 portal",
                    "引用 portals.yaml 的 id 或 province",
                )
            elif channel.kind == "window" and not channel.name:
                yield at(layer, item.code, path, "缺少地点", "窗口渠道没有写名称", "写 name: 哪个部门的窗口", "warning")
            elif channel.kind == "phone" and not channel.number and not channel.portal:
                yield at(layer, item.code, path, "缺少号码", "电话渠道没有号码", "写 number 或引用热线的 id")


def check_portals(layer: NationalLayer) -> Iterator[Problem]:
    """登记的网址，主机名要在它自己的 hosts 里。"""
    for portal in layer.portals:
        if not portal.url:
            continue
        host = (urlsplit(portal.url).hostname or "").lower()
        if not is_allowed(portal.url, frozenset(name.lower() for name in portal.hosts)):
            yield at(
                layer,
                portal.id,
                ("url",),
                "网址不可用",
                f"{host or portal.url} 不在 hosts 里或协议不对",
                "核对网址和 hosts",
            )


def check_urls(layer: NationalLayer) -> Iterator[Problem]:
    """事项和一件事的文字里不写网址。"""
    records: list[BasicItem | ServicePackage] = [*layer.items, *layer.packages]
    for record in records:
        content = record.model_dump(mode="json", exclude_defaults=True, exclude={"url"})
        for path, text in texts(content):
            found = _URL.search(text)
            if found:
                yield at(
                    layer,
                    record.code,
                    path,
                    "写了网址",
                    f"文字里有“{text[:40]}”",
                    "去掉网址，改用 channels 引用登记的入口",
                )
