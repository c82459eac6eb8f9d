"""网页：/ 聊天页、/embed 给别的网站嵌入、/portal 虚构门户演示、嵌入脚本与静态文件。"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response

from connectors.gateway.assets import Assets
from connectors.gateway.problems import COMMON, Problem

BUILT = Path(__file__).resolve().parent.parent / "web" / "built"
"""由 connectors/web/source 里的 TypeScript 装出来，随包发布；使用者不需要 Node。"""
router = APIRouter(include_in_schema=False)


def page(request: Request, name: str, headers: dict[str, str] | None = None) -> Response:
    """取一个网页文件；没有就是 404。"""
    assets: Assets = request.app.state.assets
    answer = assets.response(name, request, headers)
    if answer is None:
        raise Problem(404, *COMMON[404])
    return answer


@router.get("/")
async def chat(request: Request) -> Response:
    """聊天页。"""
    return page(request, "index.html")


@router.get("/embed")
async def embed(request: Request) -> Response:
    """给别的网站嵌入的聊天页。"""
    return page(request, "embed.html")


@router.get("/portal")
async def portal(request: Request) -> Response:
    """一个虚构的门户网站，演示怎样嵌入。"""
    return page(request, "portal.html")


@router.get("/widget/v1/loader.js")
async def loader(request: Request) -> Response:
    """一行标签的嵌入脚本。别的网站会缓存它，所以只缓存几分钟，改了很快生效。"""
    headers = {"Cache-Control": "public, max-age=300", "Cross-Origin-Resource-Policy": "cross-origin"}
    return page(request, "loader.js", headers)


@router.get("/static/{name}")
async def static(request: Request, name: str) -> Response:
    """脚本、样式、图标。"""
    return page(request, name)



def mount(app: FastAPI) -> None:
    """读好网页文件。"""
    app.state.assets = Assets(BUILT)
