"""一条记录的修改历史：谁在什么时候把什么改成什么。"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from catalog.editing import proposals
from catalog.editing.records import Key
from connectors.admin.web import Editor, console_of, page

router = APIRouter()


@router.get("/history/{kind}/{region}/{code}")
def history(request: Request, visit: Editor, kind: str, region: str, code: str) -> Response:
    """新的在前。"""
    key = Key(kind, code, region)
    found = proposals.history_of(console_of(request).catalog, key)
    return page(request, "history.html", key=key, found=found)
