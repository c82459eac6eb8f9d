"""冲突队列：并排看各方怎么说，选一方、合并、或说明两边都对；可以记住办法。"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from catalog.editing import disputes, proposals
from catalog.editing.disputes import Case
from catalog.editing.proposals import NotAllowed
from catalog.storage import releases
from connectors.admin.drafting import draft_for
from connectors.admin.web import Editor, Form, Reviewer, Stop, address_of, console_of, go, number, page, text

router = APIRouter()


@router.get("/conflicts")
def listing(request: Request, visit: Editor, state: str = "open", field: str = "", start: int = 0) -> Response:
    """还没处理的，害处大的在前。"""
    console = console_of(request)
    table = console.regions
    state = state if state in (disputes.OPEN, disputes.SETTLED) else disputes.OPEN
    per = 20
    found, total = disputes.cases(console.catalog, state, field, max(start, 0), per)
    return page(
        request, "conflicts.html", found=found, total=total, state=state, field=field, start=max(start, 0), per=per,
        fields=disputes.COPIED, rules=disputes.rules(console.catalog), copied=disputes.COPIED,
        place_name=lambda code: table.full_name(code) or "全国",
        last=next(iter(console.jobs.listed("conflicts", 1)), None),
    )


@router.post("/conflicts/find")
def find(request: Request, visit: Editor, form: Form) -> Response:
    """重新找一遍。"""
    console = console_of(request)
    job = console.jobs.add("conflicts", "找各来源之间的冲突", visit.person.name)
    return go(request, f"/admin/jobs/{job}")


@router.post("/conflicts/{case}/settle")
def settle(request: Request, visit: Editor, form: Form, case: int) -> Response:
    """处理一处：pick0、pick1、merge、keep。"""
    console, act = console_of(request), text(form, "act")
    found = disputes.read_case(console.catalog, case)
    if found is None or found.state != disputes.OPEN:
        raise Stop(409, "已经处理过了", "这处冲突已经处理过，或已经不在了。")
    where = ""
    if act == "keep":
        reason = text(form, "reason")
        if not reason:
            raise Stop(422, "没有写理由", "两边都对的，请写一句为什么，以后的人才明白。")
        choice = f"两边都对：{reason}"
    else:
        choice, draft = _edited(request, visit.person.name, found, act)
        where = f"，改在送审单 {draft} 里"
    disputes.settle(console.catalog, found, choice + where, visit.person.name)
    if act in ("pick0", "pick1") and form.get("remember"):
        disputes.remember(console.catalog, found, found.sources[int(act[-1])], visit.person.name)
        where += "；已记住这个办法"
    detail = {"字段": found.field, "办法": choice}
    console.audit.note(visit.person.name, "处理冲突", found.name, detail, address_of(request))
    return go(request, "/admin/conflicts", f"“{found.name}”处理好了{where}。")


def _edited(request: Request, author: str, case: Case, act: str) -> tuple[str, int]:
    """按选的办法做成修改，返回（办法，送审单编号）。"""
    console, visit = console_of(request), request.state.visit
    serving = releases.current(console.catalog)
    members = serving.members if serving else {}
    with console.catalog.connect() as connection:
        if act == "merge":
            edit, choice = disputes.merged_edit(connection, members, case, author), "两边的材料都列上"
        elif act in ("pick0", "pick1") and int(act[-1]) < len(case.sides):
            winner = int(act[-1])
            edit = disputes.edit_for(connection, members, case, winner, author)
            choice = f"以“{case.sides[winner]['value'][:60]}”为准"
        else:
            raise Stop(422, "没有这个办法", "请回到上一页选一个办法。")
    if edit is None:
        raise Stop(422, "这一处不能直接照抄", "请打开记录手工改，改好后在这里选“两边都对”并写明已手工改。")
    try:
        draft = draft_for(console, visit.person)
        proposals.add_edit(console.catalog, draft.id, edit)
    except NotAllowed as problem:
        raise Stop(409, "没有办成", str(problem)) from problem
    return choice, draft.id


@router.post("/conflicts/rules/forget")
def forget(request: Request, visit: Reviewer, form: Form) -> Response:
    """不再照这个办法。"""
    console, which = console_of(request), number(form, "rule")
    disputes.forget(console.catalog, which)
    console.audit.note(visit.person.name, "删掉记住的办法", str(which), address=address_of(request))
    return go(request, "/admin/conflicts", "以后不再照这个办法。")
