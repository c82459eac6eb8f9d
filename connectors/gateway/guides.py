"""凭续办编号取指南的打印页和日历文件。"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from connectors.gateway.problems import Problem
from connectors.guides.calendar import calendar_file, deadlines
from connectors.guides.printing import print_page

router = APIRouter(prefix="/guide", tags=["指路"])

Code = Annotated[
    str, Query(min_length=10, max_length=24, pattern=r"^[0-9A-Za-z\- ]+$", description="续办编号，如 K57N4-G5B65")
]
TIMEOUT_S = 5.0


@router.get("/print", response_class=HTMLResponse, summary="指南的打印页（A4）")
async def printable(
    request: Request, code: Code, large: Annotated[bool, Query(description="大字版")] = False
) -> HTMLResponse:
    """一份指南的打印页。"""
    guide = await fetch(request, code)
    return HTMLResponse(print_page(guide, large, bool(deadlines(guide))))


@router.get("/guide.ics", response_class=Response, summary="指南期限的日历文件")
async def calendar(request: Request, code: Code) -> Response:
    """一份指南的期限；还没说事件日期、算不出日子时是一个 404 问题。"""
    guide = await fetch(request, code)
    if not deadlines(guide):
        raise Problem(
            404, "no-deadline", "没有具体的截止日期",
            "这份指南还算不出具体的截止日期。请先在对话里说事情是哪天发生的（例如“11月3号出生的”），再来下载。",
        )
    headers = {"Content-Disposition": 'attachment; filename="guide.ics"'}
    content = calendar_file(guide, dt.datetime.now(dt.UTC))
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


async def fetch(request: Request, code: str) -> dict[str, Any]:
    """向动作服务取指南；没有、试得太多、动作服务不在，各是一个说得清的问题。"""
    state = request.app.state
    address = state.settings.actions_url
    if not address:
        detail = "这里没有运行动作服务，取不了存下来的指南。请在对话里发“继续”加编号。"
        raise Problem(503, "guides-off", "暂时取不了指南", detail)
    source = request.client.host if request.client else ""
    try:
        answer = await state.http.get(
            f"{address}/guides/{code.replace(' ', '')}", params={"source": source}, timeout=TIMEOUT_S
        )
    except httpx.HTTPError as problem:
        raise Problem(503, "guides-busy", "暂时取不了指南", "服务正在启动或太忙，请过一会儿再试。") from problem
    if answer.status_code == 429:
        raise Problem(429, "too-many-tries", "试的次数太多", "输错编号的次数太多，请过几分钟再试。")
    if answer.status_code == 503:
        detail = "存指南的地方这会儿用不了，请过一会儿再试。"
        raise Problem(503, "guides-busy", "暂时取不了指南", detail, {"Retry-After": "10"})
    if answer.status_code != 200:
        detail = "没有找到这个编号的指南：可能输错了，或已经过了有效期。请核对编号。"
        raise Problem(404, "unknown-guide", "没有这个编号", detail)
    return dict(answer.json()["guide"])
