"""命令行和管理后台调用的动作：建库、导入、校验、比较、发布、回退、冲突、覆盖。

每个函数接收明确的参数（状态文件夹或数据库地址、文件路径），返回 Report 或数据，不打印、不读环境变量。
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from catalog.checks import check_imported, check_national, check_sources
from catalog.conflicts import Conflict, find_conflicts
from catalog.coverage import Coverage, measure_coverage
from catalog.diffing import Change, compare_members
from catalog.editing.proposals import edits_of_release
from catalog.editing.versions import national_version, with_edits
from catalog.importing import find_mapping, import_rows
from catalog.links import hosts_of
from catalog.national_layer import NATIONAL, load_national, load_portals
from catalog.problems import Problem, Report
from catalog.storage import releases, source_versions
from catalog.storage.engine import open_engine
from catalog.storage.records import service_row
from catalog.storage.tables import NATIONAL_SOURCE

_SHRINK_LIMIT = 0.1
"""新版本比正在服务的少了一成以上就不自动发布：多半是文件坏了，不是事项真的少了。"""


@contextmanager
def _opened(state: str | Path) -> Iterator[Engine]:
    """打开数据库，用完放掉。"""
    engine = open_engine(state)
    try:
        yield engine
    finally:
        engine.dispose()


def _skip(_name: str) -> None:
    """步骤之间默认不做事；测试在这里杀进程。"""


def _shrunk(engine: Engine, members: dict[str, int], serving: releases.ReleaseInfo | None) -> list[Problem]:
    """哪些来源的记录数骤减。"""
    problems = []
    with engine.connect() as connection:
        for source, number in members.items():
            before = source_versions.version_of(connection, serving.members.get(source, 0)) if serving else None
            after = source_versions.version_of(connection, number)
            if before and after and after.rows < before.rows * (1 - _SHRINK_LIMIT):
                problems.append(
                    Problem(
                        "记录骤减",
                        f"{source} 从 {before.rows} 条减到 {after.rows} 条，没有发布，原来的继续服务",
                        "核对来源文件；确实减少的，加上强制选项重新发布",
                        file=source,
                    )
                )
    return problems


def _publish(
    engine: Engine,
    members: dict[str, int],
    report: Report,
    *,
    note: str,
    force: bool,
    after_step: Callable[[str], None] = _skip,
) -> Report:
    """发布一组版本；骤减且不强制时不发布。"""
    serving = releases.current(engine)
    shrunk = [] if force else _shrunk(engine, members, serving)
    if shrunk:
        return report.add(shrunk)
    carried = edits_of_release(engine, serving.id if serving else None)
    signed = releases.Signed(tuple(edit.id for edit in carried))
    published = releases.publish_members(engine, members, note=note, signed=signed, after_step=after_step)
    same = serving is not None and serving.id == published.id
    report.facts["发布"] = published.digest[:12] + ("（没有变化）" if same else "")
    report.facts["内容"] = "，".join(f"{kind} {total}" for kind, total in sorted(published.counts.items()))
    return report


def build_national(state: str | Path, folder: Path = NATIONAL, *, force: bool = False) -> Report:
    """让已发布的全国目录与 YAML 一致，返回做了什么。内容没变就什么也不做，可以每次启动都调用。"""
    with _opened(state) as engine:
        report = Report("全国基本目录")
        serving = releases.current(engine)
        version = national_version(engine, folder, edits_of_release(engine, serving.id if serving else None), report)
        members = {**(serving.members if serving else {}), NATIONAL_SOURCE: version.id}
        return _publish(engine, members, report, note="重建全国基本目录", force=force)


def import_file(
    state: str | Path,
    path: str | Path,
    source: str,
    publish: bool = False,
    *,
    folder: Path = NATIONAL,
    force: bool = False,
) -> Report:
    """导入一个文件（source 是 catalog/sources 里的名字或映射文件路径），返回读到、拒绝、问题；可以接着发布。"""
    file = Path(path)
    report = Report(f"导入 {file.name}")
    mapping, problems = find_mapping(source)
    report.add(problems)
    if mapping is None:
        return report
    imported = import_rows(file, mapping)
    report.add(imported.problems)
    hosts = hosts_of(load_portals(folder))
    report.add(check_imported(imported.items, hosts, file.name))
    report.facts |= {
        "来源": mapping.title,
        "读到": imported.read,
        "可用": len(imported.items),
        "拒绝": imported.rejected,
    }
    if imported.unused:
        report.facts["没有用到的列"] = "、".join(imported.unused)
    if not imported.items or (imported.rejected_share > mapping.max_rejected_share and not force):
        report.problems.append(
            Problem(
                "没有导入",
                f"{imported.read} 行里有 {imported.rejected} 行用不了",
                "先改正上面的问题；确认无误可加上强制选项",
                file.name,
            )
        )
        return report
    with _opened(state) as engine:
        version, new = source_versions.save_version(
            engine,
            mapping.name,
            [service_row(item) for item in imported.items],
            title=mapping.title,
            file_name=file.name,
            problems=report.problems,
            rejected=imported.rejected,
        )
        report.facts["版本"] = f"{version.digest[:12]}（{'新内容' if new else '与以前某次相同'}）"
        if publish:
            members = _latest(engine, folder, report)
            _publish(engine, members, report, note=f"导入 {file.name}", force=force)
        else:
            report.facts["发布"] = "还没有发布；运行 zhilu catalog publish"
    return report


def _latest(engine: Engine, folder: Path, report: Report) -> dict[str, int]:
    """要发布的版本：全国目录按现在的 YAML，其余来源取最近一次导入，都叠上正在服务的修改。"""
    serving = releases.current(engine)
    with engine.connect() as connection:
        raw = {source: version.id for source, version in source_versions.latest_versions(connection).items()}
    return with_edits(engine, raw, edits_of_release(engine, serving.id if serving else None), folder, report)


def publish(
    state: str | Path,
    *,
    note: str = "",
    folder: Path = NATIONAL,
    force: bool = False,
    after_step: Callable[[str], None] = _skip,
) -> Report:
    """把全国目录和各来源最近一次导入发布出去；正在运行的服务几秒内换上。"""
    with _opened(state) as engine:
        report = Report("发布目录")
        members = _latest(engine, folder, report)
        after_step("存好版本")
        return _publish(engine, members, report, note=note, force=force, after_step=after_step)


def rollback(state: str | Path, release_id: int | None = None) -> Report:
    """回到某次发布；不写编号就回到上一次。"""
    with _opened(state) as engine:
        report = Report("回退目录")
        serving = releases.current(engine)
        if serving is None:
            report.problems.append(Problem("没有发布", "还没有发布过", "先运行 zhilu catalog publish"))
            return report
        target = release_id if release_id is not None else serving.previous_id
        info = releases.point_to(engine, target) if target is not None else None
        if info is None:
            known = "、".join(str(one.id) for one in releases.history(engine))
            report.problems.append(Problem("没有这次发布", f"找不到编号 {target}", f"已有的发布：{known}"))
            return report
        report.facts |= {"原来": serving.digest[:12], "现在": info.digest[:12], "发布时间": info.created_at.isoformat()}
        return report


def history(state: str | Path, limit: int = 50) -> list[releases.ReleaseInfo]:
    """最近的发布，新的在前。"""
    with _opened(state) as engine:
        return releases.history(engine, limit)


def sources(state: str | Path) -> list[dict[str, Any]]:
    """每个来源每次导入：文件、时间、条数、拒绝数、问题、是否正在服务；新的在前。"""
    with _opened(state) as engine:
        serving = releases.current(engine)
        in_use = set(serving.members.values()) if serving else set()
        with engine.connect() as connection:
            return [{**entry, "serving": entry["id"] in in_use} for entry in source_versions.imports(connection)]


def diff(state: str | Path, old: int | None = None, new: int | None = None, *, folder: Path = NATIONAL) -> list[Change]:
    """两次发布之间（不写就是“正在服务的”与“现在发布会成为的”）增加、删除、改动的记录。"""
    with _opened(state) as engine:
        serving = releases.current(engine)
        with engine.connect() as connection:
            before = releases.release_info(connection, old) if old is not None else serving
            after = releases.release_info(connection, new) if new is not None else None
        members = after.members if after else _latest(engine, folder, Report("比较"))
        return compare_members(engine, before.members if before else {}, members)


def validate(folder: Path = NATIONAL, *, today: dt.date | None = None) -> Report:
    """检查全国目录的全部文件，返回每个问题的文件、行号、改法。"""
    layer = load_national(folder)
    report = Report("检查全国基本目录")
    report.facts |= {"事项": len(layer.items), "一件事": len(layer.packages), "入口": len(layer.portals)}
    report.add(layer.problems).add(check_national(layer, today or dt.date.today()))
    if folder == NATIONAL:
        report.add(check_sources(layer))
    report.facts |= {"错误": len(report.errors), "提醒": len(report.problems) - len(report.errors)}
    return report


def conflicts(state: str | Path, limit: int | None = None) -> list[Conflict]:
    """已发布目录里同一事项在各来源、各级之间的不一致，危害大的在前。"""
    with _opened(state) as engine:
        return find_conflicts(engine)[:limit]


def coverage(state: str | Path) -> Coverage:
    """各地、各主题收录了多少。"""
    with _opened(state) as engine:
        return measure_coverage(engine)
