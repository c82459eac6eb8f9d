"""网页：/ 演示页、/embed 聊天页、嵌入脚本与静态文件；还没启用的渠道如实说明。"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

WEB = Path(__file__).resolve().parent.parent / "web"
router = APIRouter(include_in_schema=False)


@router.get("/")
async def demo() -> FileResponse:
    """演示页。"""
    return FileResponse(WEB / "index.html")


@router.get("/embed")
async def embed() -> FileResponse:
    """给别的网站嵌入的聊天页。"""
    return FileResponse(WEB / "embed.html")


@router.get("/widget/v1/loader.js")
async def loader() -> FileResponse:
    """一行标签的嵌入脚本。"""
    headers = {"Cache-Control": "public, max-age=300", "Cross-Origin-Resource-Policy": "cross-origin"}
    return FileResponse(WEB / "loader.js", media_type="text/javascript; charset=utf-8", headers=headers)




def mount(app: FastAPI) -> None:
    """把静态文件挂到 /static。"""
    app.mount("/static", StaticFiles(directory=WEB), name="static")
