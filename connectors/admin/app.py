"""把维护后台接进网关。"""

from __future__ import annotations

import hashlib
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from connectors.admin import web
from connectors.admin.console import Console
from connectors.admin.jobs import runner
from connectors.admin.pages import (
    accounts,
    aliases,
    api,
    conflicts,
    golden,
    history,
    home,
    imports,
    jobs,
    learning,
    links,
    login,
    preview,
    proposals,
    records,
    releases,
    training,
)
from connectors.admin.web import Stop
from connectors.settings import Settings
from connectors.tuning import Tuning

PAGES = (
    login, home, records, aliases, history, proposals, preview, imports, conflicts, links, jobs, golden, training,
    learning, releases, accounts, api,
)
"""后台的各组页面。加一组就加在这里，菜单在 connectors/admin/menu.py。"""
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""后台一行脚本也没有，也不许有。"""
UPLOAD = "/admin/imports/upload"
STYLE = Path(__file__).parent / "static" / "admin.css"
STYLE_VERSION = hashlib.sha256(STYLE.read_bytes()).hexdigest()[:10]
web.TEMPLATES.globals["STYLE_VERSION"] = STYLE_VERSION


def larger(tuning: Tuning) -> dict[str, tuple[int, float]]:
    """哪些地址可以收更大的内容：地址开头 → （最多多少字节，最多传多久）。上传的不先收进内存，由页面边收边存。"""
    limits = tuning.admin
    return {
        UPLOAD: (limits.upload_bytes, limits.upload_s),
        "/admin/api/imports": (limits.upload_bytes, limits.upload_s),
        "/admin/": (limits.form_bytes, tuning.limits.body_timeout_s),
    }


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


async def run(app: FastAPI) -> None:
    """网关运行期间一直办后台任务；后台没有启用就没有事做。"""
    if app.state.console is not None:
        await runner.run(app.state.console)


def close(app: FastAPI) -> None:
    """放掉后台打开的数据库。"""
    console: Console | None = app.state.console
    if console is not None:
        console.close()
