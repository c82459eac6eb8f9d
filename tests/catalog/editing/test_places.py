"""改地区：改名、叫法、增加、撤并都要发布才生效；填错的落在格子上；随包的区划表从不改动。"""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from catalog.editing import proposals
from catalog.editing.candidate import current_record
from catalog.editing.changes import ADDED, WHOLE, Edit
from catalog.editing.checking import check_record
from catalog.editing.places import search_places
from catalog.editing.records import Key, bundled_region
from catalog.regions import RegionTable
from catalog.schema import RegionEntry
from catalog.storage import releases
from catalog.store import CatalogStore
from retrieval.regions import RegionFinder
from tests.catalog.editing.conftest import edit, published

DISTRICT = Key("region", "511602", "000000")
FROM = {"source": "测试", "checked": "2026-11-01"}


def entry(code: str, name: str, **more: Any) -> RegionEntry:
    return RegionEntry.model_validate({"code": code, "name": name, **FROM, **more})


def heard(table: RegionTable, words: str) -> str:
    chosen = RegionFinder(table).find(words).chosen
    return str(chosen.code) if chosen else ""


def test_an_alias_is_heard_only_after_publishing_and_rolls_back(
    engine: Engine, state: Path | str, folder: Path
) -> None:
    before = releases.current(engine)
    number = proposals.start(engine, "改叫法", "zhang")
    edit(engine, number, DISTRICT, aliases=["賨州新城"])
    store = CatalogStore.open(state)
    assert heard(store.regions, "我在賨州新城怎么办身份证") == ""
    published(engine, folder, number)
    newer = store.newer()
    assert newer is not None
    assert heard(newer.regions, "我在賨州新城怎么办身份证") == "511602"
    assert heard(store.regions, "我在賨州新城怎么办身份证") == "", "正在作答的那份不变"
    assert before is not None and releases.point_to(engine, before.id)
    back = newer.newer()
    assert back is not None and back.regions is RegionTable.load()
    store.close()


def test_the_bundled_table_is_never_changed() -> None:
    table = RegionTable.load()
    made = table.with_entries([entry("511602", "新广安区", aliases=["新广安"])])
    assert (made.get("511602").name, table.get("511602").name) == ("新广安区", "广安区")  # type: ignore[union-attr]
    assert table.named("新广安区") == []


def test_a_dissolved_place_leads_to_where_it_went() -> None:
    made = RegionTable.load().with_entries([entry("511603", "前锋区", successor="511602")])
    assert made.get("511603").code == "511602"  # type: ignore[union-attr]
    assert [one.code for one in made.named("前锋区")] == ["511602"]
    assert heard(made, "我户口在前锋区") == "511602"


def test_a_new_county_and_a_new_town() -> None:
    made = RegionTable.load().with_entries(
        [entry("511690", "枣山新县", aliases=["枣山"]), entry("511602990", "枣山新镇", aliases=["枣山老街镇"])]
    )
    county, town = made.get("511690"), made.get("511602990")
    assert county is not None and (county.level, county.parent) == ("county", "511600")
    assert town is not None and (town.level, town.parent) == ("town", "511602")
    assert made.full_name("511602990") == "四川省广安市广安区枣山新镇"
    assert [one.code for one in made.named("枣山老街镇")] == ["511602990"]


def test_a_renamed_town_keeps_its_namesakes_elsewhere() -> None:
    table = RegionTable.load()
    towns = [one for one in table.named("城关镇") if one.level == "town"]
    assert len(towns) > 3
    made = table.with_entries([entry(towns[0].code, "新城关镇")])
    assert towns[0].code not in {one.code for one in made.named("城关镇")}
    assert {one.code for one in made.named("城关镇")} == {one.code for one in towns[1:]}


def test_a_circle_of_parents_still_ends() -> None:
    wrong = [entry("511602", "广安区", parent="511603"), entry("511603", "前锋区", parent="511602")]
    assert {one.code for one in RegionTable.load().with_entries(wrong).chain("511602")} == {"511602", "511603"}


@pytest.mark.parametrize(
    ("fields", "column", "severity"),
    [
        ({"parent": "999999"}, "parent", "error"),
        ({"parent": "511602"}, "parent", "error"),
        ({"successor": "123456"}, "successor", "error"),
        ({"successor": "511602"}, "successor", "error"),
        ({"code": "51160"}, "code", "error"),
        ({"level": "town"}, "code", "error"),
        ({"aliases": ["身份证到期换证"]}, "aliases.0", "error"),
        ({"aliases": ["北京"]}, "aliases.0", "warning"),
        ({"aliases": ["賨"]}, "aliases.0", "warning"),
        ({"name": "新广安区", "aliases": []}, "aliases", "warning"),
        ({"source": ""}, "source", "error"),
    ],
    ids=str,
)
def test_each_problem_is_beside_its_field(fields: dict[str, Any], column: str, severity: str, folder: Path) -> None:
    content = {"code": "511602", "name": "广安区", **FROM, **fields}
    found = check_record("region", content, [], folder)
    assert (column, severity) in {(one.column, one.severity) for one in found}, found


def test_untouched_places_have_no_problems(folder: Path) -> None:
    assert check_record("region", bundled_region("511602") or {}, [], folder) == []


def test_a_local_item_may_be_in_a_place_added_in_the_same_draft(folder: Path) -> None:
    added = {"code": "511690", "name": "枣山新县", **FROM}
    key = Key("region", "511690", "000000")
    new = Edit(0, "national", key, "枣山新县", ADDED, {WHOLE: {"old": None, "new": added}})
    item = {"code": "x-1", "name": "居民身份证换领", "region": "511690", "source": "s", "captured": "2026-11-01",
            "checked": "2026-11-01"}
    assert [one for one in check_record("item", item, [], folder) if one.column == "region"]
    assert not [one for one in check_record("item", item, [new], folder) if one.column == "region"]


def test_places_are_found_by_name_alias_code_and_within() -> None:
    table = RegionTable.load()
    found, _ = search_places(table, "沪")
    assert found[0].key == Key("region", "310000", "000000")
    assert [one.name for one in search_places(table, "511602")[0]][0] == "广安区"
    towns, total = search_places(table, "", table.get("511602"))
    assert total > 10 and towns[0].name == "广安区"
    assert search_places(table)[1] < 4000, "不写字时不列四万个乡镇"


def test_an_unedited_place_can_be_opened(engine: Engine) -> None:
    served, content, source = current_record(engine, None, DISTRICT)
    assert served == content and source == "national" and content is not None and content["name"] == "广安区"
