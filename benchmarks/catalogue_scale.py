"""目录规模：`python -m benchmarks.catalogue_scale [--largest 条数] [--distractors]`。

真的全国目录之外，再合成 1 千、1 万、10 万（`--largest` 可到 100 万、500 万）条地方记录，量建索引用时、内存、
带地区和不带地区一次检索的 p50/p99（单线程，含编码）、与逐个精确比对的召回、改一条记录到能搜到的用时。
合成记录的向量取真事项的向量加扰动（真编码一百万段要几个小时），名称各不相同；100 万条以上由若干地方同文得来。
`--distractors` 另量：全国目录里加两万个编出来的专业事项（真编码），留出题的 hit@1 掉多少。
"""

from __future__ import annotations

import argparse
import copy
import gc
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from benchmarks.distractors import distractors
from catalog.documents import Document
from catalog.regions import RegionTable
from catalog.store import CatalogStore
from retrieval.evaluate import evaluate, held_out
from retrieval.model.build import ensure_model
from retrieval.normalise import clean
from retrieval.questions import load_questions, split
from retrieval.ranker import load_ranker
from retrieval.rows import memory
from retrieval.searcher import Searcher
from retrieval.settings import load_settings
from retrieval.shard import row_keys
from retrieval.vectors import VectorStore, open_vectors

SIZES = {
    1_000: (1_000, 1),
    10_000: (10_000, 1),
    100_000: (100_000, 1),
    1_000_000: (200_000, 5),
    5_000_000: (250_000, 20),
}
"""记录数 → （不同的文字数，一段文字几个地方共用）。"""
HEADS = (
    "| 记录 | 不同文字 | 建索引 秒 | 增加内存 MB | 全国 p50 / p99 ms | 带区县 p50 / p99 ms | 新地区头一次 ms "
    "| 召回@20 | 改一条到可搜 秒 |"
)
SPREAD = 0.35
"""扰动的大小：合成记录与原型的余弦约 0.94，像同一事项在各地的写法。"""


