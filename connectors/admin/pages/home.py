"""登录后的第一页：今天要办什么。"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from catalog.editing import proposals
from catalog.storage import releases
from connectors.admin.drafting import open_draft
from connectors.admin.web import Editor, console_of, page

router = APIRouter()


@router.get("/")
def home(request: Request, visit: Editor) -> Response:
    """待我办的、正在服务的版本。"""
    console = console_of(request)
    waiting = proposals.listed(console.catalog, (proposals.SUBMITTED, proposals.APPROVED))
    return page(
        request, "home.html", serving=releases.current(console.catalog), draft=open_draft(console, visit.person),
        waiting=waiting, states=proposals.STATE_WORDS,
    )
