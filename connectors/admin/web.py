"""网页共用：模板、谁能看、跨站请求防护、给人看的错误页。"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData, UploadFile

from connectors.admin.accounts import ADMINISTRATOR, EDITOR, REVIEWER, ROLES, Visit
from connectors.admin.console import Console
from connectors.admin.labels import FIELD_WORDS, INTENT_WORDS, KIND_WORDS, shown_value
from connectors.admin.menu import menu_for
from connectors.gateway.problems import Problem, answer

HERE = Path(__file__).parent
COOKIE = "zhilu_admin"
FORM_FIELDS = 20_000
"""一张表单最多多少格：一件事的步骤、材料都在一页里。"""


class NeedLogin(Exception):
    """要先登录。"""


class Stop(Exception):
    """到此为止：给人看一页说明。"""

    def __init__(self, status: int, title: str, message: str) -> None:
        super().__init__(message)
        self.status, self.title, self.message = status, title, message


def _local(moment: Any) -> str:
    """时间 → 北京时间，精确到分。"""
    if not moment:
        return ""
    if isinstance(moment, str):
        moment = dt.datetime.fromisoformat(moment)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return str(moment.astimezone(dt.timezone(dt.timedelta(hours=8))).strftime("%Y-%m-%d %H:%M"))


def _environment() -> Environment:
    """模板：自动转义；写错变量名马上报错，不悄悄显示空白。"""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )
    made.filters |= {"local": _local, "shown": shown_value, "quoted": lambda text: quote(str(text), safe="")}
    made.globals |= {"ROLES": ROLES, "FIELDS": FIELD_WORDS, "KINDS": KIND_WORDS, "INTENTS": INTENT_WORDS}
    return made


TEMPLATES = _environment()


def console_of(request: Request) -> Console:
    """这个应用的后台；没有启用就说明。"""
    console: Console | None = getattr(request.app.state, "console", None)
    if console is None:
        raise Stop(
            503, "维护后台没有启用",
            "设好环境变量 ZHILU_ADMIN_TOKEN 再启动服务，维护后台就会打开。"
            "目录也可以用命令行维护：zhilu catalog --help。",
        )
    return console


def address_of(request: Request) -> str:
    """对方的地址。"""
    return request.client.host if request.client else ""


def page(request: Request, template: str, status: int = 200, **content: Any) -> HTMLResponse:
    """拼好一页。登录了就带菜单和防伪造的记号。"""
    visit: Visit | None = getattr(request.state, "visit", None)
    content = {
        "me": visit.person if visit else None, "csrf": visit.csrf if visit else "",
        "notice": visit.notice if visit else "", "here": request.url.path,
        "menu": menu_for(visit.person) if visit else [], **content,
    }
    return HTMLResponse(TEMPLATES.get_template(template).render(**content), status)


def go(request: Request, where: str, notice: str = "") -> RedirectResponse:
    """办完了，转到另一页；notice 在那一页上显示一次。"""
    visit: Visit | None = getattr(request.state, "visit", None)
    if notice and visit:
        console_of(request).accounts.say(visit.digest, notice)
    return RedirectResponse(where, 303)


def signed_in(role: str) -> Callable[[Request], Awaitable[Visit]]:
    """要登录，且至少是这个角色。"""

    async def check(request: Request) -> Visit:
        from starlette.concurrency import run_in_threadpool

        console = console_of(request)
        token = request.cookies.get(COOKIE, "")
        visit = await run_in_threadpool(console.accounts.visit, token) if token else None
        if visit is None:
            raise NeedLogin
        request.state.visit = visit
        if not visit.person.may(role):
            raise Stop(403, "没有权限", f"这一页要“{ROLES[role]}”才能用，您是“{ROLES[visit.person.role]}”。")
        return visit

    return check


Editor = Annotated[Visit, Depends(signed_in(EDITOR))]
Reviewer = Annotated[Visit, Depends(signed_in(REVIEWER))]
Administrator = Annotated[Visit, Depends(signed_in(ADMINISTRATOR))]


async def read_form(request: Request) -> FormData:
    """读登录后的表单：核对是不是从我们自己的页面、由这次登录的人提交的。"""
    visit: Visit | None = getattr(request.state, "visit", None)
    if visit is None:  # 路由忘了写谁能用：宁可不收
        raise NeedLogin
    form = await read_open_form(request)
    given = form.get("csrf")
    if not (isinstance(given, str) and hmac.compare_digest(given, visit.csrf)):
        raise Stop(403, "页面过期了", "这张表单不是从当前登录的页面提交的。请回到上一页刷新后再试。")
    return form


async def read_open_form(request: Request) -> FormData:
    """读登录之前的表单：还没有记号，靠来源核对。"""
    check_origin(request)
    return await request.form(max_fields=FORM_FIELDS, max_files=4)


def check_origin(request: Request) -> None:
    """浏览器说是别的网站提交来的，就不收。"""
    origin = request.headers.get("origin")
    if request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        raise Stop(403, "来源不对", "这个请求是从别的网站提交来的，没有受理。")
    if origin and origin != "null" and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise Stop(403, "来源不对", "这个请求是从别的网站提交来的，没有受理。")


Form = Annotated[FormData, Depends(read_form)]
OpenForm = Annotated[FormData, Depends(read_open_form)]


def text(form: FormData, name: str) -> str:
    """表单里的一格文字，去掉首尾空白；没有就是空串。"""
    value = form.get(name)
    return "" if value is None or isinstance(value, UploadFile) else value.strip()


def number(form: FormData, name: str, default: int = 0) -> int:
    """表单里的一个整数；不是数字就用缺省值。"""
    value = text(form, name)
    return int(value) if value.isdecimal() and len(value) < 12 else default


def install(app: FastAPI) -> None:
    """给应用装上后台的两种错误出口。"""

    @app.exception_handler(NeedLogin)
    async def to_login(request: Request, _: NeedLogin) -> Response:
        back = request.url.path if request.method == "GET" else ""
        return RedirectResponse(f"/admin/login?next={quote(back)}", 303)

    @app.exception_handler(Stop)
    async def stopped(request: Request, stop: Stop) -> Response:
        if "text/html" not in request.headers.get("accept", ""):  # 程序来问的，按接口的样子答
            return answer(Problem(stop.status, "admin", stop.title, stop.message))
        return page(request, "stop.html", stop.status, title=stop.title, message=stop.message)
