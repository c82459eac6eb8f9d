"""账号与令牌（管理员）、审计记录。"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from connectors.admin.accounts import Refused
from connectors.admin.web import Administrator, Form, Reviewer, address_of, console_of, go, number, page, text

router = APIRouter()


@router.get("/accounts")
def accounts_page(request: Request, visit: Administrator) -> Response:
    """全部账号和令牌。"""
    return _page(request)


def _page(request: Request, trouble: str = "", token: str = "", status: int = 200) -> Response:
    console = console_of(request)
    return page(
        request, "accounts.html", status, people=console.accounts.listed(), tokens=console.tokens.listed(),
        trouble=trouble, token=token,
    )


@router.post("/accounts")
def add_account(request: Request, visit: Administrator, form: Form) -> Response:
    """新建账号。"""
    console = console_of(request)
    try:
        password = str(form.get("password") or "")
        made = console.accounts.add(text(form, "name"), text(form, "shown"), text(form, "role"), password)
    except Refused as problem:
        return _page(request, str(problem), status=422)
    console.audit.note(visit.person.name, "新建账号", made.name, {"角色": made.role}, address_of(request))
    return go(request, "/admin/accounts", f"已新建账号 {made.name}。")


@router.post("/accounts/{account}")
def change_account(request: Request, visit: Administrator, form: Form, account: int) -> Response:
    """改角色、停用、启用、重设口令。"""
    console, act = console_of(request), text(form, "act")
    try:
        if account == visit.person.id:
            raise Refused("不能在这里改自己的账号，请另一位管理员来改；改自己的口令在右上角。")
        if act == "password":
            made = console.accounts.change(account, password=str(form.get("password") or "") or "-")
        elif act == "role":
            made = console.accounts.change(account, role=text(form, "role"))
        else:
            made = console.accounts.change(account, active=act == "enable")
    except Refused as problem:
        return _page(request, str(problem), status=422)
    done = {"password": "重设口令", "role": "改角色", "enable": "启用账号"}.get(act, "停用账号")
    detail = {"角色": made.role} if act == "role" else ""
    console.audit.note(visit.person.name, done, made.name, detail, address_of(request))
    return go(request, "/admin/accounts", f"{made.name}：{done}，已办好。")


@router.post("/tokens")
def make_token(request: Request, visit: Administrator, form: Form) -> Response:
    """新发一个令牌，只显示这一次。"""
    console = console_of(request)
    try:
        token = console.tokens.make(text(form, "label"), text(form, "role"), visit.person.name)
    except Refused as problem:
        return _page(request, str(problem), status=422)
    console.audit.note(visit.person.name, "新发令牌", text(form, "label"), address=address_of(request))
    return _page(request, token=token)


@router.post("/tokens/revoke")
def revoke_token(request: Request, visit: Administrator, form: Form) -> Response:
    """作废一个令牌。"""
    console, which = console_of(request), number(form, "token")
    console.tokens.revoke(which)
    console.audit.note(visit.person.name, "作废令牌", str(which), address=address_of(request))
    return go(request, "/admin/accounts", "令牌已作废。")


@router.get("/audit")
def audit_page(request: Request, visit: Reviewer, q: str = "", start: int = 0) -> Response:
    """审计记录：只能看，不能改。"""
    console = console_of(request)
    entries, total = console.audit.listed(q.strip()[:100], max(start, 0))
    return page(
        request, "audit.html", entries=entries, total=total, q=q, start=max(start, 0), per=100,
        broken=console.audit.broken_at(),
    )
