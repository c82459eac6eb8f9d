"""改目录的测试共用：一个发布过小目录和一份地方数据的数据库。"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from catalog import commands
from catalog.editing import proposals
from catalog.editing.changes import EDITED, Edit, changed_fields
from catalog.editing.records import Key, find_record
from catalog.schema import ServiceItem
from catalog.storage import releases, source_versions
from catalog.storage.engine import open_engine
from catalog.storage.records import service_row
from tests.catalog.conftest import write_national

RENEWAL = Key("basic", "id-card-renewal", "000000")
LOCAL = Key("item", "local-renewal", "511602")


def local_item(name: str = "居民身份证换领（有效期满）", **more: object) -> ServiceItem:
    said = {"code": "local-renewal", "name": name, "region": "511602", "source": "district", "captured": "2026-11-01"}
    return ServiceItem.model_validate({**said, "checked": "2026-11-01", **more})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_national(tmp_path / "national")


@pytest.fixture
def state(database_url: str, tmp_path: Path, folder: Path) -> Path | str:
    place: Path | str = tmp_path / "state" if database_url.startswith("sqlite") else database_url
    commands.build_national(place, folder)
    engine = open_engine(place)
    source_versions.save_version(engine, "district", [service_row(local_item())], title="区里的清单")
    engine.dispose()
    assert commands.publish(place, folder=folder).ok
    return place


@pytest.fixture
def engine(state: Path | str) -> Iterator[Engine]:
    opened = open_engine(state)
    yield opened
    opened.dispose()


def edit(engine: Engine, number: int, key: Key, author: str = "zhang", **fields: object) -> Edit:
    """在单子里改一条记录的几个字段。"""
    serving = releases.current(engine)
    assert serving is not None
    with engine.connect() as connection:
        found = find_record(connection, serving.members, key)
    assert found is not None
    changes = changed_fields(found.content, {**found.content, **fields})
    made = Edit(0, found.source, key, found.name, EDITED, changes, author)
    proposals.add_edit(engine, number, made)
    return made


def published(engine: Engine, folder: Path, number: int, reviewer: str = "li") -> releases.ReleaseInfo:
    """送审、批准、发布一张单子。"""
    from catalog.editing.candidate import make_candidate, publish_candidate

    proposals.submit(engine, number)
    proposals.approve(engine, number, reviewer)
    draft = proposals.read(engine, number)
    assert draft is not None
    made = make_candidate(engine, draft, folder)
    assert made.report.ok, made.report.lines()
    info = publish_candidate(engine, made, draft)
    proposals.published(engine, number, info.id)
    return info
