"""导入向导：上传 → 核对列 → 看问题和差异 → 接受全部或几条 → 放进送审单。每一步都存着，随时可以离开。"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from catalog.editing import uploads
from catalog.editing.uploads import Uploaded
from catalog.importing.mapping import Mapping
from catalog.importing.proposing import (
    HEADERS,
    best_source,
    known_sources,
    new_mapping,
    peek,
    propose,
    unusable,
    with_columns,
)
from connectors.admin.console import Console
from connectors.admin.exporting import csv_answer
from connectors.admin.web import Editor, Form, Stop, address_of, console_of, go, page, read_form, text

router = APIRouter()
KINDS_OF_FILE = {".xlsx", ".xlsm", ".csv", ".tsv", ".txt", ".json"}
SLUG = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")


@router.get("/imports")
def listing(request: Request, visit: Editor) -> Response:
    """上传一份文件，或接着办上次的。"""
    found = uploads.uploads(console_of(request).catalog)
    return page(request, "imports.html", found=found, states=uploads.STATE_WORDS)


@router.post("/imports/upload")
async def upload(request: Request, visit: Editor) -> Response:
    """收文件。先认人再收内容，大文件存在磁盘上的临时文件里，不占内存。"""
    form = await read_form(request)
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise Stop(422, "没有选文件", "请选一个 xlsx、csv 或 json 文件。")
    name = Path(file.filename.replace("\\", "/")).name
    if Path(name).suffix.lower() not in KINDS_OF_FILE:
        raise Stop(422, "文件格式不支持", "只收 xlsx、csv、json。旧版 xls 请用 Excel 或 WPS 另存为 xlsx。")
    content = await file.read()
    console = console_of(request)
    return await run_in_threadpool(_saved, request, console, visit, name, content)


def _saved(request: Request, console: Console, visit: Editor, name: str, content: bytes) -> Response:
    number = uploads.save_upload(console.catalog, name, content, visit.person.name)
    detail = {"字节": len(content)}
    console.audit.note(visit.person.name, "上传文件", name, detail, address_of(request))
    return go(request, f"/admin/imports/{number}", "文件已收下。请核对每一列是什么。")


def _found(request: Request, number: int) -> Uploaded:
    """这次上传。"""
    found = uploads.read_upload(console_of(request).catalog, number)
    if found is None:
        raise Stop(404, "没有这次导入", "没有这次导入。")
    return found


@router.get("/imports/{upload}")
def one(
    request: Request, visit: Editor, upload: int, show: str = "", start: int = 0, source: str = ""
) -> Response:
    """办到哪一步就显示哪一步。"""
    console, found = console_of(request), _found(request, upload)
    if found.state == uploads.MAPPING:
        return _mapping_page(request, found, source)
    job = console.jobs.read(found.job_id) if found.job_id else None
    if found.state in (uploads.COMPARING, uploads.ACCEPTING):
        if job is not None and job.state == "failed":
            uploads.set_upload(console.catalog, upload, state=uploads.MAPPING)
            return go(request, f"/admin/imports/{upload}", f"{job.said}。请核对后再来。")
        return page(request, "import_wait.html", upload=found, job=job, states=uploads.STATE_WORDS)
    return _difference_page(request, found, show, max(start, 0))


def _mapping_page(request: Request, found: Uploaded, source: str, trouble: list[str] | None = None) -> Response:
    """提议映射，让人核对。"""
    console = console_of(request)
    with uploads.as_file(console.catalog, found.id) as path:
        table = peek(path)
    sources = known_sources()
    kept = Mapping.model_validate(found.mapping) if found.mapping else None
    chosen_source = next((one for one in sources if one.name == source), None)
    if not source:
        chosen_source = next((one for one in sources if kept and one.name == kept.name), None)
        chosen_source = chosen_source or (None if kept else best_source(table.columns, sources))
    chosen = propose(table.columns, chosen_source)
    fields = list(chosen_source.columns) if chosen_source else list(HEADERS)
    columns = chosen_source.columns if chosen_source else {}
    fixed = {name: str(column.const) for name, column in columns.items() if column.const is not None}
    return page(
        request, "import_mapping.html", 422 if trouble else 200, upload=found, table=table, sources=sources,
        source=chosen_source, fields=fields, chosen=chosen, fixed=fixed, samples=table.rows[:3], trouble=trouble or [],
        kept=kept if chosen_source is None else None, today=dt.date.today().isoformat(), asked=source,
    )


@router.post("/imports/{upload}/mapping")
def choose_mapping(request: Request, visit: Editor, form: Form, upload: int) -> Response:
    """按核对过的映射去比较。"""
    console, found = console_of(request), _found(request, upload)
    if found.state not in (uploads.MAPPING, uploads.COMPARED):
        raise Stop(409, "不能改了", "这次导入正在办，或已经放进送审单。")
    source = next((one for one in known_sources() if one.name == text(form, "source")), None)
    fields = list(source.columns) if source else list(HEADERS)
    picked = {field: [str(value) for value in form.getlist(f"column.{field}") if value] for field in fields}
    chosen = {field: names for field, names in picked.items() if names}
    kind = Path(found.file_name).suffix.lower().lstrip(".")
    if source is not None:
        mapping = with_columns(source, chosen, kind)
        day = _day(text(form, "captured"))
        if day and "captured" not in mapping.columns:
            mapping = mapping.model_copy(update={"captured": day})
    else:
        made = _new_source(console, *(text(form, name) for name in ("name", "title", "region", "captured")))
        if isinstance(made, str):
            return _mapping_page(request, found, "-", [made])
        mapping = new_mapping(*made, chosen)
    trouble = [f"{problem.message}。{problem.remedy}" for problem in unusable(mapping)]
    if trouble:
        return _mapping_page(request, found, source.name if source else "-", trouble)
    job = console.jobs.add("compare", f"比较 {found.file_name}", visit.person.name, upload=upload)
    uploads.set_upload(
        console.catalog, upload, mapping=mapping.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        source=mapping.name, state=uploads.COMPARING, job_id=job,
    )
    return go(request, f"/admin/imports/{upload}")


def _new_source(
    console: Console, name: str, title: str, region: str, captured: str
) -> tuple[str, str, str, dt.date | None] | str:
    """一个新来源的名字、标题、地区、日期；写错了返回怎么改。"""
    if not SLUG.fullmatch(name) or name in ("national", "maintainers"):
        return "来源的代号用小写英文、数字、下划线，例如 guangan_district。"
    if not title:
        return "请写来源的名称，例如“广安区政务服务中心事项清单”。"
    place = console.regions.get(region) if region.isdecimal() else None
    if region and place is None:
        return "没有这个行政区划代码。文件里有区划这一列的，可以空着。"
    return name, title, place.code if place else "", _day(captured)


def _day(said: str) -> dt.date | None:
    """填的日期；没填或写错是 None（映射里又没有日期的，随后会指出来）。"""
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        return None


def _difference_page(request: Request, found: Uploaded, show: str, start: int) -> Response:
    """问题和差异，一页一页看。"""
    console, per = console_of(request), console_of(request).tuning.rows_per_page
    tabs = (uploads.CHANGED, uploads.ADDED, uploads.REMOVED)
    default = next((tab for tab in tabs if found.counts.get(tab)), "问题")
    show = show if show in (*tabs, "问题") else ("问题" if found.counts.get("错误") else default)
    if show == "问题":
        rows, total = uploads.problems_of(console.catalog, found.id, start, per)
        taken = 0
    else:
        rows, total, taken = uploads.changes_of(console.catalog, found.id, show, start, per)
    return page(
        request, "import_difference.html", upload=found, show=show, tabs=tabs, rows=rows, total=total, taken=taken,
        start=start, per=per, states=uploads.STATE_WORDS, place_name=console.regions.full_name,
    )


@router.post("/imports/{upload}/choose")
def choose(request: Request, visit: Editor, form: Form, upload: int) -> Response:
    """接受哪些。"""
    console, found = console_of(request), _found(request, upload)
    if found.state != uploads.COMPARED:
        raise Stop(409, "不能改了", "这次导入已经放进送审单，或正在办。")
    what, act = text(form, "what"), text(form, "act")
    if act in ("all", "none"):
        uploads.choose(console.catalog, upload, what, act == "all")
    else:
        shown = [int(str(value)) for value in form.getlist("shown") if str(value).isdecimal()]
        ticked = {int(str(value)) for value in form.getlist("take") if str(value).isdecimal()}
        uploads.choose(console.catalog, upload, what, False, [one for one in shown if one not in ticked])
        uploads.choose(console.catalog, upload, what, True, [one for one in shown if one in ticked])
    return go(request, f"/admin/imports/{upload}?show={what}&start={text(form, 'start') or 0}", "已记下。")


@router.post("/imports/{upload}/accept")
def accept(request: Request, visit: Editor, form: Form, upload: int) -> Response:
    """把接受的放进送审单。"""
    console, found = console_of(request), _found(request, upload)
    if found.state != uploads.COMPARED:
        raise Stop(409, "不能再放", "这次导入已经放进送审单，或正在办。")
    job = console.jobs.add("accept", f"接受 {found.file_name}", visit.person.name, upload=upload)
    uploads.set_upload(console.catalog, upload, state=uploads.ACCEPTING, job_id=job)
    return go(request, f"/admin/imports/{upload}")


@router.post("/imports/{upload}/again")
def again(request: Request, visit: Editor, form: Form, upload: int) -> Response:
    """回到核对列那一步。"""
    console, found = console_of(request), _found(request, upload)
    if found.state != uploads.COMPARED:
        raise Stop(409, "不能改了", "这次导入已经放进送审单，或正在办。")
    uploads.set_upload(console.catalog, upload, state=uploads.MAPPING)
    return go(request, f"/admin/imports/{upload}")


@router.get("/imports/{upload}/problems.csv")
def problems_csv(request: Request, visit: Editor, upload: int) -> Response:
    """问题清单，发给数据来源单位改。"""
    rows, _ = uploads.problems_of(console_of(request).catalog, _found(request, upload).id, 0, uploads.MOST_PROBLEMS)
    head = ["行", "列", "记录", "问题", "怎么改", "轻重"]
    listed = ([one.row or "", one.column, one.record, one.message, one.remedy, one.severity] for one in rows)
    return csv_answer(f"problems-{upload}.csv", head, listed)
