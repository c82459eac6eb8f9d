"""`python -m benchmarks.vector_backends [--rows 25000 150000]`：向量行放内存（FAISS）与放 pgvector 的用时、内存、召回。

行是合成的单位向量（成团，像真的文字）；同一次运行、同样的问题。召回以逐行精确计算为准。
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable

import numpy as np
import pgserver
import psutil

from retrieval.rows import Rows
from retrieval.rows.memory import MemoryRows
from retrieval.rows.pgvector import PgVectors

DIMENSION, NEAREST, QUERIES, CANDIDATE_ROWS = 384, 60, 100, 1500


def clustered(count: int) -> np.ndarray:
    generator = np.random.default_rng(3)
    centres = generator.standard_normal((max(1, count // 20), DIMENSION)).astype(np.float32)
    rows = centres[generator.integers(0, len(centres), count)]
    rows = rows + 0.6 * generator.standard_normal((count, DIMENSION)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def measure(name: str, make: Callable[[np.ndarray], Rows], rows: np.ndarray) -> list[str]:
    before, started = psutil.Process().memory_info().rss, time.perf_counter()
    kept = make(rows)
    built, memory = time.perf_counter() - started, psutil.Process().memory_info().rss - before
    generator = np.random.default_rng(9)
    nearest_ms, similar_ms, recall = [], [], []
    for number in generator.integers(0, len(rows), QUERIES):
        query = rows[number] + 0.3 * generator.standard_normal(DIMENSION).astype(np.float32) / DIMENSION**0.5
        query /= np.linalg.norm(query)
        started = time.perf_counter()
        found = kept.nearest(query[None], NEAREST)
        nearest_ms.append((time.perf_counter() - started) * 1000)
        wanted = generator.integers(0, len(rows), CANDIDATE_ROWS)
        started = time.perf_counter()
        kept.similarity(wanted, query)
        similar_ms.append((time.perf_counter() - started) * 1000)
        best = set(np.argpartition(-(rows @ query), NEAREST)[:NEAREST].tolist())
        recall.append(len(best & set(found.tolist())) / NEAREST)
    p99 = statistics.quantiles(nearest_ms, n=100)[98]
    return [
        name, f"{len(rows):,}", f"{built:.1f}", f"{memory / 2**20:.0f}", f"{statistics.median(nearest_ms):.2f}",
        f"{p99:.2f}", f"{statistics.median(similar_ms):.2f}", f"{np.mean(recall):.3f}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[25_000])
    arguments = parser.parse_args()
    server = pgserver.get_server(tempfile.mkdtemp(prefix="zhilu-pgvector-"), cleanup_mode="delete")
    print("| 放在哪里 | 行数 | 建好（秒） | 本进程多占内存（MB） | 最近邻 p50（毫秒） | p99 | 候选打分 p50 | 召回 |")
    print("|---|---|---|---|---|---|---|---|")
    try:
        database = PgVectors(server.get_uri(), DIMENSION)
        for count in arguments.rows:
            rows = clustered(count)
            for name, make in (("内存（FAISS）", MemoryRows), ("PostgreSQL（pgvector）", database.rows)):
                print("| " + " | ".join(measure(name, make, rows)) + " |", flush=True)
    finally:
        server.cleanup()


if __name__ == "__main__":
    main()
