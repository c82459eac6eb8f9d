"""别名：按群众的叫法找，加一个、去掉一个。都进送审单，和改记录走同一条路。"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from catalog.editing import proposals
from catalog.editing.aliases import all_aliases, found_aliases
from catalog.editing.candidate import current_record
from catalog.editing.changes import EDITED, Edit, changed_fields
from catalog.editing.checking import check_record
from catalog.editing.proposals import NotAllowed
from catalog.editing.records import Key
from catalog.problems import Problem
from catalog.regions import NATION
from catalog.storage import releases
from connectors.admin.drafting import draft_for, open_draft
from connectors.admin.web import Editor, Form, Stop, address_of, console_of, go, page, text
from connectors.gateway.engine import Engine

router = APIRouter()
KINDS = ("basic", "package", "region")
"""有别名、可以在这里改的种类。"""


@router.get("/aliases")
def listing(
    request: Request, visit: Editor, q: str = "", kind: str = "", shared: str = "", start: int = 0
) -> Response:
    """按叫法或记录名称找。"""
    return _page(request, q[:100], kind if kind in KINDS else "", bool(shared), max(start, 0))


def _page(
    request: Request, q: str = "", kind: str = "", shared: bool = False, start: int = 0,
    word: str = "", code: str = "", problems: list[Problem] | None = None,
) -> Response:
    """列出来；`problems` 是刚才要加的那个为什么没加上，写在格子旁边。"""
    console, engine = console_of(request), request.app.state.engine
    assert isinstance(engine, Engine)
    store = engine.store
    found = found_aliases(all_aliases(store.items(), store.packages(), store.regions), q, kind, shared)
    draft, per = open_draft(console, request.state.visit.person), console.tuning.rows_per_page
    return page(
        request, "aliases.html", 422 if problems else 200, q=q, kind=kind, shared=shared, start=start, per=per,
        found=found[start : start + per], total=len(found), word=word, code=code, problems=problems or [],
        kinds=KINDS, place_name=store.regions.full_name, changed={edit.key for edit in draft.edits} if draft else set(),
    )


@router.post("/aliases")
def change(request: Request, visit: Editor, form: Form) -> Response:
    """加一个或去掉一个。"""
    console, word, code = console_of(request), text(form, "word")[:60], text(form, "code")
    adding = text(form, "act") != "drop"
    draft = open_draft(console, visit.person)
    for kind in [text(form, "kind")] if text(form, "kind") in KINDS else KINDS:
        key = Key(kind, code, NATION)
        _, content, source = current_record(console.catalog, draft, key)
        if content is not None:
            break
    else:
        missing = Problem("没有这条记录", f"没有代码是“{code}”的记录" if code else "没有写代码", "先查到它的代码再填",
                          "", None, "code")
        return _page(request, word=word, code=code, problems=[missing])
    before = [str(one) for one in content.get("aliases", [])]
    aliases = [*before, word] if adding else [one for one in before if one != word]
    made = {**content, "aliases": list(dict.fromkeys(aliases))}
    problems = _problems(request, kind, made, word, draft.edits if draft else []) if adding else []
    if any(one.severity == "error" for one in problems):
        return _page(request, word=word, code=code, problems=problems)
    changes = changed_fields(content, made)
    if not changes:
        return go(request, "/admin/aliases", f"“{content['name']}”{'已经有' if adding else '没有'}“{word}”这个叫法。")
    try:
        draft = draft_for(console, visit.person)
        note = f"{'加' if adding else '去掉'}别名“{word}”"
        edit = Edit(0, source, key, str(content["name"]), EDITED, changes, visit.person.name, note=note)
        proposals.add_edit(console.catalog, draft.id, edit)
    except NotAllowed as problem:
        raise Stop(409, "没有存上", str(problem)) from problem
    console.audit.note(visit.person.name, "改别名", f"{kind}/{code}", changes, address_of(request))
    warned = "".join(f"提醒：{one.message}。{one.remedy}。" for one in problems)
    said = f"{'加上' if adding else '去掉'}“{content['name']}”的叫法“{word}”，已存进送审单 {draft.id}。{warned}"
    return go(request, "/admin/aliases", said)


def _problems(request: Request, kind: str, made: dict[str, object], word: str, edits: list[Edit]) -> list[Problem]:
    """加上这个叫法会有什么问题：只要别名这一格的。"""
    if not word:
        return [Problem("没有写", "没有写叫法", "写上群众会怎么说", "", None, "word")]
    console = console_of(request)
    serving = releases.current(console.catalog)
    carried = proposals.edits_of_release(console.catalog, serving.id if serving else None)
    found = check_record(kind, made, [*carried, *edits], console.national)
    return [one for one in found if one.column.startswith("aliases") and f"“{word}”" in one.message]
