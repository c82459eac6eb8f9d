"""查记录、改记录、加记录、删记录。改的都进送审单，不碰正在服务的。"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from catalog.editing import proposals
from catalog.editing.candidate import current_record
from catalog.editing.changes import ADDED, EDITED, REMOVED, WHOLE, Edit, changed_fields
from catalog.editing.checking import check_record, tidy
from catalog.editing.places import search_places
from catalog.editing.proposals import Draft, NotAllowed
from catalog.editing.records import Key, bundled_region, search_records, source_of_new
from catalog.problems import Problem
from catalog.storage import releases
from connectors.admin.drafting import draft_for, open_draft
from connectors.admin.forms.fields import FORMS
from connectors.admin.forms.values import read, shown
from connectors.admin.labels import KIND_WORDS
from connectors.admin.typed_place import typed_place
from connectors.admin.web import Editor, Form, Stop, address_of, console_of, go, number, page, text

router = APIRouter()
NEW = "new"


def _kind(kind: str) -> str:
    """认得的种类。"""
    if kind not in FORMS:
        raise Stop(404, "没有这一种", "没有这种记录，请从菜单进入。")
    return kind


@router.get("/records")
def listing(
    request: Request, visit: Editor, kind: str = "basic", q: str = "", region: str = "", start: int = 0
) -> Response:
    """按名称、代码、别名找记录。"""
    console, kind, start = console_of(request), _kind(kind), max(start, 0)
    serving = releases.current(console.catalog)
    kinds = ("item", "guide") if kind == "item" else (kind,)
    table, per = console.regions, console.tuning.rows_per_page
    place, trouble = typed_place(table, region)
    if kind == "region":
        found, total = search_places(table, q[:100], place, start, per)
    else:
        with console.catalog.connect() as connection:
            found, total = search_records(
                connection, serving.members if serving else {}, q[:100], kinds=kinds,
                region=place.code if place else "", start=start, limit=per,
            )
    draft = open_draft(console, visit.person)
    return page(
        request, "records.html", kind=kind, q=q, region=region, found=found, total=total, start=start, trouble=trouble,
        per=per, draft=draft, changed={edit.key for edit in draft.edits} if draft else set(),
        place_name=table.full_name, by_place=kind in ("item", "portal", "region"),
    )


@router.get("/records/{kind}/{region}/{code}")
def form_page(
    request: Request, visit: Editor, kind: str, region: str, code: str, draft: int = 0, alias: str = ""
) -> Response:
    """改一条记录的表单；code 写 new 是新增，alias 是先填好的别名（从没答好的问题来）。"""
    console, kind = console_of(request), _kind(kind)
    chosen = proposals.read(console.catalog, draft) if draft else open_draft(console, visit.person)
    if code == NEW:
        start: dict[str, Any] = {"region": region} if kind in ("item", "guide") else {}
        start |= {"aliases": [alias[:200]]} if alias and kind in ("basic", "package") else {}
        return _form(request, kind, region, code, None, start, [], chosen)
    served, content, _ = current_record(console.catalog, chosen, Key(kind, code, region))
    if served is None and content is None:
        raise Stop(404, "没有这条记录", "目录里没有这条记录，可能已被删除。请回到列表再找。")
    return _form(request, kind, region, code, served, content if content is not None else served or {}, [], chosen)


def _form(
    request: Request, kind: str, region: str, code: str, served: dict[str, Any] | None, content: dict[str, Any],
    problems: list[Problem], draft: Draft | None, status: int = 200,
) -> Response:
    """拼出表单：每格现在的值、旁边的问题、与正在服务的不同处。"""
    by_field: dict[str, list[Problem]] = {}
    for problem in problems:
        by_field.setdefault(problem.column, []).append(problem)
    different = changed_fields(served or {}, content) if code != NEW else {}
    title = content.get("name") or (served or {}).get("name")
    return page(
        request, "record_form.html", status, kind=kind, region=region, code=code, content=content, served=served,
        fields=FORMS[kind], shown_in=shown, by_field=by_field, problems=problems, different=different, draft=draft,
        adding=code == NEW, fixed=code != NEW, title=title or f"新增{KIND_WORDS[kind]}",
    )


@router.post("/records/{kind}/{region}/{code}")
def save(request: Request, visit: Editor, form: Form, kind: str, region: str, code: str) -> Response:
    """存进送审单；字段不合定义的不存，问题显示在格子旁边。提醒不挡。"""
    console, kind = console_of(request), _kind(kind)
    chosen_number = number(form, "draft")
    draft = proposals.read(console.catalog, chosen_number) if chosen_number else open_draft(console, visit.person)
    key = Key(kind, code, region)
    served, before, source = (None, None, source_of_new(kind))
    if code != NEW:
        served, before, source = current_record(console.catalog, draft, key)
    content = tidy(kind, _filled(kind, form, before or {}, source))
    if code == NEW:
        key = _new_key(kind, content)
    serving = releases.current(console.catalog)
    carried = proposals.edits_of_release(console.catalog, serving.id if serving else None)
    problems = check_record(kind, content, [*carried, *(draft.edits if draft else [])], console.national)
    if code == NEW and current_record(console.catalog, draft, key)[1] is not None:
        problems.append(Problem("代码重复", f"已有代码 {key.code}", "换一个代码", "", None, "code"))
    asked = text(form, "act")
    if asked == "check" or any(problem.severity == "error" for problem in problems):
        return _form(request, kind, region, code, served, content, problems, draft, 200 if asked == "check" else 422)
    changes = changed_fields(before, content) if before is not None else {WHOLE: {"old": None, "new": content}}
    if not changes:
        return go(request, f"/admin/records/{kind}/{region}/{code}", "没有改动，没有存。")
    try:
        draft = draft_for(console, visit.person, chosen_number)
        name, action = str(content.get("name", key.code)), EDITED if before is not None else ADDED
        edit = Edit(0, source, key, name, action, changes, visit.person.name, note=text(form, "note"))
        proposals.add_edit(console.catalog, draft.id, edit)
    except NotAllowed as problem:
        raise Stop(409, "没有存上", str(problem)) from problem
    console.audit.note(visit.person.name, "改记录", f"{key.kind}/{key.code}", changes, address_of(request))
    warned = f"另有 {len(problems)} 处提醒，可以再打开看。" if problems else ""
    return go(request, f"/admin/proposals/{draft.id}", f"“{name}”已存进送审单 {draft.id}。{warned}")


def _filled(kind: str, form: FormData, before: dict[str, Any], source: str) -> dict[str, Any]:
    """填好的内容；表单里没有的字段、不能改的字段保持原样。"""
    filled = {name: [str(value) for value in form.getlist(name)] for name in form}
    content = read(FORMS[kind], filled)
    on_form = {field.name for field in FORMS[kind]}
    kept = {name: value for name, value in before.items() if name not in on_form}
    if before:
        kept |= {field.name: before[field.name] for field in FORMS[kind] if field.fixed and field.name in before}
    elif kind in ("item", "guide"):
        kept |= {"source": source}
    return {**content, **kept}


def _new_key(kind: str, content: dict[str, Any]) -> Key:
    """新记录是谁。"""
    code = str(content.get("id" if kind == "portal" else "code", ""))
    return Key(kind, code, "000000" if kind in ("basic", "region") else str(content.get("region", "000000")))


@router.post("/records/{kind}/{region}/{code}/remove")
def remove(request: Request, visit: Editor, form: Form, kind: str, region: str, code: str) -> Response:
    """把删除放进送审单。"""
    console, key = console_of(request), Key(_kind(kind), code, region)
    try:
        draft = draft_for(console, visit.person, number(form, "draft"))
        _, content, source = current_record(console.catalog, draft, key)
        if content is None:
            raise NotAllowed("这条记录已经不在了。")
        if kind == "region" and bundled_region(code):
            raise NotAllowed("随软件带来的地区不能删；撤并了的，在“并入哪里”填那个地方的代码。")
        changes = {WHOLE: {"old": content, "new": None}}
        name = str(content.get("name", code))
        edit = Edit(0, source, key, name, REMOVED, changes, visit.person.name, note=text(form, "note"))
        proposals.add_edit(console.catalog, draft.id, edit)
    except NotAllowed as problem:
        raise Stop(409, "没有办成", str(problem)) from problem
    console.audit.note(visit.person.name, "删记录", f"{kind}/{code}", text(form, "note"), address_of(request))
    return go(request, f"/admin/proposals/{draft.id}", f"删除“{name}”已存进送审单 {draft.id}，发布后才生效。")
