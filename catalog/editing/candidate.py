"""一张送审单如果发布会成为什么：给预览、比较、评测用，也是发布前的最后一步。"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from catalog.checks import check_national
from catalog.editing.changes import WHOLE, Edit, applied, clashes, compacted
from catalog.editing.proposals import Draft, edits_of_release
from catalog.editing.records import Key, find_record, source_of_new
from catalog.editing.versions import edited_layer, raw_members, with_edits
from catalog.national_layer import NATIONAL, load_national
from catalog.problems import Problem, Report
from catalog.regions import RegionTable
from catalog.storage import releases
from catalog.store import CatalogStore

Content = dict[str, Any] | None


@dataclass(frozen=True)
class Candidate:
    """还没发布的一版。`info` 可以直接交给 CatalogStore 打开。"""

    info: releases.ReleaseInfo
    edits: list[Edit]
    report: Report

    def open(self, engine: Engine, regions: RegionTable) -> CatalogStore:
        """打开这一版的目录，和市民看到的一样查。"""
        return CatalogStore(engine, self.info, regions)


def make_candidate(engine: Engine, draft: Draft, folder: Path = NATIONAL) -> Candidate:
    """在正在服务的发布上叠一张送审单。别人先改过同一处、导入的比较对象变了，都记成问题。"""
    report = Report(f"送审单 {draft.id}")
    serving = releases.current(engine)
    members = serving.members if serving else {}
    report.add(stale_imports(engine, draft, members))
    report.add(clashing_edits(engine, draft, members))
    with engine.connect() as connection:
        raw = raw_members(connection, members)
    raw |= {one.source: one.version_id for one in draft.imports}
    edits = compacted([*edits_of_release(engine, serving.id if serving else None), *draft.edits])
    made = with_edits(engine, raw, edits, folder, report)
    releases.match_members(engine, made)
    digest = hashlib.sha256("|".join(f"{k}:{v}" for k, v in sorted(made.items())).encode()).hexdigest()
    info = releases.ReleaseInfo(-draft.id, f"draft-{digest}", releases.now(), draft.title, made)
    return Candidate(info, edits, report)


def stale_imports(engine: Engine, draft: Draft, members: dict[str, int]) -> list[Problem]:
    """导入时比较的版本已经不是正在服务的：差异是旧的，要重新比较。"""
    with engine.connect() as connection:
        raw = raw_members(connection, members)
    return [
        Problem(
            "比较对象变了", f"{one.title}：导入之后，这个来源又发布过新版本", "重新导入这份文件，看过新的差异再送审",
            one.source, record=one.source,
        )
        for one in draft.imports
        if one.against_id != raw.get(one.source)
    ]


def clashing_edits(engine: Engine, draft: Draft, members: dict[str, int]) -> list[Problem]:
    """修改时看到的旧值，现在已经被别的发布改掉了。"""
    # 同一单子里先导入、再改导入的记录是正常的：比较时用导入后的版本
    members = members | {one.source: one.version_id for one in draft.imports}
    problems, contents = [], {}
    with engine.connect() as connection:
        for edit in draft.edits:
            if edit.key not in contents:
                found = find_record(connection, members, edit.key)
                contents[edit.key] = found.content if found else None
            content = contents[edit.key]
            for name in clashes(content, edit):
                column = "" if name == WHOLE else name
                said = "这条记录已被别人增加或删除" if name == WHOLE else f"“{name}”在您修改之后被别人改过"
                problems.append(
                    Problem("别人先改过", f"{edit.name}：{said}", "打开记录看现在的内容，改好再送审", "维护后台",
                            None, column, record=edit.key.code)
                )
            contents[edit.key] = applied(content, edit)
    return problems


def check_draft(
    draft: Draft, carried: list[Edit], folder: Path = NATIONAL, today: dt.date | None = None
) -> list[Problem]:
    """全国目录叠上修改后的校验问题；只要单子里改到的记录的，和原来没有的错误。"""
    touched = {edit.key.code for edit in draft.edits}
    before = load_national(folder)
    edited_layer(before, carried)
    known = {(problem.type, problem.record, problem.column) for problem in _checked(before, today)}
    layer = load_national(folder)
    problems = edited_layer(layer, compacted([*carried, *draft.edits]))
    return problems + [
        problem
        for problem in _checked(layer, today)
        if problem.record in touched or (problem.type, problem.record, problem.column) not in known
    ]


def _checked(layer: Any, today: dt.date | None) -> list[Problem]:
    """全部检查的结果。"""
    return check_national(layer, today or dt.date.today())


def publish_candidate(engine: Engine, made: Candidate, draft: Draft) -> releases.ReleaseInfo:
    """发布这一版，写明谁送审、谁批准。"""
    signed = releases.Signed(tuple(edit.id for edit in made.edits), draft.author, draft.reviewer)
    return releases.publish_members(engine, made.info.members, note=draft.title, signed=signed)


def current_record(engine: Engine, draft: Draft | None, key: Key) -> tuple[Content, Content, str]:
    """一条记录：（正在服务的内容，叠上这张单子后的内容，来源）；没有的是 None。"""
    serving = releases.current(engine)
    members = dict(serving.members) if serving else {}
    with engine.connect() as connection:
        found = find_record(connection, members, key)
        imported = members | {one.source: one.version_id for one in draft.imports} if draft else members
        base = find_record(connection, imported, key) if draft and draft.imports else found
    content = base.content if base else None
    for edit in draft.edits if draft else ():
        if edit.key == key:
            content = applied(content, edit)
    known = base or found
    source = known.source if known else source_of_new(key.kind)
    return (found.content if found else None), content, source
