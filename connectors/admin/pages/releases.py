"""已发布的版本：看、回退。"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from catalog.storage import releases
from connectors.admin.web import Editor, Form, Reviewer, Stop, address_of, console_of, go, number, page

router = APIRouter()


@router.get("/releases")
def listing(request: Request, visit: Editor) -> Response:
    """最近的发布，新的在前。"""
    catalog = console_of(request).catalog
    return page(
        request, "releases.html", serving=releases.current(catalog), history=releases.history(catalog, 50),
        may=visit.person.may("reviewer"),
    )


@router.post("/releases/rollback")
def rollback(request: Request, visit: Reviewer, form: Form) -> Response:
    """一键回到某次发布；市民几秒内就看到那一版。"""
    console, wanted = console_of(request), number(form, "release")
    before = releases.current(console.catalog)
    info = releases.point_to(console.catalog, wanted)
    if info is None:
        raise Stop(404, "没有这次发布", f"没有编号为 {wanted} 的发布。")
    console.announce_release()
    detail = {"从": before.id if before else None, "到": info.id}
    console.audit.note(visit.person.name, "回退", f"发布 {info.id}", detail, address_of(request))
    return go(request, "/admin/releases", f"已换到第 {info.id} 次发布，几秒内生效。")
