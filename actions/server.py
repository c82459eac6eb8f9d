"""动作服务：`python -m actions.server --port 端口 --state-dir 目录`。

用 FastAPI 包住 rasa_sdk 的 ActionExecutor：比自带的 Sanic 服务启动快，且能在就绪前回答健康检查。
"""

from __future__ import annotations

import argparse
import asyncio
import os
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from actions.ahead import AheadEncoder
from actions.codes import normalise
from actions.drafts import Drafts
from actions.rasa_actions import PipelineAction, all_actions
from actions.resume import SavedGuides, StorageOff, TooManyTries, Tries
from actions.settings import load_settings
from actions.steps.resuming import saved_guide
from actions.turn import Tools
from actions.understanding import meaning
from actions.understanding.meaning import FollowedMeaning
from catalog.json_lines import configure
from catalog.regions import RegionTable
from catalog.signals import ReleaseSignals
from catalog.store import CatalogStore
from retrieval.model.build import ensure_model
from retrieval.searcher import Searcher

log = structlog.get_logger("actions")

FORGET_SECONDS = 3600.0
"""多久清一次过期的续办编号。"""

AHEAD_CHARACTERS = 500
"""提前编码最多看多少个字，与网关一句话的上限相同。"""

RELOAD_SECONDS = 0.5
"""多久看一次目录有没有新发布（要求一秒内搜得到；看一次只读一行）。"""

ENCODE_SECONDS = 1.5
"""上次没编码完的文字，一次最多接着编多久。"""


def open_tools(
    state_dir: Path,
    database_url: str | None = None,
    embedding_model: str | None = None,
    retention_days: float | None = None,
) -> Tools:
    """打开目录、检索和地区表；缺少已发布的目录或索引时抛出它们各自的错误。`retention_days` 是指南最多留几天。"""
    store = CatalogStore.open(database_url or state_dir)
    regions = RegionTable.load()
    model = embedding_model or ensure_model(state_dir / "models")
    searcher = Searcher.open(
        store, regions, model, state_dir / "index", vectors_url=os.environ.get("ZHILU_VECTORS_URL", "")
    )
    policy = load_settings()
    tries = Tries(policy.resume_wrong_tries, policy.resume_wrong_total, policy.resume_wrong_window_s)
    days = int(max(1, min(policy.resume_days, retention_days or policy.resume_days)))
    saved = SavedGuides.open(database_url or state_dir, days, tries)
    searcher.encoder = AheadEncoder(searcher.encoder)
    sense = meaning.open_meaning(state_dir / meaning.FILE, searcher.encoder)
    return Tools(store=store, searcher=searcher, regions=searcher.regions, policy=policy, saved=saved, meaning=sense)


def follow_releases(
    actions: list[PipelineAction], stopping: threading.Event, due: threading.Event, reload_s: float = RELOAD_SECONDS,
    drafts: Drafts | None = None, followed: FollowedMeaning | None = None,
) -> None:
    """每隔 `reload_s` 秒（或 `due` 一设）看目录有没有新发布，有就整个换上，顺便清掉过期的续办编号。

    出错记下来，原来的继续服务。
    """
    cleaned = -FORGET_SECONDS
    while not stopping.is_set():
        due.wait(reload_s)
        due.clear()
        if stopping.is_set():
            return
        try:
            tools = actions[0].tools
            searcher = tools.searcher.successor()
            if searcher is not None:
                tools = replace(tools, store=searcher.store, searcher=searcher, regions=searcher.regions)
                for action in actions:
                    action.use(tools)
            elif not tools.searcher.status()["complete"]:
                tools.searcher.rebuild(seconds=ENCODE_SECONDS)
            sense = followed.newer() if followed else None
            if sense is not None:
                tools = replace(tools, meaning=sense)
                for action in actions:
                    action.use(tools)
            if drafts is not None:
                drafts.forget_idle()
            if tools.saved and time.monotonic() - cleaned > FORGET_SECONDS:
                cleaned = time.monotonic()
                tools.saved.forget_expired()
        except Exception as problem:  # noqa: BLE001 后台的事出错不能拖垮正在答话的，继续用原来的
            log.error("follow_failed", error=type(problem).__name__, message=str(problem)[:300])


