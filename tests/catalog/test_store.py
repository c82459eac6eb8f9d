"""读取目录：合成答案、入口、提醒、换发布、文档去重。"""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from catalog import commands
from catalog.store import CatalogStore, NotPublishedError
from tests.catalog.conftest import ITEMS, write_national

MAPPING = """
title: 测试来源
captured: 2026-10-01
format: json
columns:
  name: {from: name, required: true}
  code: {from: code, required: true}
  region: {from: region, steps: [region], required: true}
  department: dept
  url: url
  materials: {from: materials, each: {name: name}}
  members: {from: members, each: {name: name}}
  promised_days: days
matches: {身份证遗失重办: id-card-lost}
"""
DEEP = "http://www.sczwfw.gov.cn/jiq/item?itemCode=1"


def add_source(
    tmp_path: Path, state: Path | str, national: Path, rows: list[dict[str, object]], name: str = "local"
) -> None:
    """导入并发布一份小的地方数据。"""
    mapping = tmp_path / f"{name}.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    file = tmp_path / f"{name}.json"
    file.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    report = commands.import_file(state, file, str(mapping), publish=True, folder=national)
    assert report.ok, report.lines()


@pytest.fixture
def store(tmp_path: Path, state: Path | str, national: Path) -> CatalogStore:
    rows: list[dict[str, object]] = [
        {"name": "居民身份证换领", "code": "ga-1", "region": "511602", "dept": "广安区公安分局", "url": DEEP},
        {"name": "身份证遗失重办", "code": "ga-2", "region": "511602", "dept": "广安区公安分局"},
        {"name": "河道采砂许可", "code": "ga-3", "region": "511602", "url": "http://evil.example.com/x"},
        {"name": "河道采砂许可", "code": "hn-3", "region": "430100"},
        {"name": "新生儿出生“一件事”", "code": "hn-g", "region": "430000", "members": [{"name": "出生登记"}],
         "url": "https://zwfw-new.hunan.gov.cn/g"},
    ]  # fmt: skip
    add_source(tmp_path, state, national, rows)
    return CatalogStore.open(state)


def test_opening_an_empty_state_says_what_to_do(state: Path | str) -> None:
    with pytest.raises(NotPublishedError, match="zhilu catalog publish"):
        CatalogStore.open(state)


def test_without_a_place_the_national_rules_answer(store: CatalogStore) -> None:
    offer = store.item("id-card-renewal")
    assert offer is not None and offer.is_national_default
    assert offer.region.code == "000000"
    assert offer.entry is not None and offer.entry.name == "国家政务服务平台"
    assert offer.sources == [{"name": "《中华人民共和国居民身份证法》第十一条", "url": "", "updated": "2026-11-01"}]


@pytest.mark.promise("当地没写的用全国规定补上，并说明")
def test_a_thin_regional_record_borrows_national_facts_and_says_so(store: CatalogStore) -> None:
    offer = store.item("id-card-renewal", "511602")
    assert offer is not None and not offer.is_national_default
    assert offer.item.name == "居民身份证换领" and offer.item.department == "广安区公安分局"
    assert [material.name for material in offer.item.materials] == ["居民身份证"]
    assert offer.match_rule == "全国名称去括注后相同"
    assert offer.entry is not None and offer.entry.url == DEEP and offer.entry.insecure
    assert "materials" in offer.borrowed
    assert any(said.startswith("广安区只公布了名称") and "以办理地公布为准" in said for said in offer.warnings)
    assert any("http" in said for said in offer.warnings)


def test_the_town_is_answered_by_its_district(store: CatalogStore) -> None:
    offer = store.item("id-card-renewal", "511602001002")
    assert offer is not None and offer.region.code == "511602"


def test_a_place_without_records_gets_national_rules_and_its_own_portal(store: CatalogStore) -> None:
    offer = store.item("id-card-renewal", "510104")
    assert offer is not None and offer.is_national_default
    assert offer.entry is not None and offer.entry.url == "https://www.sczwfw.gov.cn/"
    assert offer.warnings[0].startswith("暂未收录锦江区")


def test_declared_match_in_the_mapping_is_used(store: CatalogStore) -> None:
    offer = store.item("id-card-lost", "511602")
    assert offer is not None and offer.item.name == "身份证遗失重办" and offer.match_rule == "映射文件写明"
    assert offer.entry is not None and offer.entry.name == "天府通办 App" and offer.entry.kind == "app"


