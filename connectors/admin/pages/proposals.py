"""送审单：看、送审、批准、退回、撤掉一条。"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response

from catalog.editing import proposals
from catalog.editing.proposals import Draft, NotAllowed
from catalog.editing.records import Key
from catalog.editing.uploads import of_proposal
from connectors.admin.web import Editor, Form, Reviewer, Stop, address_of, console_of, go, page, text

router = APIRouter()


@router.get("/proposals")
def listing(request: Request, visit: Editor) -> Response:
    """还没办完的在前，办完的列最近的。"""
    catalog = console_of(request).catalog
    return page(
        request, "proposals.html", states=proposals.STATE_WORDS, open=proposals.listed(catalog),
        closed=proposals.listed(catalog, (proposals.PUBLISHED, proposals.DROPPED), 30),
    )


@router.post("/proposals")
def start(request: Request, visit: Editor, form: Form) -> Response:
    """新开一张。"""
    console = console_of(request)
    title = text(form, "title")[:100] or f"{visit.person.shown}的修改"
    number = proposals.start(console.catalog, title, visit.person.name)
    console.audit.note(visit.person.name, "新开送审单", f"{number} {title}", address=address_of(request))
    return go(request, f"/admin/proposals/{number}", "新开了一张送审单，接下来的修改会放在这里。")


def _draft(request: Request, number: int) -> Draft:
    """这张单子。"""
    found = proposals.read(console_of(request).catalog, number)
    if found is None:
        raise Stop(404, "没有这张送审单", f"没有编号为 {number} 的送审单。")
    return found


@router.get("/proposals/{draft}")
def one(request: Request, visit: Editor, draft: int) -> Response:
    """一张单子的全部内容：改了什么、导入了什么、上次为什么没发布。"""
    found = _draft(request, draft)
    return page(
        request, "proposal.html", draft=found, states=proposals.STATE_WORDS,
        uploaded=of_proposal(console_of(request).catalog, draft), mine=visit.person.name in found.authors,
        may_review=visit.person.may("reviewer"),
    )


def _do(request: Request, visit: Editor, number: int, what: str, act: Callable[[], None], said: str) -> Response:
    """做一步并记审计；不能做就说明为什么。"""
    try:
        act()
    except NotAllowed as problem:
        raise Stop(409, "没有办成", str(problem)) from problem
    console = console_of(request)
    console.audit.note(visit.person.name, what, f"送审单 {number}", address=address_of(request))
    return go(request, f"/admin/proposals/{number}", said)


@router.post("/proposals/{draft}/submit")
def submit(request: Request, visit: Editor, form: Form, draft: int) -> Response:
    """送审。"""
    catalog = console_of(request).catalog
    said = "已送审。另一位审核员批准后就会发布。"
    return _do(request, visit, draft, "送审", lambda: proposals.submit(catalog, draft), said)


@router.post("/proposals/{draft}/drop")
def drop(request: Request, visit: Editor, form: Form, draft: int) -> Response:
    """不要这张单子了。"""
    catalog = console_of(request).catalog
    return _do(request, visit, draft, "作废送审单", lambda: proposals.drop(catalog, draft), "这张单子不要了。")


@router.post("/proposals/{draft}/undo")
def undo(request: Request, visit: Editor, form: Form, draft: int) -> Response:
    """撤掉对一条记录的修改。"""
    catalog = console_of(request).catalog
    key = Key(text(form, "kind"), text(form, "code"), text(form, "region"))
    return _do(
        request, visit, draft, "撤掉修改", lambda: proposals.drop_record(catalog, draft, key), "已撤掉这条修改。"
    )


@router.post("/proposals/{draft}/approve")
def approve(request: Request, visit: Reviewer, form: Form, draft: int) -> Response:
    """批准，并排上发布。"""
    console = console_of(request)
    try:
        proposals.approve(console.catalog, draft, visit.person.name)
    except NotAllowed as problem:
        raise Stop(409, "没有办成", str(problem)) from problem
    job = console.jobs.add("publish", f"发布送审单 {draft}", visit.person.name, proposal=draft)
    console.audit.note(visit.person.name, "批准送审单", f"送审单 {draft}", address=address_of(request))
    return go(request, f"/admin/jobs/{job}", "已批准，正在检查和发布。这一页可以关掉，发布照样进行。")


@router.post("/proposals/{draft}/return")
def return_it(request: Request, visit: Reviewer, form: Form, draft: int) -> Response:
    """退回，写明为什么。"""
    catalog, note = console_of(request).catalog, text(form, "note")
    if not note:
        raise Stop(422, "没有写原因", "退回要写明哪里要改，起草的人才知道怎么办。")
    act = lambda: proposals.return_it(catalog, draft, visit.person.name, note)  # noqa: E731
    return _do(request, visit, draft, "退回送审单", act, "已退回。")
