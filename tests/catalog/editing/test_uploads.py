"""上传一份文件：提议映射、比较、接受全部或几条、做成待审的版本。用广安区的真数据。"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from catalog import commands
from catalog.editing import proposals, uploads
from catalog.editing.uploads import ADDED, CHANGED, REMOVED
from catalog.importing.proposing import best_source, known_sources, new_mapping, peek, propose, unusable, with_columns
from catalog.store import CatalogStore
from tests.catalog.editing.conftest import published
from tests.connectors.admin.district import district_rows, write_xlsx


def quiet(_what: str, _done: int, _total: int) -> None:
    """不报进度。"""


def start(engine: Engine, path: Path) -> int:
    """上传并按提议的映射比较。"""
    number = uploads.save_upload(engine, path.name, path.read_bytes(), "zhang")
    table = peek(path)
    source = best_source(table.columns, known_sources())
    assert source is not None and source.name == "sichuan_guangan"
    mapping = with_columns(source, propose(table.columns, source), "xlsx")
    assert unusable(mapping) == []
    kept = mapping.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    uploads.set_upload(engine, number, mapping=kept, state=uploads.COMPARING)
    return number


@pytest.fixture
def served(engine: Engine, state: Path | str, folder: Path) -> list[dict[str, str]]:
    """区里前 60 项已在服务。"""
    rows = district_rows()[:60]
    file = folder.parent / "first.xlsx"
    number = start(engine, write_xlsx(file, rows))
    uploads.compare_upload(engine, number, folder, quiet)
    version, _, taken = uploads.accept_upload(engine, number, quiet)
    assert taken == 60
    draft = proposals.start(engine, "先导入", "zhang")
    proposals.add_import(engine, draft, "sichuan_guangan", version, None)
    published(engine, folder, draft)
    return rows


def test_headings_in_other_words_are_recognised(tmp_path: Path) -> None:
    table = peek(write_xlsx(tmp_path / "a.xlsx", district_rows()[:3]))
    source = best_source(table.columns, known_sources())
    chosen = propose(table.columns, source)
    assert (chosen["name"], chosen["code"], chosen["department"], chosen["group"]) == (
        ["事项名称"], ["办理链接"], ["实施主体"], ["大项"]
    )


def test_an_unknown_file_is_matched_by_its_headings() -> None:
    chosen = propose(["序号", "事项名称", "实施编码", "行使层级", "咨询电话"], None)
    assert {field: names[0] for field, names in chosen.items()} == {
        "name": "事项名称", "task_code": "实施编码", "use_level": "行使层级", "consult_phone": "咨询电话"
    }
    wrong = {problem.column for problem in unusable(new_mapping("x", "某地", "", None, chosen))}
    assert wrong == {"code", "region", "captured"}


def test_the_words_other_offices_use_are_recognised() -> None:
    said = {
        "code": "编号", "name": "服务事项", "department": "受理部门", "materials": "所需材料",
        "promised_raw": "承诺期限", "fee": "收费标准", "address": "受理地点", "hours": "工作时间",
        "consult_phone": "电话", "complaint_phone": "监督电话", "url": "办理网址",
    }
    assert {field: names[0] for field, names in propose(list(said.values()), None).items()} == said
    assert propose(["事项编码", "事项名称"], None) == {"code": ["事项编码"], "name": ["事项名称"]}


def test_added_changed_and_removed_are_told_apart(
    engine: Engine, folder: Path, tmp_path: Path, served: list[dict[str, str]]
) -> None:
    extra = district_rows()[60:62]
    rows = [*served[1:], *extra]  # 少第一条，多两条
    rows[3] = {**rows[3], "department": "新的部门"}
    number = start(engine, write_xlsx(tmp_path / "b.xlsx", rows))
    counts = uploads.compare_upload(engine, number, folder, quiet)
    assert (counts[ADDED], counts[CHANGED], counts[REMOVED], counts["没有变"]) == (2, 1, 1, 58)
    [change], _, _ = uploads.changes_of(engine, number, CHANGED, 0, 10)
    assert change.fields["department"] == {"old": served[4]["department"], "new": "新的部门"}


def test_only_the_accepted_part_goes_in(
    engine: Engine, state: Path | str, folder: Path, tmp_path: Path, served: list[dict[str, str]]
) -> None:
    rows = [*served, *district_rows()[60:63]]
    number = start(engine, write_xlsx(tmp_path / "c.xlsx", rows))
    uploads.compare_upload(engine, number, folder, quiet)
    added, _, _ = uploads.changes_of(engine, number, ADDED, 0, 10)
    uploads.choose(engine, number, ADDED, False)
    uploads.choose(engine, number, ADDED, True, [added[0].id])
    version, total, taken = uploads.accept_upload(engine, number, quiet)
    assert (total, taken) == (61, 1)
    draft = proposals.start(engine, "只要一条", "zhang")
    found = uploads.read_upload(engine, number)
    assert found is not None
    proposals.add_import(engine, draft, found.source, version, found.against_id)
    published(engine, folder, draft)
    store = CatalogStore.open(state)
    assert store.item(added[0].code, "511602") is not None
    assert store.item(added[1].code, "511602") is None
    store.close()


def test_a_file_with_most_rows_missing_deletes_nothing_by_itself(
    engine: Engine, folder: Path, tmp_path: Path, served: list[dict[str, str]]
) -> None:
    number = start(engine, write_xlsx(tmp_path / "d.xlsx", served[:10]))
    uploads.compare_upload(engine, number, folder, quiet)
    _, total, taken = uploads.changes_of(engine, number, REMOVED, 0, 10)
    assert (total, taken) == (50, 0)


def test_a_release_in_between_makes_the_comparison_stale(
    engine: Engine, state: Path | str, folder: Path, tmp_path: Path, served: list[dict[str, str]]
) -> None:
    from catalog.editing.candidate import make_candidate

    number = start(engine, write_xlsx(tmp_path / "e.xlsx", [{**served[0], "department": "甲"}, *served[1:]]))
    uploads.compare_upload(engine, number, folder, quiet)
    version, _, _ = uploads.accept_upload(engine, number, quiet)
    found = uploads.read_upload(engine, number)
    assert found is not None
    draft = proposals.start(engine, "晚了一步", "zhang")
    proposals.add_import(engine, draft, found.source, version, found.against_id)
    newer = tmp_path / "newer.json"
    newer.write_text(json.dumps([{"sub_items": [{**served[1], "department": "乙"}], "main_item": ""}]), "utf-8")
    mapping = tmp_path / "sichuan_guangan.yaml"
    text = (Path(commands.__file__).parent / "sources" / "sichuan_guangan.yaml").read_text("utf-8")
    mapping.write_text(text.replace("rows: [items, sub_items]", "rows: [sub_items]"), "utf-8")
    report = commands.import_file(state, newer, str(mapping), True, folder=folder, force=True)
    assert report.ok, report.lines()
    late = proposals.read(engine, draft)
    assert late is not None
    assert [problem.type for problem in make_candidate(engine, late, folder).report.errors] == ["比较对象变了"]


def test_bad_rows_are_listed_with_their_place(
    engine: Engine, folder: Path, tmp_path: Path, served: list[dict[str, str]]
) -> None:
    rows = [{**served[0], "link": "https://www.sczwfw.gov.cn/nothing"}, *served[1:]]
    number = start(engine, write_xlsx(tmp_path / "f.xlsx", rows))
    uploads.compare_upload(engine, number, folder, quiet)
    listed, _ = uploads.problems_of(engine, number, 0, 10)
    assert listed[0].severity == "error" and listed[0].row == 3  # 标题、表头之后的第一行
