"""命令行和管理后台调用的动作：建库、导入、校验、比较、发布、回退。

每个函数接收明确的参数（状态文件夹或数据库地址、文件路径），返回 Report，不打印、不读环境变量。
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from catalog.matching import RULES_VERSION
from catalog.national_layer import NATIONAL, load_national, national_digest
from catalog.problems import Problem, Report
from catalog.storage import releases
from catalog.storage.engine import open_engine
from catalog.storage.records import national_rows
from catalog.storage.tables import NATIONAL_SOURCE

_SHRINK_LIMIT = 0.1
"""新版本比正在服务的少了一成以上就不自动发布：多半是文件坏了，不是事项真的少了。"""


def build_national(state: str | Path, folder: Path = NATIONAL, *, force: bool = False) -> Report:
    """让已发布的全国目录与 YAML 一致，返回做了什么。内容没变就什么也不做，可以每次启动都调用。"""
    engine = open_engine(state)
    try:
        digest = hashlib.sha256(f"{RULES_VERSION}:{national_digest(folder)}".encode()).hexdigest()
        serving = releases.current(engine)
        if serving is not None:
            with engine.connect() as connection:
                version = releases.version_of(connection, serving.members.get(NATIONAL_SOURCE, 0))
            if version is not None and version.digest == digest:
                return Report("全国基本目录没有变化", {"发布": serving.digest[:12]})
        layer = load_national(folder)
        rows = national_rows(layer)
        report = Report("重建全国基本目录", {"事项": len(layer.items), "一件事": len(layer.packages)})
        report.add(layer.problems)
        if serving is not None and not force:
            before = sum(serving.counts.get(kind, 0) for kind in ("basic", "package"))
            after = len(layer.items) + len(layer.packages)
            if after < before * (1 - _SHRINK_LIMIT):
                report.problems.append(_shrunk(NATIONAL_SOURCE, before, after))
                return report
        saved, _new = releases.save_version(
            engine, NATIONAL_SOURCE, rows, digest=digest, title="全国基本目录", problems=layer.problems
        )
        members = dict(serving.members) if serving else {}
        members[NATIONAL_SOURCE] = saved.id
        published = releases.publish_members(engine, members, note="重建全国基本目录")
        report.facts["发布"] = published.digest[:12]
        return report
    finally:
        engine.dispose()


def _shrunk(source: str, before: int, after: int) -> Problem:
    """记录数骤减，不发布。"""
    return Problem(
        "记录骤减",
        f"{source} 从 {before} 条减到 {after} 条，没有发布，原来的继续服务",
        "核对来源文件；确实减少的，加 force 重新发布",
        file=source,
    )
