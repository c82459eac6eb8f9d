"""像市民那样看草稿：问一句，看排序和卡片；旁边是正在服务的版本怎么答。"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from catalog.editing import proposals
from connectors.admin.previewing import Preview
from connectors.admin.typed_place import typed_place
from connectors.admin.web import Editor, Stop, console_of, page
from connectors.gateway.engine import Engine

router = APIRouter()


@router.get("/proposals/{draft}/preview")
def preview(request: Request, visit: Editor, draft: int, q: str = "", region: str = "", code: str = "") -> Response:
    """问句和地区写在地址里，可以发给同事看同一个结果。"""
    console, engine = console_of(request), request.app.state.engine
    assert isinstance(engine, Engine)
    found = proposals.read(console.catalog, draft)
    if found is None:
        raise Stop(404, "没有这张送审单", f"没有编号为 {draft} 的送审单。")
    if engine.searcher is None:
        raise Stop(503, "检索还在准备", "服务刚启动，检索还在准备，请过一会儿再看。")
    made = console.previews.of(console, found, engine.searcher)
    place, trouble = typed_place(made.store.regions, region)
    then = now = None
    if q.strip():
        then = made.answer(q[:500], place)
        serving = Preview(engine.store, engine.searcher, [], 0.0)
        now = serving.answer(q[:500], place)
    elif code:
        then = _card_only(made, code, place.code if place else None)
    return page(
        request, "preview.html", draft=found, q=q, region=region, then=then, now=now, problems=made.problems,
        trouble=f"{trouble}先按不限地区回答。" if trouble else "",
    )


def _card_only(made: Preview, code: str, region: str | None) -> dict[str, Any]:
    """直接看一条记录的卡片。"""
    return {
        "hits": [], "card": made.card(code, region), "steps": made.steps(code, region), "answerable": 1.0
    }
