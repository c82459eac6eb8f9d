"""把维护后台接进网关。"""

from __future__ import annotations

import hashlib
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from connectors.admin import web
from connectors.admin.console import Console
from connectors.admin.pages import accounts, history, home, login, proposals, records, releases
from connectors.admin.web import Stop
from connectors.settings import Settings
from connectors.tuning import Tuning

PAGES = (login, home, records, history, proposals, releases, accounts)
"""后台的各组页面。加一组就加在这里，菜单在 connectors/admin/menu.py。"""
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""后台一行脚本也没有，也不许有。"""
STYLE = Path(__file__).parent / "static" / "admin.css"
STYLE_VERSION = hashlib.sha256(STYLE.read_bytes()).hexdigest()[:10]
web.TEMPLATES.globals["STYLE_VERSION"] = STYLE_VERSION


def install(app: FastAPI, settings: Settings, tuning: Tuning, national: Path) -> None:
    """装上后台的全部地址。没有设口令时后台关闭，打开只看到说明。`national` 是全国目录的文件夹。"""
    web.install(app)
    app.state.console = Console(settings, tuning, national) if settings.admin_token.get_secret_value() else None
    every = APIRouter(prefix="/admin", include_in_schema=False)

    @every.get("/style.css")
    def style() -> FileResponse:
        return FileResponse(STYLE, headers={"Cache-Control": "public, max-age=86400"})

    @every.get("")
    def without_slash() -> RedirectResponse:
        return RedirectResponse("/admin/")

    for one in PAGES:
        every.include_router(one.router)

    @every.api_route("/{rest:path}", methods=["GET", "POST"])
    def missing(request: Request, rest: str) -> Response:
        web.console_of(request)
        raise Stop(404, "没有这一页", "后台没有这一页，请从菜单进入。")

    app.include_router(every)


def close(app: FastAPI) -> None:
    """放掉后台打开的数据库。"""
    console: Console | None = app.state.console
    if console is not None:
        console.close()