def test_unmatched_record_says_only_what_it_says_and_hides_foreign_links(store: CatalogStore) -> None:
    offer = store.item("ga-3", "511602")
    assert offer is not None and offer.basic is None and offer.item.materials == []
    assert offer.entry is not None and offer.entry.url == "https://www.sczwfw.gov.cn/"
    assert all("evil" not in source["url"] for source in offer.sources)


def test_the_same_words_elsewhere_resolve_to_the_local_record(store: CatalogStore) -> None:
    here = store.item("ga-3", "430100")
    assert here is not None and here.item.code == "hn-3" and here.region.code == "430100"
    far = store.item("ga-3", "110105")
    assert far is not None and far.warnings[0].startswith("这是广安区的事项")


def test_national_platform_uses_the_province_site(store: CatalogStore) -> None:
    local = store.item("driver-licence-renewal", "511602")
    nation = store.item("driver-licence-renewal")
    assert local is not None and local.entry is not None and local.entry.url == "https://sc.122.gov.cn/"
    assert nation is not None and nation.entry is not None and nation.entry.url == "https://www.122.gov.cn/"


def test_package_carries_the_local_guide(store: CatalogStore) -> None:
    package = store.package("newborn", "430104")
    assert package is not None and package.url == "https://zwfw-new.hunan.gov.cn/g" and package.region == "430000"
    plain = store.package("newborn", "511602")
    assert plain is not None and plain.url == "" and plain.region == "000000"
    guide = store.guide("newborn", "430104")
    assert guide is not None and guide.item.name == "新生儿出生“一件事”"
    by_guide_code = store.package("hn-g")
    assert by_guide_code is not None and by_guide_code.code == "newborn"


@pytest.mark.promise("没有的事项就是没有，不编")
def test_unknown_codes_are_none(store: CatalogStore) -> None:
    assert store.item("nothing") is None
    assert store.package("nothing", "511602") is None


def test_documents_are_one_per_text(store: CatalogStore) -> None:
    documents = {document.doc_id: document for document in store.documents()}
    assert len(documents) == 3 + 1 + 4
    sand = next(document for document in documents.values() if document.name == "河道采砂许可")
    assert sand.regions == frozenset({"511602", "430100"}) and sand.basic_code == ""
    renewal = next(document for document in documents.values() if document.code == "ga-1")
    assert renewal.basic_code == "id-card-renewal"


def test_after_a_release_only_what_changed_is_made_anew(
    store: CatalogStore, tmp_path: Path, state: Path | str, national: Path
) -> None:
    rows: list[dict[str, object]] = [
        {"name": "居民身份证换领", "code": "ga-1", "region": "511602", "dept": "广安区公安分局", "url": DEEP},
        {"name": "身份证遗失重办", "code": "ga-2", "region": "511602", "dept": "改了名的公安分局"},
        {"name": "河道采砂许可", "code": "ga-3", "region": "511602", "url": "http://evil.example.com/x"},
        {"name": "捕捞许可", "code": "hn-5", "region": "430100"},
        {"name": "渡口设置审批", "code": "hn-6", "region": "430100"},
    ]
    before = {document.doc_id: document for document in store.documents() if document.layer == "regional"}
    add_source(tmp_path, state, national, rows)
    newer = store.newer()
    assert newer is not None
    after = {document.doc_id: document for document in newer.documents() if document.layer == "regional"}
    fresh = {document.doc_id: document for document in CatalogStore.open(state).documents()}
    assert all(fresh[doc_id] == document for doc_id, document in after.items())
    reused = {document.name for doc_id, document in after.items() if document is before.get(doc_id)}
    assert reused == {"居民身份证换领"}  # 采砂少了一个地方，遗失重办改了部门，另两个是新的
    assert {document.name for document in after.values()} == {str(row["name"]) for row in rows}
    again = {document.doc_id: document for document in newer.documents() if document.layer == "regional"}
    assert all(again[doc_id] is document for doc_id, document in after.items())


def test_counts_and_allow_list(store: CatalogStore) -> None:
    counts = store.counts()
    assert (counts["basic_items"], counts["service_items"], counts["packages"], counts["guides"]) == (3, 4, 1, 1)
    assert store.is_allowed(DEEP)
    for bad in ("javascript:alert(1)", "https://evil.example.com/", "https://a@www.sczwfw.gov.cn/", "http://10.0.0.1/"):
        assert not store.is_allowed(bad)


