"""按设置启用微信的渠道：没设的不启用，设错的说清错在哪。"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
import structlog

from connectors.conversation.pipeline import ChatPipeline, Turn
from connectors.gateway.engine import Engine
from connectors.gateway.metrics import Metrics
from connectors.gateway.routes import count
from connectors.settings import Settings, WechatKfSettings, WechatSettings, WecomSettings
from connectors.tuning import Tuning
from connectors.wechat.api.client import Client, code_of, exchange
from connectors.wechat.api.codes import ApiFailed, remedy
from connectors.wechat.api.tokens import Fetch, Tokens
from connectors.wechat.desk import sending
from connectors.wechat.desk.answering import Answerer
from connectors.wechat.desk.channel import Channel
from connectors.wechat.desk.desk import Desk
from connectors.wechat.desk.pulling import Puller
from connectors.wechat.desk.upkeep import keep_up
from connectors.wechat.envelope import Envelope, Mode, WorkEnvelope
from connectors.wechat.refusals import Refused
from connectors.wechat.sealing import Sealing

log = structlog.get_logger("wechat")

OFFICIAL_API = "https://api.weixin.qq.com"
WORK_API = "https://qyapi.weixin.qq.com"


@dataclass(frozen=True)
class WechatFamily:
    """三个渠道的设置；进程入口读环境变量后交进来。"""

    official: WechatSettings = field(default_factory=WechatSettings)
    work: WecomSettings = field(default_factory=WecomSettings)
    kf: WechatKfSettings = field(default_factory=WechatKfSettings)

    @property
    def any(self) -> bool:
        """有没有设了任何一个。"""
        return any(one.token.get_secret_value() for one in (self.official, self.work, self.kf))


class Wechat:
    """启用的渠道与收发台。"""

    def __init__(
        self, family: WechatFamily, settings: Settings, tuning: Tuning, pipeline: ChatPipeline, engine: Engine,
        metrics: Metrics,
    ) -> None:
        self._metrics, self._tuning, self.trouble = metrics, tuning, dict[str, str]()
        self._http = httpx.AsyncClient(timeout=None, limits=httpx.Limits(max_connections=50))

        def place_of(address: str) -> str:
            region = engine.region_in(address)
            return engine.full_name(region) if region else ""

        def on_turn(turn: Turn, took_s: float) -> None:
            count(metrics, turn, took_s)

        answerer = Answerer(pipeline, place_of, tuning.chat.message_characters, on_turn)
        self.desk = Desk(settings.database, answerer, tuning.wechat, self._count)
        self.pullers: list[Puller] = []
        for name, make in (
            ("official", lambda: self._official(family.official)),
            ("work", lambda: self._work(family.work)),
            ("kf", lambda: self._kf(family.kf)),
        ):
            self._open(name, make)
        self._task: asyncio.Task[None] | None = None

    def _open(self, name: str, make: Callable[[], Channel | None]) -> None:
        try:
            channel = make()
        except Refused as refused:
            self.trouble[name] = str(refused)
            log.error("wechat_channel_off", channel=name, reason=refused.reason.value)
            return
        if channel is not None:
            self.desk.channels[channel.label] = channel

    def channel(self, name: str) -> Channel | None:
        """启用了的渠道；没启用是 None。"""
        return self.desk.channels.get(f"wechat-{name}")

    def start(self) -> None:
        """开始定时的事。"""
        self._task = asyncio.create_task(keep_up(self.desk, self.pullers))

    async def stop(self) -> None:
        """停下，手上的办完或交给别的进程。"""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self.desk.stop()
        await self._http.aclose()

    def refused(self, name: str, refused: Refused) -> None:
        """记一次拒收。"""
        self._metrics.wechat_refusals.labels(name, refused.reason.value).inc()

    def _count(self, what: str, channel: str, kind: str) -> None:
        counter = self._metrics.wechat_messages if what == "messages" else self._metrics.wechat_deliveries
        counter.labels(channel, kind).inc()

    def _official(self, given: WechatSettings) -> Channel | None:
        token, aes_key = given.token.get_secret_value(), given.aes_key.get_secret_value()
        if not token:
            return None
        envelope = Envelope(token, aes_key, given.appid, Mode(given.mode))
        sealing = Sealing("wechat-official", token, aes_key, given.appid)
        base, secret = given.api_base.rstrip("/") or OFFICIAL_API, given.secret.get_secret_value()
        query = {"grant_type": "client_credential", "appid": given.appid, "secret": secret}
        client = self._client("official", sealing, base, "/cgi-bin/token", query) if secret and given.appid else None
        return Channel("official", envelope, sealing, sending.official, passive=True, client=client)

    def _work(self, given: WecomSettings) -> Channel | None:
        return self._corporate("work", given, sending.work, passive=True)

    def _kf(self, given: WechatKfSettings) -> Channel | None:
        channel = self._corporate("kf", given, sending.kf, passive=False)
        if channel is not None and channel.client is None:
            self.trouble["kf"] = "微信客服的消息要用接口取和发，请设 ZHILU_WECHAT_KF_SECRET。"
            return None
        if channel is not None:
            self.pullers.append(Puller(self.desk, channel))
        return channel

    def _corporate(
        self, name: str, given: WecomSettings | WechatKfSettings, build: sending.Build, passive: bool
    ) -> Channel | None:
        token, aes_key = given.token.get_secret_value(), given.aes_key.get_secret_value()
        if not token:
            return None
        envelope = WorkEnvelope(token, aes_key, given.corpid)
        sealing = Sealing(f"wechat-{name}", token, aes_key, given.corpid)
        base, secret = given.api_base.rstrip("/") or WORK_API, given.secret.get_secret_value()
        query = {"corpid": given.corpid, "corpsecret": secret}
        client = self._client(name, sealing, base, "/cgi-bin/gettoken", query) if secret else None
        return Channel(name, envelope, sealing, build, passive=passive, client=client)

    def _client(self, name: str, sealing: Sealing, base: str, path: str, query: dict[str, str]) -> Client:
        tuning, label = self._tuning.wechat, f"wechat-{name}"

        async def fetch() -> tuple[str, float]:
            answer = await exchange(self._http, "GET", f"{base}{path}", tuning.api_timeout_s, params=query)
            code, token = code_of(answer), answer.get("access_token")
            self._metrics.wechat_api.labels(path, str(code)).inc()
            if code or not isinstance(token, str) or not token:
                raise ApiFailed(code or -1, remedy(code or -1))
            return token, float(answer.get("expires_in") or 7200)

        fetching: Fetch = fetch
        tokens = Tokens(
            label, self.desk.owner, self.desk.accounts, sealing, fetching, tuning, self.desk.in_thread
        )

        def noting(where: str, code: int) -> None:
            self._metrics.wechat_api.labels(where, str(code)).inc()

        return Client(base, self._http, tokens, tuning, noting)
