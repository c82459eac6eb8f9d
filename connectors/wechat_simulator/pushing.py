"""把消息推给网关：签名、加密，等 5 秒，超时或出错就再来，一共三次。"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

from connectors.wechat import xml
from connectors.wechat.encryption import MessageCrypt
from connectors.wechat.signing import signature
from connectors.wechat_simulator.account import Account, Kind
from connectors.wechat_simulator.checking import Unacceptable, read_answer

WAIT_S = 5.0
ATTEMPTS = 3


@dataclass
class Outcome:
    """一次推送的结果：试了几次、带回来的文字、每次的毛病、总用时（秒）。"""

    attempts: int = 0
    text: str | None = None
    troubles: list[str] = field(default_factory=list)
    took_s: float = 0.0
    unavailable: bool = False
    """市民会看到“该公众号暂时无法提供服务，请稍后再试”。"""


class Pusher:
    """推送的一方。`bases` 有几个就轮流推，像负载均衡；同一条消息重试时换下一个。"""

    def __init__(self, account: Account, bases: Sequence[str], http: httpx.AsyncClient, wait_s: float = WAIT_S) -> None:
        self.account, self._bases, self._http, self._wait_s = account, list(bases), http, wait_s
        self._crypt = MessageCrypt(account.aes_key, account.receiver) if account.encrypted else None
        self._turn = 0

    def _url(self, base: str) -> str:
        return f"{base}/wechat/{self.account.kind.value}"

    async def handshake(self) -> str:
        """接入验证；返回毛病，没有是空串。"""
        stamp, nonce, echo = str(int(time.time())), secrets.token_hex(5), secrets.token_hex(8)
        query = {"timestamp": stamp, "nonce": nonce}
        if self.account.kind is Kind.OFFICIAL:
            query |= {"signature": signature(self.account.token, stamp, nonce), "echostr": echo}
        else:
            assert self._crypt is not None
            sealed = self._crypt.encrypt(echo)
            query |= {"msg_signature": signature(self.account.token, stamp, nonce, sealed), "echostr": sealed}
        try:
            answer = await self._http.get(self._url(self._bases[0]), params=query, timeout=self._wait_s)
        except httpx.HTTPError as problem:
            return f"连不上：{type(problem).__name__}"
        if answer.status_code != 200:
            return f"状态码是 {answer.status_code}：{detail(answer)}"
        return "" if answer.text == echo else "返回的不是 echostr"

    async def push(self, fields: dict[str, str | int], person: str) -> Outcome:
        """推一条，直到有应答或试够三次。"""
        outcome, started = Outcome(), time.monotonic()
        first = self._turn = self._turn + 1
        for attempt in range(ATTEMPTS):
            outcome.attempts += 1
            base = self._bases[(first + attempt) % len(self._bases)]
            try:
                outcome.text = await self.once(fields, person, base)
                outcome.unavailable = False
                break
            except (httpx.HTTPError, TimeoutError) as problem:
                # 断开、连不上、超时：微信会再来
                outcome.troubles.append(type(problem).__name__)
                outcome.unavailable = True
            except Unacceptable as problem:
                outcome.troubles.append(str(problem))
                outcome.unavailable = True
                break
        outcome.took_s = time.monotonic() - started
        return outcome

    async def once(self, fields: dict[str, str | int], person: str, base: str = "") -> str | None:
        """推一次，返回带回来的文字。"""
        query, body = self.request(fields)
        url = self._url(base or self._bases[0])
        async with asyncio.timeout(self._wait_s):
            answer = await self._http.post(url, params=query, content=body.encode())
        if answer.status_code >= 500 and answer.status_code != 503:
            raise httpx.HTTPError(f"状态码 {answer.status_code}")
        if answer.status_code != 200:
            raise Unacceptable(f"状态码是 {answer.status_code}：{detail(answer)}")
        return read_answer(self.account, person, answer.status_code, answer.text).text

    def request(self, fields: dict[str, str | int]) -> tuple[dict[str, str], str]:
        """一次推送的查询串与请求体。"""
        account, plain = self.account, xml.write(fields)
        stamp, nonce = str(int(time.time())), secrets.token_hex(5)
        query = {"timestamp": stamp, "nonce": nonce}
        if account.kind is Kind.OFFICIAL:
            query["signature"] = signature(account.token, stamp, nonce)
            query["openid"] = str(fields.get("FromUserName", ""))
        if self._crypt is None:
            return query, plain
        sealed = self._crypt.encrypt(plain)
        query["msg_signature"] = signature(account.token, stamp, nonce, sealed)
        if account.kind is Kind.OFFICIAL:
            query["encrypt_type"] = "aes"
        # 兼容模式下明文与密文都在；安全模式只有密文
        shown = fields if account.mode.value == "compatible" else {"ToUserName": account.name}
        return query, xml.write({**shown, "Encrypt": sealed})


def detail(answer: httpx.Response) -> str:
    """应答里说明问题的那句话。"""
    try:
        return str(answer.json().get("detail", ""))[:200]
    except ValueError:
        return ""
