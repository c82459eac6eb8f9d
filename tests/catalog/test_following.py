"""跟版：只重读变了的文字，得到的与重新打开一模一样；说不清差在哪就整个重读。"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, delete, event, select

from catalog.documents import Document
from catalog.national_layer import load_national
from catalog.regions import RegionTable
from catalog.schema import ServiceItem
from catalog.storage import releases, source_versions, steps
from catalog.storage.engine import MIGRATIONS, open_engine
from catalog.storage.records import national_rows, service_row
from catalog.storage.tables import NATIONAL_SOURCE, ChangedText, ReleaseStep
from catalog.store import CatalogStore
from tests.catalog.conftest import write_national
from tests.support.releases import NATIONS, Publisher


@pytest.fixture
def engine(state: Path | str) -> Iterator[Engine]:
    opened = open_engine(state)
    yield opened
    opened.dispose()


def opened(engine: Engine) -> CatalogStore:
    info = releases.current(engine)
    assert info is not None
    return CatalogStore(engine, info, RegionTable.load())


def followed(store: CatalogStore) -> CatalogStore:
    newer = store.newer()
    assert newer is not None
    return newer


def record(code: str, region: str = "511602", **more: Any) -> ServiceItem:
    said = {"code": code, "name": f"事项{code}", "region": region, "source": "s", "captured": "2026-11-01"}
    return ServiceItem.model_validate({**said, "checked": "2026-11-01", **more})


def publish(engine: Engine, **sources: list[ServiceItem]) -> releases.ReleaseInfo:
    members = {}
    for source, items in sources.items():
        members[source] = source_versions.save_version(engine, source, [service_row(item) for item in items])[0].id
    return releases.publish_members(engine, members)


def named(documents: list[Document] | tuple[Document, ...]) -> dict[str, Document]:
    return {document.doc_id: document for document in documents}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.promise("发布新版只重读变了的，结果与重新打开的一样")
def test_following_is_the_same_as_opening_afresh(engine: Engine, tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    publisher = Publisher(engine, tmp_path / "national", random)
    store, by_steps, done = opened(engine), 0, list[str]()
    before = list(store.documents())
    for _ in range(40):
        done += [publisher.act() for _ in range(random.choice((1, 1, 1, 2, 4)))]
        newer = store.newer()
        if newer is None:
            assert releases.current(engine) == store.release_info
            continue
        if random.random() < 0.2:  # 换上了却没人检索过：下次从更早的那份走过来
            store = newer
            continue
        fresh = opened(engine)
        wanted = list(fresh.documents())
        assert list(newer.documents()) == wanted, done
        assert newer.covered_regions() == fresh.covered_regions(), done
        assert (newer.items(), newer.packages()) == (fresh.items(), fresh.packages()), done
        assert newer.regions.names() == fresh.regions.names(), done
        assert newer.portals() == fresh.portals(), done
        changes = newer.changes_since(store.release)
        if changes is not None:
            by_steps += 1
            assert applied(before, changes) == named(wanted), done
        store, before = newer, wanted
    assert by_steps > 10, done


def applied(before: list[Document], changes: Any) -> dict[str, Document]:
    """在原来的文档上套用差异。"""
    made = named(before)
    for document in changes.gone:
        assert made.pop(document.doc_id) == document
    assert not made.keys() & {document.doc_id for document in changes.come}
    made |= named(changes.come)
    if changes.national is not None:
        regional = {key: document for key, document in made.items() if document.layer == "regional"}
        made = named(changes.national) | regional
    return made


def test_only_the_changed_text_is_read(engine: Engine) -> None:
    items = [record(str(number)) for number in range(50)]
    publish(engine, a=items)
    store = opened(engine)
    list(store.documents())
    publish(engine, a=[*items[:-1], record("49", department="换了部门")])
    read = list[int]()

    def count(_connection: Any, cursor: Any, *_rest: Any) -> None:
        read.append(cursor.rowcount)

    newer = followed(store)
    before = named(list(store.documents()))
    event.listen(engine, "after_cursor_execute", count)
    changes = newer.changes_since(store.release)
    event.remove(engine, "after_cursor_execute", count)
    assert changes is not None and changes.national is None
    assert [document.department for document in (*changes.gone, *changes.come)] == ["", "换了部门"]
    assert len(read) == 3  # 上一版是谁、变了哪些文字、那一段文字的记录
    kept = [document for document in newer.documents() if document is before.get(document.doc_id)]
    assert len(kept) == 49


def test_a_change_the_index_does_not_see_changes_no_document(engine: Engine) -> None:
    publish(engine, a=[record("1"), record("2", promised_days=5)])
    store = opened(engine)
    list(store.documents())
    publish(engine, a=[record("1"), record("2", promised_days=9)])
    newer = followed(store)
    changes = newer.changes_since(store.release)
    assert changes is not None and (changes.gone, changes.come) == ((), ())
    offer = newer.item("2", "511602")
    assert offer is not None and isinstance(offer.item, ServiceItem) and offer.item.promised_days == 9


def test_who_stands_for_a_shared_text_does_not_depend_on_the_order_of_imports(engine: Engine) -> None:
    here, there = record("b", "430100", name="河道采砂许可"), record("a", "511602", name="河道采砂许可")
    publish(engine, a=[there], b=[here])
    first = opened(engine)
    assert [document.code for document in first.documents()] == ["b"]
    publish(engine, b=[here], a=[there, record("z")])  # 甲重新导入，行号都在乙后面了
    again = followed(first)
    assert [document.code for document in again.documents() if document.name == "河道采砂许可"] == ["b"]
    assert again.changes_since(first.release) is not None


@pytest.mark.parametrize("more", [[], [record("2")]], ids=["来源没动", "来源也换了"])
def test_a_record_that_matches_another_national_item_is_reread(
    engine: Engine, tmp_path: Path, more: list[ServiceItem]
) -> None:
    def everything(nation: str, items: list[ServiceItem]) -> releases.ReleaseInfo:
        rows = national_rows(load_national(write_national(tmp_path / "national", nation)))
        national = source_versions.save_version(engine, NATIONAL_SOURCE, rows)[0].id
        local = source_versions.save_version(engine, "a", [service_row(item) for item in items])[0].id
        return releases.publish_members(engine, {NATIONAL_SOURCE: national, "a": local})

    sand = record("1", name="河道采砂许可")
    everything(NATIONS[0], [sand])
    store = opened(engine)
    assert [document.basic_code for document in store.documents() if document.layer == "regional"] == [""]
    everything(NATIONS[3], [sand, *more])
    newer = followed(store)
    changes = newer.changes_since(store.release)
    assert changes is not None and changes.national is not None
    assert {document.code: document.basic_code for document in changes.come}["1"] == "driver-licence-renewal"
    assert list(newer.documents()) == list(opened(engine).documents())


def test_a_release_never_compared_is_read_whole(engine: Engine) -> None:
    publish(engine, a=[record("1")])
    store = opened(engine)
    list(store.documents())
    info = publish(engine, a=[record("2")])
    with engine.begin() as connection:  # 像是由旧版程序发布的
        connection.execute(delete(ChangedText))
        connection.execute(delete(ReleaseStep).where(ReleaseStep.release_id == info.id))
    newer = followed(store)
    assert newer.changes_since(store.release) is None
    assert [document.code for document in newer.documents()] == ["2"]


def test_too_many_changes_are_not_recorded(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "MOST_CHANGED", 3)
    publish(engine, a=[record(str(number)) for number in range(3)])
    store = opened(engine)
    list(store.documents())
    info = publish(engine, a=[record(str(number)) for number in range(3, 6)])
    with engine.connect() as connection:
        assert connection.execute(select(ReleaseStep).where(ReleaseStep.release_id == info.id)).first() is None
    newer = followed(store)
    assert newer.changes_since(store.release) is None
    assert [document.code for document in newer.documents()] == [d.code for d in opened(engine).documents()]


def test_publishing_after_a_rollback_is_compared_with_what_was_served(engine: Engine) -> None:
    one = publish(engine, a=[record("1")])
    publish(engine, a=[record("1"), record("2")])
    store = opened(engine)
    list(store.documents())
    assert releases.point_to(engine, one.id)
    publish(engine, a=[record("1"), record("3")])
    newer = followed(store)
    changes = newer.changes_since(store.release)
    assert changes is not None
    assert [document.code for document in changes.gone] == ["2"]
    assert [document.code for document in changes.come] == ["3"]


def test_an_older_database_is_upgraded_and_then_followed(tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    engine = open_engine(tmp_path)
    publish(engine, a=[record("1")])
    publish(engine, a=[record("1"), record("2")])
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    command.downgrade(config, "0004")
    engine.dispose()
    upgraded = open_engine(tmp_path)
    store = opened(upgraded)
    assert {document.code for document in store.documents()} == {"1", "2"}
    publish(upgraded, a=[record("1"), record("3")])
    newer = followed(store)
    changes = newer.changes_since(store.release)
    assert changes is not None and [document.code for document in changes.come] == ["3"]
    assert list(newer.documents()) == list(opened(upgraded).documents())
