"""目录里的每一件事，在三个地方、每一种回答下都排得出来，画得成指南。"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.planner import make_plan, open_question, wanted
from actions.render.guide import guide_message
from catalog.commands import build_national, import_file
from catalog.regions import RegionTable
from catalog.schema import BasicItem, ServicePackage
from catalog.store import CatalogStore

SOURCES = Path(__file__).resolve().parents[3] / "shared/data/sources"
REGIONS = ("511602", "430100", "110105")
"""有自己事项的区（广安区）、只有省级入口的市（长沙市）、直辖市的区（朝阳区）。"""

CODES = [
    line.removeprefix("- code: ").strip()
    for path in sorted((Path(__file__).resolve().parents[2] / "catalog/national/packages").glob("*.yaml"))
    for line in path.read_text("utf-8").splitlines()
    if line.startswith("- code: ")
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CatalogStore]:
    """真的全国目录，加上广安区的真实导出。"""
    state = tmp_path_factory.mktemp("packages")
    report = build_national(state)
    assert report.ok, report.lines()
    imported = import_file(state, SOURCES / "sichuan_guangan_district.json", "sichuan_guangan", publish=True)
    assert imported.ok, imported.lines()
    opened = CatalogStore.open(state)
    yield opened
    opened.close()


def test_all_packages_are_covered(store: CatalogStore) -> None:
    assert sorted(CODES) == sorted(package.code for package in store.packages())


def situations(package: ServicePackage) -> Iterator[dict[str, list[str]]]:
    """每一种回答，包括一个都没回答。"""
    yield {}
    keys = [question.key for question in package.questions]
    for chosen in itertools.product(*[[o.value for o in question.options] for question in package.questions]):
        yield {key: [value] for key, value in zip(keys, chosen, strict=True)}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.promise("每件事在各地、各种回答下都排得出指南")
def test_package_is_planned_everywhere(store: CatalogStore, code: str) -> None:
    """先后都守住、没有重复、材料一样不少、每一步都有一个去处。"""
    regions = RegionTable.load()
    for region in REGIONS:
        package, place = store.package(code, region), regions.get(region)
        assert package and place

        def item_of(item: str, region: str = region) -> BasicItem | None:
            offer = store.item(item, region)
            return offer.item if offer else None

        for situation in situations(package):
            plan = make_plan(package, situation, item_of)
            codes = [p.step.item for p in plan.steps]
            assert codes == list(dict.fromkeys(codes))
            assert set(codes) == {s.item for s in package.steps if wanted(s, situation) is not False}
            place_of = {item: n for n, item in enumerate(codes)}
            for planned in plan.steps:
                assert all(number < planned.number for number in planned.after)
                assert all(place_of[b] < place_of[planned.step.item] for b in planned.step.after if b in place_of)
            assert {m.name for m in plan.materials} == {m.name for p in plan.steps for m in p.item.materials}
            assert len({m.name for m in plan.materials}) == len(plan.materials)
            assert open_question(package, situation) is None or not situation
        message = guide_message(make_plan(package, {}, item_of), place, lambda c, r=region: store.item(c, r), [], "")
        for step in message["guide"]["steps"]:
            assert step["department"] and step["why"]
            assert step["fallback"]["name"] and step["fallback"]["number"]
            assert step["entry"] is None or store.is_allowed(step["entry"]["url"]) or not step["entry"]["url"]