@pytest.mark.promise("发布新版不用重启")
def test_a_new_release_is_served_without_reopening(
    store: CatalogStore, state: Path | str, national: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = store.release
    write_national(national, ITEMS.replace("身份证快到期或已经过期", "身份证到期"))
    assert commands.publish(state, folder=national).ok
    assert not store.reload_if_changed()  # 一秒内只查一次
    monkeypatch.setattr(store, "_checked", time.monotonic() - 2)
    assert store.reload_if_changed()
    item = store.basic("id-card-renewal")
    assert store.release != before and item is not None and item.summary.startswith("身份证到期")


def test_hot_lookups_are_fast(store: CatalogStore) -> None:
    store.item("id-card-renewal", "511602")
    start = time.perf_counter()
    for _ in range(1000):
        store.item("id-card-renewal", "511602")
    assert (time.perf_counter() - start) / 1000 < 0.0002


@pytest.mark.promise("当地写法过时或与全国不同，明白告诉市民")
def test_an_outdated_or_different_local_rule_is_told_to_the_citizen(
    tmp_path: Path, state: Path | str, national: Path
) -> None:
    rows: list[dict[str, object]] = [
        {"name": "居民身份证换领", "code": "a", "region": "511602", "materials": [{"name": "身份证"}], "days": 90},
        {"name": "内地居民离婚登记", "code": "b", "region": "511602", "materials": [{"name": "居民户口簿"}]},
    ]
    add_source(tmp_path, state, national, rows)
    store = CatalogStore.open(state)
    renewal, divorce = store.item("a", "511602"), store.item("b", "511602")
    assert renewal is not None and "承诺 90 天" in renewal.warnings[0]
    assert divorce is not None and "2025-05-10 起" in divorce.warnings[0]


def test_a_thing_split_into_several_local_items_lists_them_all(
    tmp_path: Path, state: Path | str, national: Path
) -> None:
    mapping = tmp_path / "split.yaml"
    matches = "matches: {驾驶证换证甲: driver-licence-renewal, 驾驶证换证乙: driver-licence-renewal}\n"
    mapping.write_text(MAPPING[: MAPPING.index("matches")] + matches, encoding="utf-8")
    file = tmp_path / "split.json"
    rows = [
        {"name": "驾驶证换证甲", "code": "a", "region": "511602", "url": DEEP},
        {"name": "驾驶证换证乙", "code": "b", "region": "511602", "url": DEEP + "2"},
    ]
    file.write_text(json.dumps(rows), encoding="utf-8")
    assert commands.import_file(state, file, str(mapping), publish=True, folder=national).ok
    offer = CatalogStore.open(state).item("driver-licence-renewal", "511602")
    assert offer is not None and offer.item.name == "机动车驾驶证换证（期满）"
    assert [variant.name for variant in offer.variants] == ["驾驶证换证甲", "驾驶证换证乙"]
    assert "分成 2 个办理项" in offer.warnings[0]


def test_one_local_item_may_cover_several_national_ones(tmp_path: Path, state: Path | str, national: Path) -> None:
    mapping = tmp_path / "all.yaml"
    matches = "matches: {居民身份证办理: [id-card-renewal, id-card-lost]}\n"
    mapping.write_text(MAPPING[: MAPPING.index("matches")] + matches, encoding="utf-8")
    file = tmp_path / "all.json"
    rows = [{"name": "居民身份证办理", "code": "all", "region": "511602", "dept": "广安区公安分局", "url": DEEP}]
    file.write_text(json.dumps(rows), encoding="utf-8")
    assert commands.import_file(state, file, str(mapping), publish=True, folder=national).ok
    store = CatalogStore.open(state)
    for code in ("id-card-renewal", "id-card-lost"):
        offer = store.item(code, "511602")
        assert offer is not None and (offer.item.code, offer.item.department) == (code, "广安区公安分局")
        assert offer.entry is not None and offer.entry.url == DEEP and "居民身份证办理" in offer.entry.reason
    itself = store.item("all", "511602")
    assert itself is not None and itself.basic is None and itself.item.materials == []
    assert [document.basic_code for document in store.documents() if document.code == "all"] == [""]
