"""上传的文件：存下来、比较、逐条接受、做成一个待审的来源版本。每一步都存在库里，离开页面什么也不丢。"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, delete, func, insert, select, update

from catalog.checks import check_imported
from catalog.editing.changes import changed_fields
from catalog.editing.records import Key
from catalog.editing.versions import raw_members
from catalog.importing import import_rows
from catalog.importing.mapping import Mapping
from catalog.links import hosts_of
from catalog.national_layer import load_portals
from catalog.problems import Problem
from catalog.schema import ServiceItem
from catalog.storage import releases, source_versions
from catalog.storage.desk_tables import Upload, UploadChange, UploadProblem
from catalog.storage.engine import writing
from catalog.storage.records import Row, service_row
from catalog.storage.tables import StoredRecord

MAPPING, COMPARING, COMPARED, ACCEPTING, ACCEPTED, DROPPED = (
    "mapping", "comparing", "compared", "accepting", "accepted", "dropped"
)
STATE_WORDS = {
    MAPPING: "核对列", COMPARING: "正在比较", COMPARED: "看差异", ACCEPTING: "正在存", ACCEPTED: "已放进送审单",
    DROPPED: "不要了"
}
ADDED, CHANGED, REMOVED = "增加", "改动", "删除"
DATES = {"captured", "checked"}
"""只有日期不同的不算改动。"""
CHUNK = 2000
MOST_PROBLEMS = 20_000
SHRINK = 0.1
"""文件里没有的超过一成，默认不删：多半是文件不全。"""
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Uploaded:
    """一次上传的要点。"""

    id: int
    file_name: str
    source: str
    mapping: dict[str, Any]
    state: str
    counts: dict[str, Any]
    against_id: int | None
    job_id: int | None
    proposal_id: int | None
    author: str
    created_at: Any


_COLUMNS = (
    Upload.id, Upload.file_name, Upload.source, Upload.mapping, Upload.state, Upload.counts, Upload.against_id,
    Upload.job_id, Upload.proposal_id, Upload.author, Upload.created_at,
)


def save_upload(engine: Engine, file_name: str, content: bytes, author: str) -> int:
    """存下文件，返回编号。"""
    values = {"file_name": file_name[-300:], "content": content, "state": MAPPING, "author": author, "mapping": {}}
    with writing(engine) as connection:
        made = insert(Upload).values(**values, source="", counts={}, created_at=releases.now()).returning(Upload.id)
        return int(connection.execute(made).scalar_one())


def read_upload(engine: Engine, number: int) -> Uploaded | None:
    """一次上传；没有返回 None。"""
    with engine.connect() as connection:
        row = connection.execute(select(*_COLUMNS).where(Upload.id == number)).one_or_none()
    return Uploaded(*row) if row else None


def uploads(engine: Engine, limit: int = 30) -> list[Uploaded]:
    """最近的上传，新的在前。"""
    with engine.connect() as connection:
        rows = connection.execute(select(*_COLUMNS).order_by(Upload.id.desc()).limit(limit))
        return [Uploaded(*row) for row in rows]


def of_proposal(engine: Engine, proposal: int) -> dict[str, int]:
    """一张送审单里各来源的上传编号：审的人从这里看逐条的差异。"""
    with engine.connect() as connection:
        rows = connection.execute(
            select(Upload.source, Upload.id).where(Upload.proposal_id == proposal).order_by(Upload.id)
        )
        return {row.source: row.id for row in rows}


def set_upload(engine: Engine, number: int, **values: Any) -> None:
    """改一次上传的进度。"""
    with writing(engine) as connection:
        connection.execute(update(Upload).where(Upload.id == number).values(**values))


@contextmanager
def as_file(engine: Engine, number: int) -> Iterator[Path]:
    """把存着的文件放到临时文件夹，用完就删。名字只留扩展名，不用上传者给的路径。"""
    with engine.connect() as connection:
        row = connection.execute(select(Upload.content, Upload.file_name).where(Upload.id == number)).one()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"upload{Path(row.file_name).suffix.lower()[:8]}"
        path.write_bytes(row.content)
        yield path


def compare_upload(engine: Engine, number: int, national: Path, tell: Tell) -> dict[str, Any]:
    """按映射读文件，与正在服务的那份原件比较，存下问题和差异，返回各种条数。可以重做。"""
    found = read_upload(engine, number)
    if found is None:
        raise LookupError(f"没有上传 {number}")
    mapping = Mapping.model_validate(found.mapping)
    tell("读文件", 0, 0)
    with as_file(engine, number) as path:
        imported = import_rows(path, mapping, lambda done, total: tell("读文件，逐行核对", done, total))
    tell("核对链接、电话、过时说法", 0, 0)
    problems = [*imported.problems, *check_imported(imported.items, hosts_of(load_portals(national)), "")]
    serving = releases.current(engine)
    with engine.connect() as connection:
        against = raw_members(connection, serving.members if serving else {}).get(mapping.name)
    _clear(engine, number)
    _keep_problems(engine, number, problems)
    counts: dict[str, Any] = {"读到": imported.read, "可用": len(imported.items), "拒绝": imported.rejected}
    counts["没用到的列"] = imported.unused
    counts |= _keep_changes(engine, number, imported.items, against, tell)
    errors = sum(one.severity == "error" for one in problems)
    counts |= {"错误": errors, "提醒": len(problems) - errors}
    set_upload(engine, number, state=COMPARED, counts=counts, against_id=against, source=mapping.name)
    return counts


def _clear(engine: Engine, number: int) -> None:
    """上次比较的结果不要了。"""
    with writing(engine) as connection:
        connection.execute(delete(UploadChange).where(UploadChange.upload_id == number))
        connection.execute(delete(UploadProblem).where(UploadProblem.upload_id == number))


def _keep_problems(engine: Engine, number: int, problems: list[Problem]) -> None:
    """存下问题，错误在前；太多就只存前面的。"""
    ordered = sorted(problems, key=lambda one: (one.severity != "error", one.row or 0))[:MOST_PROBLEMS]
    rows = [
        {
            "upload_id": number, "row": one.row, "column": one.column[:120], "type": one.type, "message": one.message,
            "remedy": one.remedy, "severity": one.severity, "record": one.record[:120],
        }
        for one in ordered
    ]
    for start in range(0, len(rows), CHUNK):
        with writing(engine) as connection:
            connection.execute(insert(UploadProblem), rows[start : start + CHUNK])


def _keep_changes(
    engine: Engine, number: int, items: list[ServiceItem], against: int | None, tell: Tell
) -> dict[str, int]:
    """逐条比较，分批存。"""
    before = _bodies(engine, against)
    counts = {ADDED: 0, CHANGED: 0, REMOVED: 0, "没有变": 0}
    batch: list[dict[str, Any]] = []

    def flush() -> None:
        if batch:
            with writing(engine) as connection:
                connection.execute(insert(UploadChange), batch)
            batch.clear()

    for done, item in enumerate(items, 1):
        row = service_row(item)
        key = Key(row.kind, row.code, row.region)
        old = before.pop(key, None)
        new = json.loads(row.body)["record"]
        fields = changed_fields(json.loads(old[1])["record"], new) if old else {}
        if old is not None and set(fields) <= DATES:
            counts["没有变"] += 1
        else:
            what = CHANGED if old else ADDED
            counts[what] += 1
            batch.append(_change(number, what, key, item.name, fields, row.body, True))
        if done % CHUNK == 0:
            flush()
            tell("与正在服务的比较", done, len(items))
    flush()
    keep = len(before) <= SHRINK * max(len(items), 1)
    for key, (name, body) in before.items():
        counts[REMOVED] += 1
        batch.append(_change(number, REMOVED, key, name, {}, body, keep))
        if len(batch) >= CHUNK:
            flush()
    flush()
    return counts


def _change(
    number: int, what: str, key: Key, name: str, fields: dict[str, Any], body: str, accepted: bool
) -> dict[str, Any]:
    """差异表的一行。"""
    return {
        "upload_id": number, "what": what, "kind": key.kind, "code": key.code, "region": key.region,
        "name": name[:400], "fields": fields, "body": body, "accepted": accepted,
    }


def _bodies(engine: Engine, version: int | None) -> dict[Key, tuple[str, str]]:
    """一个版本的（名称，正文）。"""
    if version is None:
        return {}
    columns = (StoredRecord.kind, StoredRecord.code, StoredRecord.region, StoredRecord.name, StoredRecord.body)
    with engine.connect() as connection:
        rows = connection.execute(select(*columns).where(StoredRecord.version_id == version))
        return {Key(row.kind, row.code, row.region): (row.name, row.body) for row in rows}


def changes_of(engine: Engine, number: int, what: str, start: int, limit: int) -> tuple[list[Any], int, int]:
    """差异的一页：（各行，总数，接受了几条）。"""
    mine = (UploadChange.upload_id == number, UploadChange.what == what)
    with engine.connect() as connection:
        wanted = select(UploadChange).where(*mine).order_by(UploadChange.id).offset(start).limit(limit)
        listed = list(connection.execute(wanted).all())
        total = connection.execute(select(func.count()).select_from(UploadChange).where(*mine)).scalar_one()
        taken = select(func.count()).select_from(UploadChange).where(*mine, UploadChange.accepted)
        return listed, int(total), int(connection.execute(taken).scalar_one())


def problems_of(engine: Engine, number: int, start: int, limit: int) -> tuple[list[Any], int]:
    """问题的一页：（各行，总数）。"""
    mine = UploadProblem.upload_id == number
    with engine.connect() as connection:
        wanted = select(UploadProblem).where(mine).order_by(UploadProblem.id).offset(start).limit(limit)
        listed = list(connection.execute(wanted).all())
        return listed, int(connection.execute(select(func.count()).select_from(UploadProblem).where(mine)).scalar_one())


def choose(engine: Engine, number: int, what: str, accepted: bool, ids: list[int] | None = None) -> None:
    """接受或不接受：一种的全部，或其中几条。"""
    mine = update(UploadChange).where(UploadChange.upload_id == number, UploadChange.what == what)
    with writing(engine) as connection:
        connection.execute((mine if ids is None else mine.where(UploadChange.id.in_(ids))).values(accepted=accepted))


def accept_upload(engine: Engine, number: int, tell: Tell) -> tuple[int, int, int]:
    """把接受的差异做成一个待审的来源版本，返回（版本编号，条数，接受了几处）。"""
    found = read_upload(engine, number)
    if found is None:
        raise LookupError(f"没有上传 {number}")
    mapping = Mapping.model_validate(found.mapping)
    bodies = {key: body for key, (_, body) in _bodies(engine, found.against_id).items()}
    taken = 0
    with engine.connect() as connection:
        wanted = select(UploadChange).where(UploadChange.upload_id == number, UploadChange.accepted)
        for change in connection.execution_options(yield_per=CHUNK).execute(wanted):
            key = Key(change.kind, change.code, change.region)
            taken += 1
            if change.what == REMOVED:
                bodies.pop(key, None)
            else:
                bodies[key] = change.body
    rows: list[Row] = []
    for done, body in enumerate(bodies.values(), 1):
        rows.append(service_row(ServiceItem.model_validate(json.loads(body)["record"])))
        if done % CHUNK == 0:
            tell("整理接受的记录", done, len(bodies))
    tell("存进数据库", 0, 0)
    version, _new = source_versions.save_version(
        engine, mapping.name, rows, title=mapping.title, file_name=found.file_name, pending=True,
        rejected=int(found.counts.get("拒绝", 0)),
    )
    return version.id, len(rows), taken
