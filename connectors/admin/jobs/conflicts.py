"""找冲突的任务：重新找一遍，照记住的办法能处理的放进一张新的送审单。"""

from __future__ import annotations

from typing import Any

from catalog.editing import disputes, proposals
from connectors.admin.jobs.work import Work


def conflicts(work: Work) -> tuple[str, dict[str, Any]]:
    """找一遍。"""
    work.tell("比较各来源的说法", 0, 2)
    counts = disputes.refresh(work.catalog)
    work.tell("照记住的办法处理", 1, 2)
    settled = disputes.by_rules(work.catalog, work.task.author)
    if settled:
        draft = proposals.start(work.catalog, "照记住的办法处理冲突", work.task.author)
        for case, edit in settled:
            proposals.add_edit(work.catalog, draft, edit)
            disputes.settle(work.catalog, case, f"照记住的办法，见送审单 {draft}", work.task.author)
    said = f"现有 {counts['共']} 处，新发现 {counts['新的']} 处，消失 {counts['没有了']} 处"
    return f"{said}；照记住的办法处理了 {len(settled)} 处", {}