def make_app(
    tools: Tools, redis_url: str = "", reload_s: float = RELOAD_SECONDS,
    drafts: Drafts | None = None, followed: FollowedMeaning | None = None,
) -> FastAPI:
    """返回动作服务的应用：`POST /webhook`（rasa_sdk 协议）与 `GET /health`。给了 Redis 就听发布信号。

    `drafts` 给后台对着草稿说话用；`followed` 留意重新训练过的句意分类。
    """
    executor = ActionExecutor()
    actions = all_actions(tools, drafts)
    for action in actions:
        executor.register_action(action)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        """换版在后台做：编码新事项要几秒，不能让正在说话的人等。"""
        stopping, due = threading.Event(), threading.Event()
        given = (actions, stopping, due, reload_s, drafts, followed)
        thread = threading.Thread(target=follow_releases, args=given, daemon=True, name="follow-releases")
        thread.start()
        signals = ReleaseSignals(redis_url, due.set) if redis_url else None
        yield
        if signals is not None:
            await asyncio.to_thread(signals.close)
        stopping.set()
        due.set()
        await asyncio.to_thread(thread.join, ENCODE_SECONDS + 5)

    app = FastAPI(title="指路动作服务", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok", "release": actions[0].tools.store.release}

    async def ahead(request: Request) -> JSONResponse:
        """网关把话交给机器人的同时也告诉这里，好提前编码。"""
        said = str((await request.json()).get("text") or "")[:AHEAD_CHARACTERS]
        encoder = tools.searcher.encoder
        return JSONResponse({"started": isinstance(encoder, AheadEncoder) and encoder.start(said)}, status_code=202)

    @app.post("/drafts/{number}")
    def draft(number: int) -> JSONResponse:
        """备好一张送审单，之后带着它的编号来的话就按草稿答；在线程里建，不让正在说话的人等。"""
        if drafts is None:
            return JSONResponse({"error": "这里不备草稿"}, status_code=404)
        try:
            return JSONResponse({"release": drafts.prepare(number, actions[0].tools)})
        except LookupError as problem:
            return JSONResponse({"error": str(problem)}, status_code=404)

    @app.get("/guides/{code}")
    def guide(code: str, source: str = "") -> JSONResponse:
        """一个续办编号对应的指南；`source` 是谁在问，只用来限制试编号。"""
        try:
            message = saved_guide(actions[0].tools, normalise(code) or "", f"http:{source}")
        except TooManyTries:
            return JSONResponse({"error": "输错的次数太多"}, status_code=429)
        except StorageOff:
            return JSONResponse({"error": "存指南的数据库现在用不了"}, status_code=503)
        if message is None:
            return JSONResponse({"error": "没有这个编号"}, status_code=404)
        return JSONResponse(message)

    @app.delete("/conversations/{conversation_id}")
    def erase(conversation_id: str) -> Response:
        """删掉一个对话存过的指南；数据库用不了是 503。"""
        try:
            if tools.saved is not None:
                tools.saved.erase(conversation_id)
        except StorageOff:
            return JSONResponse({"error": "存指南的数据库现在用不了"}, status_code=503)
        return Response(status_code=204)

    async def webhook(request: Request) -> JSONResponse:
        call: dict[str, Any] = await request.json()
        try:
            result = await executor.run(call)
        except ActionExecutionRejection as rejection:
            return JSONResponse({"error": str(rejection), "action_name": rejection.action_name}, status_code=400)
        except ActionNotFoundException as missing:
            return JSONResponse({"error": str(missing), "action_name": missing.action_name}, status_code=404)
        return JSONResponse(result.model_dump() if hasattr(result, "model_dump") else result)

    # 每轮都走的两条：参数自己读，不经 FastAPI 的依赖解析（每次省 0.2 毫秒）
    app.add_route("/ahead", ahead, methods=["POST"])
    app.add_route("/webhook", webhook, methods=["POST"])
    return app


def main(argv: list[str] | None = None) -> None:
    """命令行入口；前台运行直到收到停止信号。数据库地址含口令，只从环境变量 ZHILU_DATABASE_URL 取。"""
    import uvicorn

    parser = argparse.ArgumentParser(description="启动指路的动作服务")
    parser.add_argument("--interface", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--state-dir", type=Path, required=True)
    parser.add_argument("--embedding-model", default=None)
    args = parser.parse_args(argv)
    configure()
    retention = os.environ.get("ZHILU_RETENTION_DAYS")
    database_url = os.environ.get("ZHILU_DATABASE_URL")
    days = float(retention) if retention else None
    tools = open_tools(args.state_dir, database_url, args.embedding_model, days)
    app = make_app(
        tools, os.environ.get("ZHILU_REDIS_URL", ""), drafts=Drafts(database_url or args.state_dir),
        followed=FollowedMeaning(args.state_dir / meaning.FILE, tools.searcher.encoder),
    )
    # 机器人那头空闲 15 秒就不再用一条连接：这头要留得更久，免得正好关在一句话上
    uvicorn.run(
        app, host=args.interface, port=args.port, log_level="warning", access_log=False, timeout_keep_alive=60,
    )


if __name__ == "__main__":
    main()
