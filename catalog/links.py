"""链接白名单：只有 `portals.yaml` 登记的主机名、http(s)、不带账号和怪端口的网址才可以给人。"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from catalog.schema import Portal

_PORTS = {None, 80, 443, 8080, 8443}


def hosts_of(portals: Iterable[Portal]) -> frozenset[str]:
    """登记表里的全部主机名。"""
    return frozenset(host.lower() for portal in portals for host in portal.hosts)


def is_allowed(url: str, hosts: frozenset[str]) -> bool:
    """这个网址可不可以给人：协议、主机名、端口都要对，且里面没有控制字符和空格。"""
    if not url or any(ord(char) <= 32 or char in "\\\"'<>`" for char in url):
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or parts.username is not None or parts.password is not None:
        return False
    host = (parts.hostname or "").lower()
    return host in hosts and port in _PORTS and not _is_address(host)


def _is_address(host: str) -> bool:
    """是不是直接写的 IP 地址。"""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_insecure(url: str) -> bool:
    """是不是没有加密的 http 链接（官方导出的老链接保留，但要标出来）。"""
    return url.startswith("http://")
