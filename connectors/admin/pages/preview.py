"""像市民那样看草稿：对着草稿说话，走真的对话；或问一句，看排序和卡片，旁边是正在服务的版本怎么答。"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from catalog.editing import proposals
from catalog.editing.proposals import Draft
from connectors.admin import rehearsing
from connectors.admin.previewing import Preview
from connectors.admin.typed_place import typed_place
from connectors.admin.web import Editor, Form, Stop, console_of, go, page, text
from connectors.conversation.pipeline import Turn
from connectors.gateway.engine import Engine

router = APIRouter()


@router.get("/proposals/{draft}/preview")
def preview(
    request: Request, visit: Editor, draft: int, q: str = "", region: str = "", code: str = "", talk: str = ""
) -> Response:
    """问句和地区写在地址里，可以发给同事看同一个结果；`talk` 是正在试说的那一段。"""
    console, engine = console_of(request), request.app.state.engine
    found, made = _opened(request, draft)
    place, trouble = typed_place(made.store.regions, region)
    then = now = None
    if q.strip():
        then = made.answer(q[:500], place)
        serving = Preview(engine.store, engine.searcher, [], 0.0)
        now = serving.answer(q[:500], place)
    elif code:
        then = _card_only(made, code, place.code if place else None)
    turns = rehearsing.turns_of(console.engine, talk[:64], visit.person.name, draft) if talk else []
    return page(
        request, "preview.html", draft=found, q=q, region=region, then=then, now=now, problems=made.problems,
        turns=turns, talk=talk[:64] if turns else "", last=len(turns) - 1,
        trouble=f"{trouble}先按不限地区回答。" if trouble else "",
    )


def _opened(request: Request, number: int) -> tuple[Draft, Preview]:
    """这张单子和它的预览；没有、还没备好就说明。"""
    console, engine = console_of(request), request.app.state.engine
    assert isinstance(engine, Engine)
    found = proposals.read(console.catalog, number)
    if found is None:
        raise Stop(404, "没有这张送审单", f"没有编号为 {number} 的送审单。")
    if engine.searcher is None:
        raise Stop(503, "检索还在准备", "服务刚启动，检索还在准备，请过一会儿再看。")
    return found, console.previews.of(console, found, engine.searcher)


@router.post("/proposals/{draft}/say")
async def rehearse(request: Request, visit: Editor, form: Form, draft: int) -> Response:
    """对着草稿说一句：与市民走同一条对话流水线。"""
    console, state = console_of(request), request.app.state
    said = text(form, "said")[:500]
    _, made = await run_in_threadpool(_opened, request, draft)
    region = text(form, "region")
    where = f"/admin/proposals/{draft}/preview?region={quote(region)}"
    if not said:
        return go(request, where, "请写一句市民会说的话。")
    ready = state.bot is not None and await rehearsing.prepared(state.http, state.settings.actions_url, draft)
    place, _ = typed_place(made.store.regions, region)
    talk = text(form, "talk")[:64] or rehearsing.new_talk()
    turn = Turn(talk, said, place.code if place else None, channel="preview", draft=draft)
    await rehearsing.rehearse(state.bot if ready else None, made, turn)
    await run_in_threadpool(rehearsing.keep_turn, console.engine, visit.person.name, turn, place)
    return go(request, f"{where}&talk={quote(talk)}#last")


def _card_only(made: Preview, code: str, region: str | None) -> dict[str, Any]:
    """直接看一条记录的卡片。"""
    return {
        "hits": [], "card": made.card(code, region), "steps": made.steps(code, region), "answerable": 1.0
    }
