"""网关里的一个小循环：有排着的任务就起一个进程去办。"""

from __future__ import annotations

import asyncio
import sys

import structlog

from connectors.admin.console import Console
from connectors.admin.jobs.store import FAILED, Jobs
from connectors.building.places import ROOT, Places
from connectors.settings import Settings
from connectors.supervisor import process as processes

log = structlog.get_logger("admin")
# 不和正在服务的进程抢核
QUIET_ENV = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE", "PYTHONUNBUFFERED": "1"}


def environment(settings: Settings) -> dict[str, str]:
    """办任务的进程要的环境变量：与网关看同一个状态目录、同一个数据库。"""
    given = {
        "ZHILU_STATE_DIR": str(settings.state), "ZHILU_DATABASE_URL": settings.database_url,
        "ZHILU_EMBEDDING_MODEL": settings.embedding_model, "ZHILU_BOT_URL": settings.bot_url,
        "ZHILU_BOT_TOKEN": settings.bot_token.get_secret_value(), "ZHILU_REDIS_URL": settings.redis_url,
        "ZHILU_TRAINING_SHARE": str(settings.training_share),
    }
    return {**QUIET_ENV, **given}


async def run(console: Console) -> None:
    """一直看着任务表，直到被取消；取消时把起的进程都停掉（任务会重新排上）。"""
    started: set[asyncio.Task[None]] = set()
    try:
        while True:
            await asyncio.sleep(console.tuning.job_poll_s)
            if "engine" not in console.__dict__ and not await asyncio.to_thread(_has_accounts, console):
                continue
            jobs = console.jobs
            console.previews.forget_idle(console.tuning.preview_s)
            task = await asyncio.to_thread(jobs.claim, console.tuning.jobs_at_once)
            if task is not None:
                running = asyncio.create_task(_one(console, jobs, task.id, task.kind))
                started.add(running)
                running.add_done_callback(started.discard)
    finally:
        for running in started:
            running.cancel()
        await asyncio.gather(*started, return_exceptions=True)


def _has_accounts(console: Console) -> bool:
    """后台有没有人用过；没用过就不必每秒去看任务表。"""
    return console.accounts.any_administrator()


async def _one(console: Console, jobs: Jobs, number: int, kind: str) -> None:
    """起一个进程办一个任务，等它结束。进程自己写结果；它没写就死了，在这里记下来。"""
    path = Places(console.settings.state).logs / f"admin-{kind}.log"
    command = [sys.executable, "-m", "connectors.admin.jobs", str(number), "--national", str(console.national)]
    process = await processes.start(command, environment(console.settings), path, ROOT)
    try:
        code = await process.wait()
        task = await asyncio.to_thread(jobs.read, number)
        if task is not None and not task.over:
            log.error("admin_job_died", job=number, kind=kind, code=code)
            said = f"办到一半停了（退出码 {code}），详情见日志 {path.name}"
            await asyncio.to_thread(jobs.finish, number, FAILED, said, {})
    finally:
        await asyncio.shield(processes.stop(process, 3.0))
