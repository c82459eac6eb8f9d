"""修改叠在版本上：发布才生效，重建、重新导入都还在，回退就退回去。"""

from pathlib import Path

from sqlalchemy import Engine, text

from catalog import commands
from catalog.editing import proposals
from catalog.editing.candidate import make_candidate
from catalog.editing.changes import ADDED, REMOVED, WHOLE, Edit
from catalog.editing.records import Key
from catalog.storage import releases, source_versions
from catalog.storage.records import service_row
from catalog.store import CatalogStore
from tests.catalog.conftest import ITEMS, write_national
from tests.catalog.editing.conftest import LOCAL, RENEWAL, edit, local_item, published


def summary(state: Path | str, code: str = "id-card-renewal") -> str:
    store = CatalogStore.open(state)
    try:
        item = store.basic(code)
        return item.summary if item else ""
    finally:
        store.close()


def hours(state: Path | str) -> str:
    store = CatalogStore.open(state)
    try:
        offer = store.item("local-renewal", "511602")
        return str(getattr(offer.item, "hours", "")) if offer else ""
    finally:
        store.close()


def test_an_edit_shows_only_after_publishing(engine: Engine, state: Path | str, folder: Path) -> None:
    number = proposals.start(engine, "改概述", "zhang")
    edit(engine, number, RENEWAL, summary="到期前三个月就能换。")
    assert summary(state).startswith("身份证快到期")
    info = published(engine, folder, number)
    assert summary(state) == "到期前三个月就能换。"
    assert (info.author, info.approver, info.note) == ("zhang", "li", "改概述")


def test_rebuilding_at_start_keeps_the_edit_and_rolling_back_drops_it(
    engine: Engine, state: Path | str, folder: Path
) -> None:
    before = releases.current(engine)
    number = proposals.start(engine, "改概述", "zhang")
    edit(engine, number, RENEWAL, summary="到期前三个月就能换。")
    published(engine, folder, number)
    commands.build_national(state, folder)
    assert summary(state) == "到期前三个月就能换。"
    assert before is not None
    assert commands.rollback(state, before.id).ok
    commands.build_national(state, folder)
    assert summary(state).startswith("身份证快到期")


def test_new_package_files_and_edits_both_count(engine: Engine, state: Path | str, folder: Path) -> None:
    number = proposals.start(engine, "改概述", "zhang")
    edit(engine, number, RENEWAL, summary="到期前三个月就能换。")
    published(engine, folder, number)
    write_national(folder, ITEMS.replace("身份证丢了，到派出所补一张。", "丢了就补。"))
    commands.build_national(state, folder)
    assert (summary(state), summary(state, "id-card-lost")) == ("到期前三个月就能换。", "丢了就补。")


def test_importing_the_source_again_keeps_the_edit(engine: Engine, state: Path | str, folder: Path) -> None:
    number = proposals.start(engine, "改时间", "zhang")
    edit(engine, number, LOCAL, hours="周一至周五")
    published(engine, folder, number)
    assert hours(state) == "周一至周五"
    source_versions.save_version(engine, "district", [service_row(local_item(address="新大厅"))])
    assert commands.publish(state, folder=folder).ok
    assert hours(state) == "周一至周五"
    with engine.connect() as connection:
        newest = text("select body from record where code = 'local-renewal' order by id desc")
        shown = connection.execute(newest).scalar()
    assert "新大厅" in str(shown)


def test_records_can_be_added_and_removed(engine: Engine, state: Path | str, folder: Path) -> None:
    number = proposals.start(engine, "加一条删一条", "zhang")
    content = {"code": "local-new", "name": "新办事项", "region": "511602", "source": "maintainers",
               "captured": "2026-11-02", "checked": "2026-11-02"}
    key = Key("item", "local-new", "511602")
    proposals.add_edit(engine, number, Edit(0, "maintainers", key, "新办事项", ADDED,
                                            {WHOLE: {"old": None, "new": content}}, "zhang"))
    old = local_item().model_dump(mode="json", exclude_defaults=True)
    gone = {WHOLE: {"old": old, "new": None}}
    proposals.add_edit(engine, number, Edit(0, "district", LOCAL, "旧", REMOVED, gone, "zhang"))
    published(engine, folder, number)
    store = CatalogStore.open(state)
    assert store.item("local-new", "511602") is not None
    assert store.item("local-renewal", "511602") is None
    store.close()


def test_someone_else_changed_it_first(engine: Engine, state: Path | str, folder: Path) -> None:
    mine = proposals.start(engine, "我的", "zhang")
    edit(engine, mine, RENEWAL, summary="我写的。")
    theirs = proposals.start(engine, "别人的", "wang")
    edit(engine, theirs, RENEWAL, author="wang", summary="别人写的。")
    published(engine, folder, theirs)
    draft = proposals.read(engine, mine)
    assert draft is not None
    [problem] = make_candidate(engine, draft, folder).report.problems
    assert (problem.type, problem.column) == ("别人先改过", "summary")


def test_an_import_nobody_approved_is_not_swept_along(engine: Engine, state: Path | str, folder: Path) -> None:
    source_versions.save_version(engine, "district", [service_row(local_item(hours="没审过"))], pending=True)
    assert commands.publish(state, folder=folder).ok
    assert hours(state) == ""
