"""导入的两个任务：比较，和把接受的差异放进送审单。"""

from __future__ import annotations

from typing import Any

from catalog.editing import proposals, uploads
from catalog.editing.proposals import NotAllowed
from connectors.admin.accounts import EDITOR, Person
from connectors.admin.drafting import draft_for
from connectors.admin.jobs.work import Failed, Work


def compare(work: Work) -> tuple[str, dict[str, Any]]:
    """读文件、逐行核对、与正在服务的比较。"""
    counts = uploads.compare_upload(work.catalog, int(work.params["upload"]), work.national, work.tell)
    said = f"增加 {counts[uploads.ADDED]} 条，改动 {counts[uploads.CHANGED]} 条，删除 {counts[uploads.REMOVED]} 条"
    return said, {}


def accept(work: Work) -> tuple[str, dict[str, Any]]:
    """做成待审的版本，放进送审单。"""
    number = int(work.params["upload"])
    found = uploads.read_upload(work.catalog, number)
    if found is None:
        raise Failed("没有这次上传。")
    version, rows, taken = uploads.accept_upload(work.catalog, number, work.tell)
    if not taken:
        uploads.set_upload(work.catalog, number, state=uploads.COMPARED)
        raise Failed("一条差异也没有接受，没有东西可以送审。")
    # 令牌上传的没有账号，单子记在令牌名下
    unnamed = Person(0, found.author, found.author, EDITOR)
    person = next((one for one in work.console.accounts.listed() if one.name == found.author), unnamed)
    try:
        draft = draft_for(work.console, person, int(work.params.get("draft") or 0))
        proposals.add_import(work.catalog, draft.id, found.source, version, found.against_id)
    except NotAllowed as problem:
        uploads.set_upload(work.catalog, number, state=uploads.COMPARED)
        raise Failed(str(problem)) from problem
    uploads.set_upload(work.catalog, number, state=uploads.ACCEPTED, proposal_id=draft.id)
    work.audit.note(found.author, "导入放进送审单", f"送审单 {draft.id}", {"文件": found.file_name, "接受": taken})
    return f"接受了 {taken} 处，已放进送审单 {draft.id}", {"proposal": draft.id}
