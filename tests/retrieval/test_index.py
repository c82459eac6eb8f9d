"""索引：筛选是精确的，同文只编一次，换版只重建变了的组，边换边查不会看到一半。"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from catalog.documents import Document
from retrieval.building import Viewing
from retrieval.index import Index
from retrieval.searcher import Searcher
from retrieval.settings import load_settings
from retrieval.vectors import VectorStore
from tests.retrieval.support import QUESTIONS, SmallStore, document, regions

PLACES = ("430000", "430200", "430211", "511602")


def _random_vectors(texts: Sequence[str]) -> np.ndarray:
    rows = np.stack([np.random.default_rng(abs(hash(text)) % 2**32).standard_normal(16) for text in texts])
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _index(tmp_path: Path, old: Index | None = None, changed: str = "") -> tuple[Index, VectorStore]:
    settings = load_settings()
    national = [document(f"n{n}", f"全国事项{n}", kind="package" if n % 7 == 0 else "item") for n in range(60)]
    by_region: dict[str, list[Document]] = {}
    for n in range(40):
        home = PLACES[n % len(PLACES)]
        name = f"地方事项{n}" + ("改" if changed == f"r{n}" else "")
        by_region.setdefault(home, []).append(
            document(f"r{n}", name, doc_id=f"item:{n}", regions=frozenset({home}), layer="regional")
        )
    views_of = Viewing({}, settings)
    vectors = VectorStore(tmp_path, "d" * 64, 16, "随机")
    texts = [t for d in [*national, *sum(by_region.values(), [])] for t in (views_of(d).name, views_of(d).text)]
    vectors.fill(texts, _random_vectors)
    return Index(national, by_region, views_of, vectors, settings.lexical, old), vectors


def test_nearest_in_a_region_is_exact(tmp_path: Path) -> None:
    index, vectors = _index(tmp_path)
    query = _random_vectors(["问句"])
    for region in PLACES:
        shard = index.regional(region)
        assert shard is not None
        names = [one.name for one in index.by_region[region]]
        scores = vectors.get(names) @ query[0]
        wanted = {names[place] for place in np.argsort(-scores)[:3]}
        # 名与文相同时两行同分，取前六行就是前三篇
        assert {shard.documents[place].name for place in shard.nearest(query, 6)} == wanted


def test_filtering_by_kind_is_exact_not_picked_from_candidates(tmp_path: Path) -> None:
    index, _ = _index(tmp_path)
    packages = index.of_kinds({"package"})
    assert {one.kind for one in packages.documents} == {"package"}
    assert len(packages) == len([n for n in range(60) if n % 7 == 0])
    assert len(packages.nearest(_random_vectors(["问句"]), 1000)) == len(packages)


def test_one_text_in_many_regions_is_encoded_once(model_dir: Path, tmp_path: Path) -> None:
    everywhere = frozenset(f"4302{n:02d}" for n in range(1, 30))
    store = SmallStore(
        extra=[document("same", "各县同文的事项", "同一段文字。", doc_id="item:same", regions=everywhere)]
    )
    searcher = Searcher.open(store, regions(), model_dir, tmp_path, questions={})
    plain = Searcher.open(SmallStore(), regions(), model_dir, tmp_path / "plain", questions={})
    assert searcher.status()["vectors"] == plain.status()["vectors"] + 2  # 名、名加说明
    assert searcher.search("各县同文的事项", region="430211").hits[0].code == "same"


def test_a_change_in_one_region_rebuilds_only_that_region(tmp_path: Path) -> None:
    old, _ = _index(tmp_path)
    shards_before = {region: old.regional(region) for region in PLACES}
    new, _ = _index(tmp_path, old, changed="r1")  # 430200 的一条
    assert new.national is old.national
    for region in PLACES:
        assert (new.regional(region) is shards_before[region]) == (region != "430200")
    changed = new.regional("430200")
    assert changed is not None
    assert "地方事项1改" in [one.name for one in changed.documents]


def test_a_changed_item_costs_only_its_own_texts(model_dir: Path, tmp_path: Path) -> None:
    store = SmallStore()
    searcher = Searcher.open(store, regions(), model_dir, tmp_path, questions=QUESTIONS)
    before = len(searcher.vectors)
    store.extra.append(document("heating-subsidy", "冬季取暖补贴申领", "冬天取暖的补助。", aliases=["取暖费补助"]))
    store.release = "r2"
    searcher.reload_if_changed()
    assert len(searcher.vectors) == before + 3  # 名、名加说明、一个别名
    assert searcher.search("取暖费补助").hits[0].code == "heating-subsidy"


def test_searching_while_releases_change_never_mixes_them(model_dir: Path, tmp_path: Path) -> None:
    """每版两条只有这一版才有的事项：一次检索看到的要么都是这一版的，要么都是那一版的。"""
    store = SmallStore(release="0", extra=_pair(0))
    searcher = Searcher.open(store, regions(), model_dir, tmp_path, questions={})
    stop, problems, seen = threading.Event(), [], set()

    def ask() -> None:
        while not stop.is_set():
            hits = searcher.search("测试专用事项", k=20).hits
            versions = {hit.code.split("-")[-1] for hit in hits if hit.code.startswith("probe-")}
            count = sum(hit.code.startswith("probe-") for hit in hits)
            seen.update(versions)
            if len(versions) != 1 or count != 2:
                problems.append((versions, count))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for number in range(1, 31):
            store.extra, store.release = _pair(number), str(number)
            assert searcher.reload_if_changed(seconds=None)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert problems == []
    assert len(seen) > 1


def _pair(number: int) -> list[Document]:
    return [document(f"probe-{side}-{number}", f"测试专用事项{side}第{number}版") for side in ("a", "b")]
