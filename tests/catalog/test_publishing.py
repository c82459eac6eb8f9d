"""发布：不可变、可回退、被杀掉也不会露出半份、骤减不发布、比较。"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from catalog import commands
from catalog.storage import releases, source_versions
from catalog.storage.engine import HEAD, MIGRATIONS, open_engine
from catalog.store import CatalogStore
from tests.catalog.conftest import ITEMS, write_national

KILLED_AT = """
import os, signal, sys
from pathlib import Path
from catalog import commands

def stop(step: str) -> None:
    print(step, flush=True)
    if step.startswith(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)

commands.publish(sys.argv[1], folder=Path(sys.argv[2]), after_step=stop)
"""
ROOT = Path(__file__).parents[2]


def serving_summary(state: Path | str) -> str:
    store = CatalogStore.open(state)
    try:
        item = store.basic("id-card-renewal")
        assert item is not None and len(store.items()) == 3
        return item.summary
    finally:
        store.close()


@pytest.mark.parametrize(
    ("step", "visible"),
    [("存好版本", "旧"), ("算变化", "旧"), ("写发布", "旧"), ("改指针", "旧"), ("提交", "新")],
)
@pytest.mark.promise("发布途中断电，看到的不是旧版就是新版，绝不会是半个")
def test_killed_between_steps_shows_the_old_or_the_new_never_half(
    state: Path | str, national: Path, step: str, visible: str
) -> None:
    commands.build_national(state, national)
    old = serving_summary(state)
    write_national(national, ITEMS.replace("身份证快到期或已经过期", "身份证到期"))
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AT, str(state), str(national), step],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == -9, done.stderr
    assert (serving_summary(state) == old) is (visible == "旧")
    # 再来一次就接着做完。
    assert commands.publish(state, folder=national).ok
    assert serving_summary(state).startswith("身份证到期")


def test_building_twice_changes_nothing(state: Path | str, national: Path) -> None:
    commands.build_national(state, national)
    first = [info.id for info in commands.history(state)]
    commands.build_national(state, national)
    assert [info.id for info in commands.history(state)] == first


def test_a_broken_record_is_left_out_and_reported(state: Path | str, national: Path) -> None:
    write_national(national, ITEMS.replace("  department: 公安交管部门\n", ""))
    report = commands.build_national(state, national)
    [problem] = report.problems
    text = (national / "items" / "a.yaml").read_text(encoding="utf-8")
    line = text[: text.index("- code: driver-licence-renewal")].count("\n") + 1
    assert (problem.type, problem.file, problem.row) == ("字段错误", "items/a.yaml", line)
    assert "department" in problem.column
    store = CatalogStore.open(state)
    assert store.basic("driver-licence-renewal") is None and store.basic("id-card-lost") is not None


@pytest.mark.promise("目录突然少了一大截，不会自动发布")
def test_a_shrunken_catalogue_is_not_published_unless_forced(state: Path | str, national: Path) -> None:
    commands.build_national(state, national)
    (national / "items" / "a.yaml").write_text("theme: 空\nitems: []\n", encoding="utf-8")
    report = commands.build_national(state, national)
    assert [problem.type for problem in report.errors] == ["记录骤减"]
    assert serving_summary(state)
    assert commands.build_national(state, national, force=True).ok
    store = CatalogStore.open(state)
    assert store.items() == []


@pytest.mark.promise("发布错了可以退回上一版")
def test_rollback_returns_to_the_previous_release(state: Path | str, national: Path) -> None:
    commands.build_national(state, national)
    old = serving_summary(state)
    write_national(national, ITEMS.replace("身份证快到期或已经过期", "身份证到期"))
    commands.publish(state, folder=national)
    assert serving_summary(state) != old
    assert commands.rollback(state).ok
    assert serving_summary(state) == old
    missing = commands.rollback(state, 999)
    assert [problem.type for problem in missing.problems] == ["没有这次发布"]


def test_diff_names_the_changed_fields(state: Path | str, national: Path) -> None:
    commands.build_national(state, national)
    changed = ITEMS.replace("身份证快到期或已经过期", "身份证到期").replace("- code: id-card-lost", "- code: id-lost")
    write_national(national, changed)
    changes = {(c.what, c.code): c.fields for c in commands.diff(state, folder=national)}
    assert changes[("改动", "id-card-renewal")] == ("summary",)
    assert ("增加", "id-lost") in changes and ("删除", "id-card-lost") in changes


def test_versions_are_stored_once_per_content(state: Path | str, national: Path) -> None:
    commands.build_national(state, national)
    engine = open_engine(state)
    first, new = source_versions.save_version(engine, "x", [])
    again, repeated = source_versions.save_version(engine, "x", [])
    assert new and not repeated and first.id == again.id


def test_the_declared_schema_version_is_the_newest_migration() -> None:
    newest = max(path.name[:4] for path in (MIGRATIONS / "versions").glob("0*.py"))
    assert newest == HEAD


def test_migrations_and_models_agree(state: Path | str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from catalog.storage import desk_tables, draft_tables
    from catalog.storage.tables import Base

    assert desk_tables.Base is draft_tables.Base is Base  # 几个文件里的表都登记上了才比
    engine = open_engine(state)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []


def test_every_import_is_listed_with_its_problems(state: Path | str, national: Path) -> None:
    commands.build_national(state, national)
    write_national(national, ITEMS.replace("  department: 公安交管部门\n", ""))
    commands.publish(state, folder=national, force=True)
    newest, oldest = commands.sources(state)
    assert newest["serving"] and not oldest["serving"]
    assert newest["problems"][0]["type"] == "字段错误" and oldest["problems"] == []


BUILDING = """
import sys
from pathlib import Path
from catalog import commands
commands.build_national(sys.argv[1], Path(sys.argv[2]))
"""


def test_several_processes_may_build_at_once(state: Path | str, national: Path) -> None:
    command = [sys.executable, "-c", BUILDING, str(state), str(national)]
    running = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    for process in running:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said
    assert len(commands.history(state)) == 1


def test_killed_while_creating_tables_can_start_again(state: Path | str) -> None:
    killed = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from catalog.storage.engine import open_engine

@event.listens_for(Engine, "after_cursor_execute")
def stop(connection, cursor, statement, *rest):
    if "CREATE TABLE record_match" in statement:
        os.kill(os.getpid(), signal.SIGKILL)

open_engine(sys.argv[1])
"""
    done = subprocess.run([sys.executable, "-c", killed, str(state)], cwd=ROOT, timeout=60, check=False)
    assert done.returncode == -9
    engine = open_engine(state)
    assert releases.current(engine) is None


def test_an_older_database_is_upgraded_and_keeps_its_matches(tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine, text

    engine = create_engine(f"sqlite:///{tmp_path / 'catalog.db'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    command.upgrade(config, "0001")
    with engine.begin() as connection:
        for line in (
            "insert into source_version values (1,'n','','d','','2026-01-01',1,0,'[]')",
            "insert into record values (7,1,'item','c','n','','','511602','t','{}')",
            "insert into record_match values (1,7,1,'511602','b','item','名称相同')",
        ):
            connection.execute(text(line))
    engine.dispose()
    upgraded = open_engine(tmp_path)
    with upgraded.connect() as connection:
        assert connection.execute(text("select record_id, basic_code, rule from record_match")).all() == [
            (7, "b", "名称相同")
        ]
        assert connection.execute(text("pragma foreign_key_check")).all() == []
        assert connection.execute(text("pragma foreign_keys")).scalar() == 1
