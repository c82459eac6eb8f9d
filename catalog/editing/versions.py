"""把修改叠到各来源的版本上，得到发布要用的版本。

全国目录：YAML 读出来套上修改；地方来源：原件复制一份，改过的行换掉。
原件和修改都没变，得到的就是同一个版本，不会越存越多。
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Engine, insert, literal, select, update

from catalog.editing.changes import Edit, applied
from catalog.editing.records import MODELS, Key, bundled_region, source_of_new
from catalog.matching import RULES_VERSION
from catalog.national_layer import NationalLayer, load_national, national_digest
from catalog.problems import Problem, Report
from catalog.schema import Law, ServiceItem
from catalog.storage import releases, source_versions
from catalog.storage.engine import writing
from catalog.storage.records import national_rows, service_row
from catalog.storage.tables import NATIONAL_SOURCE, SourceVersion, StoredRecord

MAINTAINERS = source_of_new("item")
"""维护者自己录入的地方事项归在这个来源。"""
_COLUMNS = ("kind", "code", "name", "catalog_code", "basic_code", "region", "text_digest", "body")


def edits_digest(edits: Sequence[Edit]) -> str:
    """一批修改的摘要；没有修改是空串。"""
    if not edits:
        return ""
    said = json.dumps([[e.action, e.key.kind, e.key.code, e.key.region, e.changes] for e in edits], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def edited_layer(layer: NationalLayer, edits: Sequence[Edit]) -> list[Problem]:
    """在读出的全国目录上套修改（就地改），返回套不上的问题。改过的记录可以引用任何一份文件登记的依据。"""
    lists: dict[str, list[Any]] = {
        "basic": layer.items, "package": layer.packages, "portal": layer.portals, "region": layer.regions
    }
    every: dict[str, Law] = {law: text for laws in list(layer.laws.values()) for law, text in laws.items()}
    problems: list[Problem] = []
    for edit in edits:
        if not edit.key.national:
            continue
        records, code = lists[edit.key.kind], edit.key.code
        at = next((n for n, one in enumerate(records) if _code(one) == code), None)
        content = records[at].model_dump(mode="json", exclude_defaults=True) if at is not None else None
        if content is None and edit.key.kind == "region":
            content = bundled_region(code)
        made = applied(content, edit)
        if made is None:
            if at is not None:
                del records[at]
            continue
        try:
            record = MODELS[edit.key.kind].model_validate(made)
        except ValidationError as error:
            problems.append(_unusable(edit, error))
            continue
        own = layer.laws.get(layer.places.get(code, ("", None))[0], {})
        place = f"维护后台/{code}"
        layer.places[code], layer.laws[place] = (place, None), {**every, **own}
        layer.paths.pop(code, None)
        if at is None:
            records.append(record)
        else:
            records[at] = record
    return problems


def _code(record: Any) -> str:
    """记录的代码；入口的叫 id。"""
    return str(getattr(record, "code", None) or getattr(record, "id", ""))


def _unusable(edit: Edit, error: ValidationError) -> Problem:
    """修改套上去以后不合字段定义。"""
    detail = error.errors()[0]
    column = ".".join(str(part) for part in detail["loc"])
    remedy = "打开这条记录，按字段旁的提示改好再送审"
    return Problem("修改不能用", str(detail["msg"]), remedy, "维护后台", None, column, record=edit.key.code)


def national_version(engine: Engine, folder: Path, edits: Sequence[Edit], report: Report) -> source_versions.Version:
    """全国目录（YAML 加修改）的版本，没存过就存。"""
    mine = [edit for edit in edits if edit.key.national]
    written = f"{RULES_VERSION}:{national_digest(folder)}" + (f":{edits_digest(mine)}" if mine else "")
    digest = hashlib.sha256(written.encode()).hexdigest()
    with engine.connect() as connection:
        known = source_versions.find_version(connection, NATIONAL_SOURCE, digest)
    if known is not None:
        return known
    layer = load_national(folder)
    report.add(layer.problems)
    report.add(edited_layer(layer, mine))
    version, _new = source_versions.save_version(
        engine, NATIONAL_SOURCE, national_rows(layer), digest=digest, title="全国基本目录", problems=layer.problems
    )
    return version


def regional_version(engine: Engine, source: str, raw: int | None, edits: Sequence[Edit], report: Report) -> int | None:
    """地方来源（原件加修改）的版本编号；没有修改就是原件本身。"""
    mine = [edit for edit in edits if not edit.key.national and edit.source == source]
    if not mine:
        return raw
    with engine.connect() as connection:
        base = source_versions.version_of(connection, raw) if raw is not None else None
        digest = hashlib.sha256(f"{base.digest if base else ''}:{edits_digest(mine)}".encode()).hexdigest()
        known = source_versions.find_version(connection, source, digest)
        if known is not None:
            return known.id
        contents = _contents(connection, raw, {edit.key for edit in mine})
    for edit in mine:
        if contents.get(edit.key) is None and edit.action != "add":
            message = f"{edit.name}：修改的记录已不在来源 {source} 里"
            remedy = "来源已删掉这条；不再需要的修改可以撤掉"
            report.problems.append(Problem("修改落空", message, remedy, source, None, "", "warning", edit.key.code))
        contents[edit.key] = applied(contents.get(edit.key), edit)
    rows = []
    for content in contents.values():
        if content is not None:
            rows.append(service_row(ServiceItem.model_validate(content)).columns())
    with writing(engine) as connection:
        return _copy(connection, source, digest, raw, set(contents), rows)


def _contents(connection: Connection, raw: int | None, keys: set[Key]) -> dict[Key, dict[str, Any] | None]:
    """原件里这些记录的内容。"""
    found: dict[Key, dict[str, Any] | None] = dict.fromkeys(keys)
    codes = {key.code for key in keys}
    rows = connection.execute(
        select(StoredRecord.kind, StoredRecord.code, StoredRecord.region, StoredRecord.body)
        .where(StoredRecord.version_id == (raw or 0), StoredRecord.code.in_(codes))
        .order_by(StoredRecord.id.desc())
    )
    for row in rows:
        key = Key(row.kind, row.code, row.region)
        if key in found:
            found[key] = json.loads(row.body)["record"]
    return found


def _copy(
    connection: Connection, source: str, digest: str, raw: int | None, keys: set[Key], rows: list[dict[str, str]]
) -> int:
    """复制原件里没改的行，加上改过的行。复制在数据库里做，十万行也只是一条语句。"""
    known = source_versions.find_version(connection, source, digest)
    if known is not None:  # 另一个进程刚存好
        return known.id
    base = connection.execute(select(SourceVersion).where(SourceVersion.id == (raw or 0))).one_or_none()
    version_id = int(
        connection.execute(
            insert(SourceVersion)
            .values(
                source=source, title=base.title if base else "维护者录入", digest=digest,
                file_name=base.file_name if base else "", created_at=releases.now(), row_count=0, rejected=0,
                problems=[], base_id=raw, pending=False,
            )
            .returning(SourceVersion.id)
        ).scalar_one()
    )
    touched = [
        row.id
        for row in connection.execute(
            select(StoredRecord.id, StoredRecord.kind, StoredRecord.code, StoredRecord.region).where(
                StoredRecord.version_id == (raw or 0), StoredRecord.code.in_({key.code for key in keys})
            )
        )
        if Key(row.kind, row.code, row.region) in keys
    ]
    kept = select(literal(version_id), *(getattr(StoredRecord, name) for name in _COLUMNS)).where(
        StoredRecord.version_id == (raw or 0), StoredRecord.id.not_in(touched)
    )
    copied = connection.execute(insert(StoredRecord).from_select(["version_id", *_COLUMNS], kept)).rowcount
    if rows:
        connection.execute(insert(StoredRecord), [{"version_id": version_id, **row} for row in rows])
    total = copied + len(rows)
    connection.execute(update(SourceVersion).where(SourceVersion.id == version_id).values(row_count=total))
    return version_id


def with_edits(
    engine: Engine, raw: dict[str, int], edits: Sequence[Edit], folder: Path, report: Report
) -> dict[str, int]:
    """各来源的原件版本 → 套上修改后的版本；全国目录总是按 YAML 现在的内容。"""
    sources = {source for source in raw if source != NATIONAL_SOURCE}
    sources |= {edit.source for edit in edits if not edit.key.national}
    members = {NATIONAL_SOURCE: national_version(engine, folder, edits, report).id}
    for source in sorted(sources):
        number = regional_version(engine, source, raw.get(source), edits, report)
        if number is not None:
            members[source] = number
    return members


def raw_members(connection: Connection, members: dict[str, int]) -> dict[str, int]:
    """一个发布里各地方来源的原件版本；维护者录入的没有原件。"""
    rows = connection.execute(
        select(SourceVersion.id, SourceVersion.source, SourceVersion.base_id).where(
            SourceVersion.id.in_(members.values())
        )
    )
    raw = {row.source: row.base_id or row.id for row in rows if row.source != NATIONAL_SOURCE}
    raw.pop(MAINTAINERS, None)
    return raw
