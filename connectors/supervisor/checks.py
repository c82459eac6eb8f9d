"""健康检查的办法。"""

from __future__ import annotations

import httpx

from connectors.supervisor.part import Check


def http_ok(url: str, params: dict[str, str] | None = None) -> Check:
    """返回一个检查：这个地址答 200 就算好。"""
    client = httpx.AsyncClient(trust_env=False, timeout=None)

    async def check() -> bool:
        try:
            return (await client.get(url, params=params)).status_code == 200
        except httpx.HTTPError:
            return False

    return check
