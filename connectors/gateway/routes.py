"""对外接口：检索、事项、一件事、对话、好差评。"""

from __future__ import annotations

import time
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from connectors.conversation.masking import mask
from connectors.conversation.pipeline import ChatPipeline, Turn
from connectors.gateway.engine import Engine
from connectors.gateway.feedback import RatingStore
from connectors.gateway.metrics import Metrics
from connectors.gateway.problems import Problem, storage_down, unknown_code
from connectors.gateway.schemas import Audience, ChatRequest, FeedbackRequest, SearchWords
from connectors.gateway.views import item_view, package_view, region_brief
from connectors.tuning import tuning

log = structlog.get_logger("gateway")
router = APIRouter(prefix="/api", tags=["指路"])
LEVELS = ("nation", "province", "city", "county", "town", "village")
MAX_RESULTS = tuning().search.max_results


@router.get("/search", summary="按日常说法找事项和一件事")
async def search(
    request: Request,
    q: SearchWords,
    region: Annotated[str | None, Query(max_length=32, description="6、9 或 12 位区划代码")] = None,
    audience: Annotated[Audience | None, Query(description="自然人 或 法人")] = None,
    k: Annotated[int, Query(ge=1, le=MAX_RESULTS, description="要几条")] = 10,
) -> dict[str, Any]:
    """返回最相关的事项和一件事；没传地区时，话里提到的地名算数。"""
    started = time.perf_counter()
    engine: Engine = request.app.state.engine
    if not q.strip():
        raise Problem(422, "empty-query", "没有要找的内容", "q 不能为空。请写下要办的事，例如 q=新生儿上户口。")
    place = engine.region(region)
    found = await engine.search(q, place.code if place else None, audience, k)
    return {
        "query": q,
        "region": region_brief(found.region),
        "results": [
            {
                "code": hit.code, "name": hit.name, "kind": hit.kind, "score": round(float(hit.score), 4),
                "department": hit.department, "region": region_brief(hit.region),
                "summary": hit.summary, "url": hit.url,
            }
            for hit in found.hits
        ],
        "took_ms": round((time.perf_counter() - started) * 1000, 1),
    }


@router.get("/items/{code}", summary="一个事项的完整内容")
async def item(
    request: Request, code: str, region: Annotated[str | None, Query(max_length=32)] = None
) -> dict[str, Any]:
    """返回这个地方适用的版本；当地没有就逐级往上，直到全国。"""
    engine: Engine = request.app.state.engine
    place = engine.region(region)
    offer = await run_in_threadpool(engine.store.item, code, place.code if place else None)
    if offer is None:
        raise unknown_code("事项", code)
    return item_view(offer)


@router.get("/packages/{code}", summary="一件事的情形问题和步骤")
async def package(
    request: Request, code: str, region: Annotated[str | None, Query(max_length=32)] = None
) -> dict[str, Any]:
    """返回一件事的情形问题、步骤和出处。"""
    engine: Engine = request.app.state.engine
    place = engine.region(region)
    store = engine.store
    found = await run_in_threadpool(store.package, code, place.code if place else None)
    if found is None:
        raise unknown_code("一件事", code)
    basics = {step.item: store.basic(step.item) for step in found.steps}
    names = {code: basic.name for code, basic in basics.items() if basic}
    return package_view(found, names, engine.region(found.region))


@router.get("/regions", summary="按名称找地区，供选择地区用")
async def regions(request: Request, name: Annotated[str, Query(min_length=2, max_length=20)]) -> dict[str, Any]:
    """返回叫这个名字的地区及其上级；重名的都列出来。name 也可以是区划代码。"""
    engine: Engine = request.app.state.engine
    place = engine.region(name) if name.isdigit() else None
    found = [place] if place else engine.regions_named(name.strip())[:20]
    return {"results": [{**(region_brief(one) or {}), "full_name": engine.full_name(one)} for one in found]}


@router.post("/chat", summary="说一句，得到回复")
async def chat(request: Request, body: ChatRequest) -> JSONResponse:
    """机器人作答；机器人停摆时由检索作答，并说明。"""
    started = time.perf_counter()
    state = request.app.state
    place = state.engine.region(body.region)
    pipeline: ChatPipeline = state.pipeline
    turn = Turn(body.conversation_id, body.message, place.code if place else None, bool(body.elder))
    await pipeline.run(turn)
    took = time.perf_counter() - started
    count(state.metrics, turn, took)
    assert turn.outcome is not None
    rendering = time.perf_counter()
    answer = JSONResponse({
        "conversation_id": turn.conversation_id,
        "replies": turn.replies,
        "handled_by": turn.outcome.handled_by,
        "took_ms": round(took * 1000, 1),
    })
    state.metrics.stages.labels("render").observe(time.perf_counter() - rendering)
    return answer


def count(metrics: Metrics, turn: Turn, took_s: float) -> None:
    """把一轮的结局记进指标。"""
    outcome = turn.outcome.value if turn.outcome else "unknown"
    metrics.turns.labels(turn.channel, outcome).inc()
    metrics.turn_seconds.labels(outcome).observe(took_s)
    metrics.regions.labels(turn.channel, region_level(turn)).inc()
    for stage, seconds in turn.stages.items():
        metrics.stages.labels(stage).observe(seconds)
    if turn.bot_failure:
        metrics.bot_failures.labels(turn.bot_failure.value).inc()


def region_level(turn: Turn) -> str:
    """答复适用于哪一级地区：nation、province…village；没有办事内容是 none。"""
    for reply in turn.replies:
        region = (reply.get("service") or reply.get("guide") or {}).get("region")
        level = region.get("level") if isinstance(region, dict) else None
        if level in LEVELS:
            return str(level)
    return "none"


@router.post("/feedback", status_code=201, summary="好差评")
async def feedback(request: Request, body: FeedbackRequest) -> dict[str, Any]:
    """保存一条好差评；意见先遮盖个人信息。"""
    state = request.app.state
    engine: Engine = state.engine
    if body.code and engine.ready and not (engine.store.item(body.code) or engine.store.package(body.code)):
        raise unknown_code("事项或一件事", body.code)
    if body.step and engine.ready:
        package = engine.store.package(body.code) if body.code else None
        if package is None or body.step not in {step.item for step in package.steps}:
            raise unknown_code("这件事里的步骤", body.step)
    # 目录还没载入时不能核对编码，也不能让人把号码写进来
    code, step = (mask(one) if one else None for one in (body.code, body.step))
    ratings: RatingStore = state.ratings
    comment = mask(body.comment or "").strip()
    rated, guide = (step, code or "") if step else (code, "")
    try:
        number = await run_in_threadpool(ratings.add, body.conversation_id, rated, body.rating, comment, guide)
    except SQLAlchemyError as problem:
        log.error("rating_not_saved", error=type(problem).__name__)
        raise storage_down() from problem
    state.metrics.ratings.labels(str(body.rating)).inc()
    return {"id": number, "text": "感谢您的评价。"}
