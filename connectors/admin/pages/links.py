"""打不开的、不在白名单的链接；快到期的记录。"""

from __future__ import annotations

import datetime as dt

from fastapi import APIRouter, Request
from fastapi.responses import Response

from catalog.editing import links
from connectors.admin.web import Editor, Form, address_of, console_of, go, page, text

router = APIRouter()


@router.get("/links")
def listing(request: Request, visit: Editor, state: str = links.DEAD, start: int = 0) -> Response:
    """一种结论的链接。"""
    console = console_of(request)
    state = state if state in links.STATE_WORDS else links.DEAD
    per = console.tuning.rows_per_page
    rows, total = links.listed(console.catalog, state, max(start, 0), per)
    return page(
        request, "links.html", rows=rows, total=total, start=max(start, 0), per=per, state=state,
        states=links.STATE_WORDS, counts=links.counts(console.catalog),
        last=next(iter(console.jobs.listed("links", 1)), None),
    )


@router.post("/links/check")
def check(request: Request, visit: Editor, form: Form) -> Response:
    """重新查一遍。"""
    job = console_of(request).jobs.add("links", "查链接", visit.person.name)
    return go(request, f"/admin/jobs/{job}")


@router.post("/links/ignore")
def ignore(request: Request, visit: Editor, form: Form) -> Response:
    """人看过了，不用管。"""
    console, digest = console_of(request), text(form, "digest")
    links.ignore(console.catalog, digest, visit.person.name)
    console.audit.note(visit.person.name, "链接不用管", text(form, "url")[:300], address=address_of(request))
    return go(request, f"/admin/links?state={text(form, 'state')}", "已记下，不再提醒。")


@router.get("/expiring")
def expiring(request: Request, visit: Editor) -> Response:
    """快到期、太久没核对的记录。"""
    console = console_of(request)
    limits = console.tuning
    found = links.expiring(console.catalog, dt.date.today(), limits.expiring_days, limits.stale_days)
    return page(request, "expiring.html", found=found[:500], total=len(found), days=limits.expiring_days)
