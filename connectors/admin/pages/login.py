"""登录、退出、建第一个管理员。"""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from connectors.admin.accounts import ADMINISTRATOR, Refused, TooManyAttempts
from connectors.admin.web import (
    COOKIE,
    Editor,
    Form,
    OpenForm,
    address_of,
    console_of,
    page,
    text,
)

router = APIRouter()


@router.get("/login")
def login_page(request: Request, next: str = "") -> Response:
    """登录页；还没有管理员就去建第一个。"""
    if not console_of(request).accounts.any_administrator():
        return RedirectResponse("/admin/setup", 303)
    return page(request, "login.html", trouble="", name="", next=next)


@router.post("/login")
def log_in(request: Request, form: OpenForm) -> Response:
    """核对用户名和口令。"""
    console, name = console_of(request), text(form, "name")
    try:
        token = console.accounts.sign_in(name, str(form.get("password") or ""), address_of(request))
    except Refused as problem:
        status = 429 if isinstance(problem, TooManyAttempts) else 401
        console.audit.note(name[:40] or "（空）", "登录失败", str(problem), address=address_of(request))
        return page(request, "login.html", status, trouble=str(problem), name=name, next=text(form, "next"))
    console.audit.note(name, "登录", address=address_of(request))
    return _entered(request, token, text(form, "next"))


def _entered(request: Request, token: str, where: str) -> Response:
    """带着会话进后台；只回后台自己的页面，不跳去别处。"""
    inside = where.startswith("/admin/") and "//" not in where and "\\" not in where
    answer = RedirectResponse(where if inside else "/admin/", 303)
    answer.set_cookie(
        COOKIE, token, path="/admin", httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
    return answer


@router.post("/logout")
def log_out(request: Request, visit: Editor, form: Form) -> Response:
    """退出登录。"""
    console_of(request).accounts.sign_out(visit.digest)
    answer = RedirectResponse("/admin/login", 303)
    answer.delete_cookie(COOKIE, path="/admin")
    return answer


@router.get("/setup")
def setup_page(request: Request) -> Response:
    """建第一个管理员的页面。"""
    if console_of(request).accounts.any_administrator():
        return RedirectResponse("/admin/login", 303)
    return page(request, "setup.html", trouble="", name="", shown_name="")


@router.post("/setup")
def set_up(request: Request, form: OpenForm) -> Response:
    """核对启动时的口令，建第一个管理员。"""
    console, address = console_of(request), address_of(request)
    accounts, name = console.accounts, text(form, "name")
    if accounts.any_administrator():
        return RedirectResponse("/admin/login", 303)
    try:
        if not hmac.compare_digest(text(form, "token").encode(), console.token.encode()):
            console.audit.note("（未登录）", "启动口令不对", address=address)
            raise Refused("启动口令不对。它是 ZHILU_ADMIN_TOKEN 的值，或启动服务时终端里打印的那一串。")
        password = str(form.get("password") or "")
        if password != str(form.get("again") or ""):
            raise Refused("两次输入的口令不一样。")
        accounts.check_password(name, password)
        if not accounts.spend(console.token):
            raise Refused("这个启动口令已经用过。重新启动服务会换一个新的。")
        accounts.add(name, text(form, "shown_name"), ADMINISTRATOR, password)
        token = accounts.sign_in(name, password, address)
    except Refused as problem:
        content = {"trouble": str(problem), "name": name, "shown_name": text(form, "shown_name")}
        return page(request, "setup.html", 422, **content)
    console.audit.note(name, "建立第一个管理员", name, address=address)
    return _entered(request, token, "")


@router.get("/password")
def password_page(request: Request, visit: Editor) -> Response:
    """改自己的口令。"""
    return page(request, "password.html", trouble="")


@router.post("/password")
def change_password(request: Request, visit: Editor, form: Form) -> Response:
    """核对原口令，换新口令；别处的登录全部作废。"""
    console, me, new = console_of(request), visit.person, str(form.get("password") or "")
    try:
        console.accounts.sign_in(me.name, str(form.get("old") or ""), address_of(request))
        if new != str(form.get("again") or ""):
            raise Refused("两次输入的口令不一样。")
        console.accounts.change(me.id, password=new)
        token = console.accounts.sign_in(me.name, new, address_of(request))
    except Refused as problem:
        return page(request, "password.html", 422, trouble=str(problem))
    console.audit.note(me.name, "改了自己的口令", address=address_of(request))
    return _entered(request, token, "")


