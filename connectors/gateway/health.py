"""健康与就绪：/healthz、/readyz、/metrics。"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import httpx
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from connectors.conversation.bot import BotState
from connectors.conversation.pool import BotPool
from connectors.gateway.engine import Engine
from connectors.gateway.problems import COMMON, Problem

router = APIRouter(tags=["运维"])

ACTIONS_TIMEOUT_S = 1.0


@router.get("/healthz", summary="进程是否活着")
async def healthz() -> dict[str, str]:
    """进程能应声就是 ok。"""
    return {"status": "ok"}


@router.get("/readyz", summary="各部分是否就绪")
async def readyz(request: Request) -> JSONResponse:
    """检索能答就是 200；机器人没好是 starting 或 degraded，由检索顶着；问句还没编码完也是 degraded。"""
    state = request.app.state
    engine: Engine = state.engine
    bot: BotPool | None = state.bot
    parts = {
        "bot": bot_part(bot),
        "actions": {"state": await actions_state(state.settings.actions_url, state.http, bot)},
        "search": search_part(engine),
        "catalog": catalog_part(engine),
    }
    status = overall(engine, bot, parts["actions"]["state"])
    return JSONResponse({"status": status, "parts": parts}, 200 if engine.ready else 503)


def bot_part(bot: BotPool | None) -> dict[str, Any]:
    """机器人的状态；有几个时逐个列出。"""
    if bot is None:
        return {"state": BotState.DOWN.value}
    each = bot.states()
    return {"state": bot.state.value, **({"each": each} if len(each) > 1 else {})}


def overall(engine: Engine, bot: BotPool | None, actions: str) -> str:
    """总的状态：ready、degraded 或 starting。机器人好了而动作服务没好，每句话都要由检索顶着，也是 degraded。"""
    if not engine.ready:
        return "starting"
    if engine.searcher is None or not engine.searcher.status()["complete"]:
        return "degraded"
    if bot is None or bot.state is BotState.DOWN or bot.broken:
        return "degraded"
    if bot.state is not BotState.READY:
        return "starting"
    return "ready" if actions in ("ready", "external") else "degraded"


def search_part(engine: Engine) -> dict[str, Any]:
    """检索的状态、模型与索引。"""
    searcher = engine.searcher
    if searcher is None:
        trouble = {"message": engine.trouble[:200]} if engine.trouble else {}
        return {"state": "starting", "model": None, "index": None, **trouble}
    status = searcher.status()
    index = {key: status[key] for key in ("documents", "vectors", "complete", "release")}
    if status["complete"]:
        return {"state": "ready", "model": status["model"], "index": index}
    message = f"还有 {status['pending']} 段文字没有编码，先用已编码的和字面相同的作答，编好了会自己换上。"
    return {"state": "degraded", "model": status["model"], "index": index, "message": message}


def catalog_part(engine: Engine) -> dict[str, Any]:
    """目录的版本与记录数。"""
    if not engine.ready:
        return {"state": "starting", "release": None, "basic_items": 0, "service_items": 0, "packages": 0}
    counts = engine.store.counts()
    return {
        "state": "ready",
        "release": engine.store.release,
        **{kind: counts.get(kind, 0) for kind in ("basic_items", "service_items", "packages")},
    }


async def actions_state(url: str, http: httpx.AsyncClient, bot: BotPool | None) -> str:
    """动作服务的状态；机器人在别处时动作服务也由那边管。"""
    if not url:
        return "external" if bot else "down"
    with contextlib.suppress(httpx.HTTPError, TimeoutError):
        async with asyncio.timeout(ACTIONS_TIMEOUT_S):
            answer = await http.get(f"{url}/health")
            return "ready" if answer.status_code == 200 else "starting"
    return "down"


@router.get("/metrics", summary="Prometheus 指标", response_class=PlainTextResponse)
async def metrics(request: Request) -> Response:
    """返回 Prometheus 文本。"""
    state = request.app.state
    client = request.client.host if request.client else ""
    if state.settings.metrics == "off" or (state.settings.metrics == "loopback" and client not in ("127.0.0.1", "::1")):
        raise Problem(404, *COMMON[404])
    bot: BotPool | None = state.bot
    state.metrics.bot_up.set(bool(bot and bot.state is BotState.READY))
    state.metrics.breaker_closed.set(bool(bot and not bot.broken))
    return Response(state.metrics.exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")