@dataclass
class SyntheticStore:
    """真的全国目录加上合成的地方记录，接口同 CatalogStore。"""

    real: CatalogStore
    extra: list[Document]
    release: str = "合成-1"
    changed: dict[str, Document] = field(default_factory=dict)

    def documents(self) -> Iterator[Document]:
        """返回全部文档，改过的用改过的。"""
        yield from self.real.documents()
        for document in self.extra:
            yield self.changed.get(document.doc_id, document)

    def item(self, code: str, region: str | None = None) -> Any:
        """合成的没有实施细节。"""
        return self.real.item(code, region)

    def package(self, code: str, region: str | None = None) -> Any:
        """一件事取真的。"""
        return self.real.package(code, region)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=100_000, help="最大做到多少条记录")
    parser.add_argument("--queries", type=int, default=200, help="每档量多少句")
    parser.add_argument("--distractors", action="store_true", help="只量加两万干扰项以后的命中率")
    parser.add_argument("--nearest", action="store_true", help="只比 Flat、IVF-SQ8、HNSW")
    options = parser.parse_args()
    state = Path(os.environ.get("ZHILU_STATE_DIR") or ".zhilu")
    real = CatalogStore.open(os.environ.get("ZHILU_DATABASE_URL") or state)
    searcher = Searcher.open(real, RegionTable.load(), ensure_model(state / "models"), state / "index")
    if options.distractors:
        measure_distractors(searcher, options.queries)
    elif options.nearest:
        measure_nearest(searcher)
    else:
        _, wording, _ = split(load_questions())
        texts = [text for group in wording.values() for text in group]
        texts = texts[:: max(1, len(texts) // options.queries)][: options.queries]
        print(HEADS + "\n" + "|---" * 9 + "|")
        for records in SIZES:
            if records <= options.largest:
                print(measure(searcher, records, texts), flush=True)


def measure(searcher: Searcher, records: int, texts: Sequence[str]) -> str:
    """返回一档规模的一行成绩。"""
    distinct, shared = SIZES[records]
    named = searcher.regions.names().values()
    counties = sorted({code for codes in named for code in codes if len(code) == 6 and not code.endswith("00")})
    before = _memory()
    with tempfile.TemporaryDirectory() as folder:
        extra = synthetic(searcher, distinct, shared, counties)
        store = SyntheticStore(searcher.store, extra)
        vectors = perturbed(searcher, extra, Path(folder))
        big = Searcher(
            store, searcher.regions, searcher.encoder, vectors, load_settings(), searcher.questions, load_ranker()
        )
        started = time.perf_counter()
        big.rebuild(seconds=0)
        built = time.perf_counter() - started
        gc.collect()
        memory = _memory() - before
        home = [sorted(document.regions)[0] for document in extra]
        chosen = [home[place * len(home) // len(texts)] for place in range(len(texts))]
        cold = _times(lambda text, place: big.search(text + "吗", region=place), texts[:40], chosen[:40])
        national = _times(lambda text, _: big.search(text + "！"), texts, chosen)
        local = _times(lambda text, _: big.search(text + "？", region=chosen[0]), texts, chosen)
        recall = _recall(big, texts[:40], chosen[0])
        old = extra[0]
        store.changed[old.doc_id] = replace(old, name="改过名字的合成事项", summary="改过的说明")
        store.release = "合成-2"
        started = time.perf_counter()
        big.reload_if_changed()
        found = big.search("改过名字的合成事项", region=home[0]).hits[0].name
        changed = time.perf_counter() - started
        assert found == "改过名字的合成事项", found
    cells = [f"{records:,}", f"{distinct:,}", f"{built:.1f}", f"{memory:.0f}", national, local, cold, f"{recall:.3f}"]
    return "| " + " | ".join([*cells, f"{changed:.2f}"]) + " |"


def synthetic(searcher: Searcher, distinct: int, shared: int, counties: Sequence[str]) -> list[Document]:
    """返回合成的地方记录：名称由真事项加编号而来，每段文字分给 `shared` 个县。"""
    real = searcher.state.index.national.documents
    made = []
    for number in range(distinct):
        model = real[number % len(real)]
        regions = frozenset(counties[(number * 31 + step * 97) % len(counties)] for step in range(shared))
        made.append(
            Document(
                doc_id=f"synthetic:{number}",
                code=f"synthetic-{number}",
                kind="item",
                name=f"{model.name}（{number}号）",
                summary="",
                aliases=[],
                situations=[],
                theme=model.theme,
                audience=list(model.audience),
                regions=regions,
                layer="regional",
            )
        )
    return made


def perturbed(searcher: Searcher, extra: Sequence[Document], folder: Path) -> VectorStore:
    """返回向量缓存：真文字的照抄，合成的取原型向量加扰动。"""
    national = searcher.state.index.national
    vectors = open_vectors(folder, searcher.encoder)
    keys = [key for document in national.texts for key in row_keys(document)]
    rows = searcher.vectors.get(keys)
    known = dict(zip(keys, rows, strict=True))
    vectors.fill(keys, lambda part: np.stack([known[key] for key in part]))
    names = searcher.vectors.get([view.name for view in national.texts])
    places = {clean(document.name): number % len(names) for number, document in enumerate(extra)}
    generator = np.random.default_rng(7)

    def encode(part: Sequence[str]) -> np.ndarray:
        base = names[[places[text] for text in part]]
        noisy = base + SPREAD * generator.standard_normal(base.shape) / base.shape[1] ** 0.5
        return noisy / np.linalg.norm(noisy, axis=1, keepdims=True)

    vectors.fill(places, encode)
    return vectors


def measure_distractors(searcher: Searcher, most: int) -> None:
    """打印加干扰项前后的命中率；干扰项都真编码，第一次要几分钟。"""
    examined, questions = held_out(searcher)
    questions = questions[:: max(1, len(questions) // (most * 5))]
    before = evaluate(examined, questions, "原目录")
    crowded = copy.copy(examined)
    crowded.store = SyntheticStore(searcher.store, distractors())
    crowded.rebuild()
    after = evaluate(crowded, questions, "加两万个干扰项")
    for report in (before, after):
        print(report.table())
    fall = before.summary()["hit@1"]["mean"] - after.summary()["hit@1"]["mean"]
    print(f"hit@1 掉 {100 * fall:.1f} 个百分点")


def measure_nearest(searcher: Searcher) -> None:
    """打印三种最近邻索引在 10 万、40 万行上的用时与召回（对 Flat 的前 240 行）。"""
    rows = searcher.vectors.get([key for view in searcher.state.index.national.texts for key in row_keys(view)])
    generator = np.random.default_rng(11)
    texts = [text for view in searcher.state.index.national.texts for text in view.asked[:1]][:200]
    queries = searcher.encoder.queries(texts)
    print("| 行 | 做法 | 建 秒 | p50 ms | 召回@240 |\n|---|---|---|---|---|")
    for count in (100_000, 400_000):
        base = rows[np.arange(count) % len(rows)]
        many = base + SPREAD * generator.standard_normal(base.shape).astype(np.float32) / base.shape[1] ** 0.5
        many /= np.linalg.norm(many, axis=1, keepdims=True)
        flat = faiss.IndexFlatIP(rows.shape[1])
        flat.add(many)
        exact = [set(flat.search(query[None], 240)[1][0]) for query in queries]
        ways: dict[str, Callable[[np.ndarray], Any]] = {"Flat": _flat, "IVF-SQ8": _ivf, "HNSW": _hnsw}
        for name, make in ways.items():
            started = time.perf_counter()
            index = make(many)
            built = time.perf_counter() - started
            took, recall = [], []
            for query, wanted in zip(queries, exact, strict=True):
                started = time.perf_counter()
                found = index.search(query[None], 240)[1][0]
                took.append((time.perf_counter() - started) * 1000)
                recall.append(len(wanted & set(found)) / 240)
            speed, hit = statistics.median(took), statistics.fmean(recall)
            print(f"| {count:,} | {name} | {built:.1f} | {speed:.2f} | {hit:.3f} |", flush=True)


def _flat(rows: np.ndarray) -> Any:
    index = faiss.IndexFlatIP(rows.shape[1])
    index.add(rows)
    return index


def _ivf(rows: np.ndarray) -> Any:
    memory.EXACT_ROWS = 0
    return memory.nearest_rows(rows)


def _hnsw(rows: np.ndarray) -> Any:
    index = faiss.IndexHNSWFlat(rows.shape[1], 32, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efSearch = 300
    index.add(rows)
    return index


def _recall(searcher: Searcher, texts: Sequence[str], region: str) -> float:
    """地区小组取的前 20 篇与逐行精确比对的重合比例。"""
    shard = searcher.state.index.regional(region)
    assert shard is not None
    shares = []
    for text in texts:
        query = searcher.encoder.queries([text])
        scores = shard.rows.similarity(np.arange(len(shard.rows)), query[0])
        wanted = set(shard.owner[np.argsort(-scores)[:20]])
        shares.append(len(wanted & set(shard.nearest(query, 20))) / len(wanted))
    return statistics.fmean(shares)


def _times(call: Callable[[str, str], object], texts: Sequence[str], places: Sequence[str]) -> str:
    took = []
    for text, place in zip(texts, places, strict=True):
        started = time.perf_counter()
        call(text, place)
        took.append((time.perf_counter() - started) * 1000)
    took.sort()
    return f"{statistics.median(took):.1f} / {took[min(len(took) - 1, int(len(took) * 0.99))]:.1f}"


def _memory() -> float:
    """返回本进程现在占的内存（MB）。"""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return pages * resource.getpagesize() / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    main()
