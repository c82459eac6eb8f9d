"""检索的速度：`python -m benchmarks.retrieval_search`，用当前状态目录里的目录、模型和向量。

量四样：打开用时、一句编码、一次检索（单线程、不吃记忆）、FAISS 与 BM25 各占多少。
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from catalog.regions import RegionTable
from catalog.store import CatalogStore
from retrieval.model.build import ensure_model
from retrieval.questions import load_questions, split
from retrieval.searcher import Searcher
from retrieval.tokens import tokens


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300, help="量多少句")
    count = parser.parse_args().count
    state = Path(os.environ.get("ZHILU_STATE_DIR") or ".zhilu")
    started = time.perf_counter()
    store = CatalogStore.open(os.environ.get("ZHILU_DATABASE_URL") or state)
    opened = time.perf_counter()
    searcher = Searcher.open(store, RegionTable.load(), ensure_model(state / "models"), state / "index")
    print(f"打开目录 {opened - started:.2f} 秒，打开检索 {time.perf_counter() - opened:.2f} 秒：{searcher.status()}")
    _, wording, _ = split(load_questions())
    texts = [text for group in wording.values() for text in group][:count]
    index = searcher.state.index.national
    vectors = {text: searcher.encoder.queries([text + "。"]) for text in texts}
    _show("编码一句", texts, lambda text: searcher.encoder.queries([text + "，"]))
    _show("FAISS 取候选", texts, lambda text: index.nearest(vectors[text], 240))
    _show("BM25", texts, lambda text: index.words.scores(tokens(text)))
    _show("认地区", texts, searcher.finder.find)
    _show("一次检索（全国）", texts, lambda text: searcher.search(text + "！"))
    _show("一次检索（给了区县）", texts, lambda text: searcher.search(text + "？", region="430211"))
    _show("同一句再问", texts, lambda text: searcher.search(text + "！"))


def _show(what: str, texts: list[str], call: Callable[[str], object]) -> None:
    took = []
    for text in texts:
        started = time.perf_counter()
        call(text)
        took.append((time.perf_counter() - started) * 1000)
    took.sort()
    print(f"{what}：p50 {statistics.median(took):.2f} 毫秒，p99 {took[int(len(took) * 0.99)]:.2f} 毫秒")


if __name__ == "__main__":
    main()
