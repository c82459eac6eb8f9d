"""组装网关：把各部分接起来，生命周期与进程一致。"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from catalog.national_layer import NATIONAL
from catalog.signals import ReleaseSignals
from connectors.admin import app as admin
from connectors.building.places import Places
from connectors.conversation.bot import RasaBot
from connectors.conversation.order import ConversationOrder
from connectors.conversation.pipeline import ChatPipeline
from connectors.conversation.pool import BotPool
from connectors.conversation.shared_lock import SharedLocks
from connectors.conversation.wire import Wire
from connectors.gateway import erasure, guides, health, pages, problems, routes, wechat
from connectors.gateway.engine import Engine
from connectors.gateway.feedback import RatingStore
from connectors.gateway.head import HeadAsGet
from connectors.gateway.limiting import Buckets, RateLimit
from connectors.gateway.metrics import Metrics
from connectors.gateway.middleware import BodyLimit, Measure, RequestId, SecurityHeaders
from connectors.gateway.wechat_opening import Wechat, WechatFamily
from connectors.learning.log import LearningLog
from connectors.privacy import places
from connectors.privacy.erasing import Erasers
from connectors.privacy.retention import days, forget_regularly
from connectors.settings import Settings
from connectors.supervisor import status
from connectors.tuning import Tuning

DAY_S = 86400.0


def inner_http() -> httpx.AsyncClient:
    """与机器人、动作服务的不常用的往来（擦除、看是否就绪、取指南）用的客户端；每轮的往来走 Wire。

    空闲连接 2 秒就不再用；连不上时马上再连一次；回环地址上的不能绕到系统代理去。
    """
    limits = httpx.Limits(max_connections=200, keepalive_expiry=2.0)
    transport = httpx.AsyncHTTPTransport(retries=1, limits=limits, trust_env=False)
    return httpx.AsyncClient(transport=transport, timeout=None, trust_env=False)


def create_app(
    settings: Settings,
    tuning: Tuning,
    make_engine: Callable[[Metrics], Engine],
    family: WechatFamily | None = None,
    national: Path = NATIONAL,
) -> FastAPI:
    """返回可以交给 uvicorn 的应用。

    `make_engine` 给出检索与目录，`family` 是微信各渠道的设置，`national` 是全国目录的文件夹。
    """
    metrics = Metrics()
    if settings.retention_days:
        keep_s = min(tuning.wechat.keep_s, settings.retention_days * DAY_S)
        tuning = tuning.model_copy(update={"wechat": tuning.wechat.model_copy(update={"keep_s": keep_s})})
    run_dir = Places(settings.state).run

    def bot_is_coming() -> bool:
        """看护进程说机器人还在训练或载入。"""
        parts = (status.read(run_dir) or {}).get("parts", {})
        return parts.get("bot", {}).get("state") in ("waiting", "starting")

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        http, wire = inner_http(), Wire()
        token = settings.bot_token.get_secret_value()
        ahead = f"{settings.actions_url}/ahead" if settings.actions_url else ""
        urls = settings.bot_url.split(",") if settings.bot_url else []
        bots = [RasaBot(url, token, tuning.bot, wire, bot_is_coming, ahead) for url in urls]
        bot = BotPool(bots) if bots else None
        engine = make_engine(metrics)
        state = app.state
        state.settings, state.metrics, state.http, state.bot, state.engine = settings, metrics, http, bot, engine
        state.ratings = RatingStore(settings.database)
        state.erasers = erasers_for(settings, tuning, http, state.ratings)
        locks = SharedLocks(settings.redis_url, hold_s=tuning.chat.turn_hold_s) if settings.redis_url else None
        order = ConversationOrder(tuning.chat.conversation_locks, locks)
        state.pipeline = ChatPipeline(bot, engine, order, tuning.chat)
        keep_learning = max(1, int(days(tuning.learning.keep_days, settings.retention_days)))
        learn_tuning = tuning.learning.model_copy(update={"keep_days": keep_learning})
        learning = LearningLog(settings.database, learn_tuning) if settings.keep_questions else None
        if learning:
            state.pipeline.learn = learning.note
            state.erasers.register("没答好的问题", places.in_thread(learning.erase))
        on = family is not None and family.any
        state.wechat = Wechat(family, settings, tuning, state.pipeline, engine, metrics) if family and on else None
        if state.wechat:
            state.wechat.start()
        signals = signals_to(engine, settings.redis_url)
        background = [asyncio.create_task(engine.run()), asyncio.create_task(admin.run(app))]
        background += [asyncio.create_task(bot.watch())] if bot else []
        keep_days = days(tuning.privacy.ratings_days, settings.retention_days)
        forgetting = forget_regularly(state.ratings.forget_before, keep_days, tuning.privacy.forget_every_s)
        background.append(asyncio.create_task(forgetting))
        try:
            yield
        finally:
            if signals is not None:
                await asyncio.to_thread(signals.close)
            for task in background:
                task.cancel()
            await asyncio.gather(*background, return_exceptions=True)
            if state.wechat:
                await state.wechat.stop()
            engine.close()
            state.ratings.close()
            if locks is not None:
                await locks.close()
            admin.close(app)
            if learning:
                await asyncio.to_thread(learning.close)
            await http.aclose()
            await wire.close()

    app = FastAPI(
        title="指路", version="1", lifespan=lifespan, docs_url=None, redoc_url=None,
        description="一句话找到该办的政务服务。错误一律是 application/problem+json。",
    )
    problems.install(app)
    for module in (routes, erasure, health, guides, wechat, pages):
        app.include_router(module.router)
    admin.install(app, settings, tuning, national)
    pages.mount(app)
    app.add_middleware(
        BodyLimit, limit=tuning.chat.body_bytes, timeout_s=tuning.limits.body_timeout_s, larger=admin.larger(tuning)
    )
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=settings.allowed_origins, allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Content-Type"],
        )
    app.add_middleware(RateLimit, limits=tuning.limits, buckets=Buckets(settings.redis_url), metrics=metrics)
    app.add_middleware(SecurityHeaders, embedders=settings.allowed_origins, admin_policy=admin.POLICY)
    app.add_middleware(Measure, metrics=metrics)
    app.add_middleware(HeadAsGet)
    app.add_middleware(RequestId)
    return app


def signals_to(engine: Engine, redis_url: str) -> ReleaseSignals | None:
    """设了 Redis 就听发布信号，听到让检索马上去看；没设就只靠轮询。"""
    if not redis_url:
        return None
    loop = asyncio.get_running_loop()

    def heard() -> None:
        loop.call_soon_threadsafe(engine.due.set)

    return ReleaseSignals(redis_url, heard)


def erasers_for(settings: Settings, tuning: Tuning, http: httpx.AsyncClient, ratings: RatingStore) -> Erasers:
    """存着与对话有关的东西的各处，和它们各自的擦除办法。加一处存储就在这里登记。"""
    erasers = Erasers(tuning.privacy.erase_s)
    erasers.register("好差评", places.in_thread(ratings.erase))
    erasers.register("微信收件", places.in_thread(places.erase_wechat(settings.database)))
    if settings.database_url:
        erasers.register("共用的对话状态", places.in_thread(places.erase_shared_slots(settings.database_url)))
    token = settings.bot_token.get_secret_value()
    for number, url in enumerate(one for one in settings.bot_url.split(",") if one):
        address, query = f"{url}/webhooks/rest/conversations", {"token": token} if token else {}
        erasers.register(f"机器人{number + 1}", places.by_request(http, address, query))
    if settings.actions_url:
        erasers.register("存下的指南", places.by_request(http, f"{settings.actions_url}/conversations"))
    return erasers
