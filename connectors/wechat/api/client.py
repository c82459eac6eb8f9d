"""调一个接口：带上凭证，认返回码，该换凭证的换，该退避的退避。"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any

import httpx

from connectors.tuning import Wechat as WechatTuning
from connectors.wechat.api.codes import ApiFailed, Remedy, remedy
from connectors.wechat.api.tokens import Tokens

Noting = Callable[[str, int], None]
"""记一次返回码：（接口，返回码）。"""


async def exchange(http: httpx.AsyncClient, method: str, url: str, timeout_s: float, **more: Any) -> dict[str, Any]:
    """一次往来，返回 JSON 对象；连不上、超时、不是 JSON 都是 ApiFailed(-1)。"""
    try:
        async with asyncio.timeout(timeout_s):
            answer = await http.request(method, url, **more)
        body = answer.json()
    except (httpx.HTTPError, TimeoutError, ValueError):
        # from None：httpx 的说明里有网址，网址里有凭证，不能进日志
        raise ApiFailed(-1, Remedy.TRY_AGAIN) from None
    if answer.status_code >= 500 or not isinstance(body, dict):
        raise ApiFailed(-1, Remedy.TRY_AGAIN)
    return body


def code_of(body: dict[str, Any]) -> int:
    """返回码；没有这一项就是成了。"""
    code = body.get("errcode", 0)
    return code if isinstance(code, int) else -1


class Client:
    """一个账号的接口。"""

    def __init__(
        self, base: str, http: httpx.AsyncClient, tokens: Tokens, tuning: WechatTuning, noting: Noting
    ) -> None:
        self._base, self._http, self._tokens, self._tuning, self._noting = base, http, tokens, tuning, noting

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """POST 一次；没办成抛 ApiFailed，里面有返回码和该怎么办。"""
        waits = list(self._tuning.api_backoff_s)
        new_token_left = 1
        while True:
            try:
                return await self._once(path, body)
            except ApiFailed as failure:
                if failure.remedy is Remedy.NEW_TOKEN and new_token_left:
                    new_token_left -= 1
                elif failure.remedy is Remedy.TRY_AGAIN and waits:
                    # 加一点随机，几个进程不要同时再来
                    await asyncio.sleep(waits.pop(0) * random.uniform(0.8, 1.2))
                else:
                    raise

    async def _once(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        token = await self._tokens.get()
        answer = await exchange(
            self._http, "POST", f"{self._base}{path}", self._tuning.api_timeout_s,
            params={"access_token": token}, json=body,
        )
        code = code_of(answer)
        self._noting(path, code)
        what = remedy(code)
        if what is Remedy.NEW_TOKEN:
            await self._tokens.refuse(token)
        if what is not Remedy.DONE:
            raise ApiFailed(code, what)
        return answer
