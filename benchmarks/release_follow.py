"""改一条到能搜到要多久：`python -m benchmarks.release_follow [--records 条数…]`。

真的走一遍：把若干条地方记录导入、发布（真的数据库、真的匹配），检索打开着；改其中一条再导入、发布，
从发布完成算起，到正在服务的检索换上并搜得到它。分三段：发现并打开新发布、从数据库读变了的文档、换索引并搜到。
“导入并发布”是改了一条以后整份文件再导入、发布用了多久（含比出哪些文字变了），不算在合计里。
向量用真事项的加扰动（真编码十万段要十来分钟），改的那一条真编码。
"""

from __future__ import annotations

import argparse
import csv
import os
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.catalogue_scale import SPREAD
from catalog.commands import build_national, import_file
from catalog.regions import RegionTable
from catalog.store import CatalogStore
from retrieval.documents import views
from retrieval.encoder import open_encoder
from retrieval.model.build import ensure_model
from retrieval.ranker import load_ranker
from retrieval.searcher import Searcher
from retrieval.settings import load_settings
from retrieval.vectors import VectorStore, open_vectors

MAPPING = """
title: 合成的地方记录
captured: 2026-11-23
format: csv
columns:
  name: {from: name, required: true}
  code: {from: code, required: true}
  region: {from: region, required: true}
  department: dept
"""
CHANGED = "改过名字的渡船年审贴花"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=[10_000, 100_000])
    options = parser.parse_args()
    state = Path(os.environ.get("ZHILU_STATE_DIR") or ".zhilu")
    print("| 地方记录 | 导入并发布 秒 | 打开新发布 秒 | 读变了的 秒 | 换索引、搜到 秒 | 合计 秒 |")
    print("|---|---|---|---|---|---|")
    for records in options.records:
        with tempfile.TemporaryDirectory() as folder:
            print(measure(ensure_model(state / "models"), Path(folder), records), flush=True)


def measure(model: Path, folder: Path, records: int) -> str:
    """返回一档的一行。"""
    report = build_national(folder)
    assert report.ok, report.lines()
    regions = RegionTable.load()
    counties = sorted({code for codes in regions.names().values() for code in codes if len(code) == 6})
    counties = [code for code in counties if not code.endswith("00")]
    names = [item.name for item in CatalogStore.open(folder).items()]
    rows = [
        {"name": f"{names[number % len(names)]}（{number}号）", "code": f"syn-{number}",
         "region": counties[number * len(counties) // records], "dept": "合成部门"}
        for number in range(records)
    ]  # fmt: skip
    publish(folder, rows)
    store = CatalogStore.open(folder)
    encoder = open_encoder(model)
    vectors = open_vectors(folder / "index", encoder)
    fill(vectors, store, encoder.dimension)
    searcher = Searcher(store, regions, encoder, vectors, load_settings(), {}, load_ranker())
    searcher.rebuild()
    for row in rows[:: max(1, records // 200)]:  # 问过两百来处，像正在服务的那样留着各地的组
        searcher.search("身份证丢了怎么补", region=row["region"])
    rows[records // 2]["name"] = CHANGED
    started = time.perf_counter()
    publish(folder, rows)
    published = time.perf_counter() - started
    # 打开、读变了的各单独量一遍（结果不留），再从头真的走一遍
    started = time.perf_counter()
    newer = store.newer()
    assert newer is not None
    opened = time.perf_counter() - started
    started = time.perf_counter()
    assert newer.changes_since(searcher.state.release) is not None
    read = time.perf_counter() - started
    started = time.perf_counter()
    after = searcher.successor()
    assert after is not None
    found = after.search(CHANGED, region=rows[records // 2]["region"]).hits[0].name
    whole = time.perf_counter() - started
    assert found == CHANGED, found
    return f"| {records:,} | {published:.1f} | {opened:.2f} | {read:.2f} | {whole - opened - read:.2f} | {whole:.2f} |"


def publish(folder: Path, rows: list[dict[str, str]]) -> None:
    """导入并发布。"""
    mapping, file = folder / "synthetic.yaml", folder / "synthetic.csv"
    mapping.write_text(MAPPING, encoding="utf-8")
    with file.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.DictWriter(sink, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    report = import_file(folder, file, str(mapping), publish=True)
    assert report.ok, report.lines()[:10]


def fill(vectors: VectorStore, store: CatalogStore, width: int) -> None:
    """给全部文字填上向量：随机方向里挑一个作原型，加扰动。"""
    generator = np.random.default_rng(7)
    prototypes = generator.standard_normal((1000, width)).astype(np.float32)

    def encode(part: object) -> np.ndarray:
        count = len(part)  # type: ignore[arg-type]
        rows = prototypes[generator.integers(0, len(prototypes), count)]
        rows = rows + SPREAD * generator.standard_normal(rows.shape)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    texts: dict[str, None] = {}
    documents: Iterable[Any] = store.documents()
    for document in documents:
        view = views(document, {}, 0, 24)
        texts.update(dict.fromkeys((view.name, view.text, *view.aliases)))
    vectors.fill(list(texts), encode)


if __name__ == "__main__":
    main()
