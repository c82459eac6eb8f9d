"""冲突队列：排进来、选一方变成修改、合并材料、记住办法下次照办、消失了就不再列。"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from catalog import commands
from catalog.editing import disputes, proposals
from catalog.editing.disputes import GONE, OPEN, SETTLED, Case
from catalog.storage import releases, source_versions
from catalog.storage.records import service_row
from tests.catalog.editing.conftest import local_item, published


@pytest.fixture
def case(engine: Engine, state: Path | str, folder: Path) -> Case:
    """区里说收 30 元、要交照片；全国规定 20 元、只要身份证。"""
    item = local_item(fee={"amount_yuan": 30}, materials=[{"name": "身份证"}, {"name": "照片"}])
    source_versions.save_version(engine, "district", [service_row(item)], title="区里的清单")
    assert commands.publish(state, folder=folder).ok
    assert disputes.refresh(engine)["新的"] == 2
    listed, total = disputes.cases(engine)
    assert total == 2 and [one.field for one in listed] == ["fee", "materials"]
    return listed[0]


def members(engine: Engine) -> dict[str, int]:
    serving = releases.current(engine)
    assert serving is not None
    return serving.members


def test_picking_a_side_edits_the_other(engine: Engine, folder: Path, case: Case) -> None:
    winner = case.sources.index("national")
    with engine.connect() as connection:
        edit = disputes.edit_for(connection, members(engine), case, winner, "zhang")
    assert edit is not None and edit.source == "district"
    assert edit.changes["fee"] == {"old": {"amount_yuan": 30.0}, "new": {"amount_yuan": 20.0, "text": "20 元"}}
    number = proposals.start(engine, "收费", "zhang")
    proposals.add_edit(engine, number, edit)
    disputes.settle(engine, case, "以全国为准", "zhang")
    published(engine, folder, number)
    disputes.refresh(engine)
    assert [one.field for one in disputes.cases(engine)[0]] == ["materials"]
    [settled], _ = disputes.cases(engine, SETTLED)
    assert (settled.choice, settled.settled_by) == ("以全国为准", "zhang")


def test_materials_can_be_put_together(engine: Engine, case: Case) -> None:
    materials = next(one for one in disputes.cases(engine)[0] if one.field == "materials")
    with engine.connect() as connection:
        edit = disputes.merged_edit(connection, members(engine), materials, "zhang")
    assert edit is not None and edit.key.kind == "item"
    names = [material["name"] for material in edit.changes["materials"]["new"]]
    assert names == ["身份证", "照片", "居民身份证"]


def test_a_remembered_way_is_followed_next_time(engine: Engine, case: Case) -> None:
    disputes.remember(engine, case, "national", "zhang")
    [(found, edit)] = disputes.by_rules(engine, "zhang")
    assert found.field == "fee" and edit.source == "district"
    disputes.forget(engine, disputes.rules(engine)[0].id)
    assert disputes.by_rules(engine, "zhang") == []


def test_what_is_no_longer_there_leaves_the_queue(engine: Engine, state: Path | str, folder: Path, case: Case) -> None:
    source_versions.save_version(engine, "district", [service_row(local_item())], title="改好了")
    assert commands.publish(state, folder=folder).ok
    assert disputes.refresh(engine)["没有了"] == 2
    assert disputes.cases(engine, OPEN) == ([], 0)
    assert disputes.cases(engine, GONE)[1] == 2
