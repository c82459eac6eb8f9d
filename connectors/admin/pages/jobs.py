"""后台任务：列表、一个任务的进度和结果。没有脚本，办着的页面每两秒自己刷新。"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from connectors.admin.jobs.store import STATE_WORDS
from connectors.admin.web import Editor, Stop, console_of, page

router = APIRouter()


@router.get("/jobs")
def listing(request: Request, visit: Editor) -> Response:
    """最近的任务。"""
    return page(request, "jobs.html", tasks=console_of(request).jobs.listed(limit=50), states=STATE_WORDS)


@router.get("/jobs/{job}")
def one(request: Request, visit: Editor, job: int) -> Response:
    """一个任务。"""
    task = console_of(request).jobs.read(job)
    if task is None:
        raise Stop(404, "没有这个任务", "没有这个后台任务。")
    return page(request, "job.html", task=task, states=STATE_WORDS)
