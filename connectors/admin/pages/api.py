"""给自动化程序的接口：/admin/api/，请求头带 `Authorization: Bearer 令牌`。与网页同样的规则：导入的照样要人审。"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from catalog.editing import proposals, uploads
from catalog.editing.proposals import NotAllowed
from catalog.importing.proposing import known_sources, peek, propose, unusable, with_columns
from catalog.storage import releases
from connectors.admin.accounts import EDITOR, REVIEWER, ROLES, Person
from connectors.admin.exporting import csv_answer
from connectors.admin.web import Stop, address_of, console_of

router = APIRouter(prefix="/api")
KINDS_OF_FILE = {".xlsx", ".csv", ".json"}


def bearer(role: str) -> Any:
    """令牌要有效，且至少是这个角色。"""

    async def check(request: Request) -> Person:
        console = console_of(request)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        person = None
        if scheme.lower() == "bearer" and token:
            person = await run_in_threadpool(console.tokens.person, token.strip())
        if person is None:
            raise Stop(401, "要令牌", "请在请求头 Authorization: Bearer 里带上有效的令牌；令牌在“账号与令牌”里发。")
        if not person.may(role):
            raise Stop(403, "没有权限", f"这个令牌的角色不够，要“{ROLES[role]}”。")
        return person

    return Depends(check)


Editor = Annotated[Person, bearer(EDITOR)]
Reviewer = Annotated[Person, bearer(REVIEWER)]


@router.get("/status")
def status(request: Request, person: Editor) -> dict[str, Any]:
    """正在服务的发布、等人审的单子、最近的任务。"""
    console = console_of(request)
    serving = releases.current(console.catalog)
    waiting = proposals.listed(console.catalog, (proposals.SUBMITTED, proposals.APPROVED))
    return {
        "release": serving.id if serving else None,
        "waiting": [{"id": one.id, "title": one.title, "state": one.state} for one in waiting],
        "jobs": [{"id": one.id, "kind": one.kind, "state": one.state} for one in console.jobs.listed(limit=10)],
    }


@router.post("/imports", status_code=202)
async def start_import(
    request: Request, person: Editor, source: Annotated[str, Query()], file_name: Annotated[str, Query()]
) -> dict[str, int]:
    """上传一份已有来源的数据（请求体就是文件），排上比较。返回上传和任务的编号。"""
    if Path(file_name).suffix.lower() not in KINDS_OF_FILE:
        raise Stop(422, "文件格式不支持", "file_name 要以 .xlsx、.csv 或 .json 结尾。")
    content = await request.body()
    return await run_in_threadpool(_import, request, person, source, Path(file_name).name, content)


def _import(request: Request, person: Person, source: str, name: str, content: bytes) -> dict[str, int]:
    console = console_of(request)
    mapping = next((one for one in known_sources() if one.name == source), None)
    if mapping is None:
        raise Stop(422, "没有这个来源", f"没有来源 {source}；有：{'、'.join(one.name for one in known_sources())}。")
    number = uploads.save_upload(console.catalog, name, content, person.name)
    with uploads.as_file(console.catalog, number) as path:
        columns = peek(path).columns
    ready = with_columns(mapping, propose(columns, mapping), Path(name).suffix.lower().lstrip("."))
    trouble = unusable(ready)
    if trouble:
        raise Stop(422, "认不出列", "；".join(f"{one.message}" for one in trouble))
    job = console.jobs.add("compare", f"比较 {name}", person.name, upload=number)
    kept = ready.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    uploads.set_upload(
        console.catalog, number, mapping=kept, source=ready.name, state=uploads.COMPARING, job_id=job
    )
    console.audit.note(person.name, "上传文件", name, {"字节": len(content)}, address_of(request))
    return {"upload": number, "job": job}


@router.get("/imports/{upload}")
def read_import(request: Request, person: Editor, upload: int) -> dict[str, Any]:
    """一次上传办到哪一步、各种条数。"""
    found = uploads.read_upload(console_of(request).catalog, upload)
    if found is None:
        raise Stop(404, "没有这次导入", "没有这次导入。")
    return {"state": found.state, "counts": found.counts, "proposal": found.proposal_id}


@router.post("/imports/{upload}/accept", status_code=202)
def accept_import(request: Request, person: Editor, upload: int) -> dict[str, int]:
    """把默认接受的差异放进送审单。"""
    console = console_of(request)
    found = uploads.read_upload(console.catalog, upload)
    if found is None or found.state != uploads.COMPARED:
        raise Stop(409, "还不能接受", "这次导入还没比较完，或已经放进送审单。")
    job = console.jobs.add("accept", f"接受 {found.file_name}", person.name, upload=upload)
    uploads.set_upload(console.catalog, upload, state=uploads.ACCEPTING, job_id=job)
    return {"job": job}


@router.get("/jobs/{job}")
def read_job(request: Request, person: Editor, job: int) -> dict[str, Any]:
    """一个任务的进度和结果。"""
    task = console_of(request).jobs.read(job)
    if task is None:
        raise Stop(404, "没有这个任务", "没有这个后台任务。")
    return {"state": task.state, "said": task.said, "done": task.done, "total": task.total, "result": task.result}


@router.post("/proposals/{draft}/submit")
def submit(request: Request, person: Editor, draft: int) -> dict[str, str]:
    """送审；批准只能由人在网页上做。"""
    console = console_of(request)
    try:
        proposals.submit(console.catalog, draft)
    except NotAllowed as problem:
        raise Stop(409, "没有办成", str(problem)) from problem
    console.audit.note(person.name, "送审", f"送审单 {draft}", address=address_of(request))
    return {"state": proposals.SUBMITTED}


@router.post("/releases/{release}/rollback")
def rollback(request: Request, person: Reviewer, release: int) -> dict[str, int]:
    """回到某次发布。"""
    console = console_of(request)
    info = releases.point_to(console.catalog, release)
    if info is None:
        raise Stop(404, "没有这次发布", f"没有编号为 {release} 的发布。")
    console.announce_release()
    console.audit.note(person.name, "回退", f"发布 {info.id}", address=address_of(request))
    return {"release": info.id}


@router.get("/audit.csv")
def audit_csv(request: Request, person: Reviewer) -> Response:
    """全部审计，给归档程序。"""
    entries, _ = console_of(request).audit.listed(limit=1_000_000)
    head = ["编号", "时间", "谁", "做了什么", "对什么", "细节", "地址"]
    return csv_answer("audit.csv", head, ([e.id, e.at, e.who, e.what, e.subject, e.detail, e.address] for e in entries))
