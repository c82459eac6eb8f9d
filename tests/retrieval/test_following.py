"""换版：只改变了的文档和地区，得到的索引与整个重建的一样，答案也一样；没碰过的组原样沿用。"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine

from catalog.regions import RegionTable
from catalog.storage import releases
from catalog.storage.engine import open_engine
from catalog.store import CatalogStore
from retrieval.encoder import Encoder
from retrieval.ranker import load_ranker
from retrieval.searcher import Searcher
from retrieval.settings import load_settings
from retrieval.vectors import VectorStore
from tests.support.releases import NAMES, Publisher

WIDTH = 16
ASKED = ("430100", "511602", "000000")


class Hashing:
    """按文字摘要给向量的编码器：不用模型，同一段文字总是同一个向量。"""

    dimension, digest, name, prompts = WIDTH, "d" * 64, "摘要", ("", "")

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """返回问句的向量。"""
        rows = [np.random.default_rng(_number(text)).standard_normal(WIDTH) for text in texts]
        made = np.asarray(rows, np.float32).reshape(-1, WIDTH)
        return made / np.linalg.norm(made, axis=1, keepdims=True)

    passages = queries


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = open_engine(tmp_path / "state")
    yield made
    made.dispose()


def searcher_over(engine: Engine, folder: Path, questions: dict[str, list[str]]) -> Searcher:
    info = releases.current(engine)
    assert info is not None
    encoder: Encoder = Hashing()
    vectors = VectorStore(folder, encoder.digest, WIDTH, encoder.name)
    store = CatalogStore(engine, info, RegionTable.load())
    return Searcher(store, store.regions, encoder, vectors, load_settings(), questions, load_ranker())


def answers(searcher: Searcher) -> list[Any]:
    """每个名字在每个地方问一遍，记下名次、分数和“别处有”。"""
    found = []
    for name in NAMES:
        for place in (None, *ASKED):
            result = searcher.search(name, region=place)
            hits = [(hit.code, hit.name, hit.region.code, hit.score, hit.parts) for hit in result.hits]
            found.append((name, place, hits, result.elsewhere))
    return found


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.promise("换版后的答案与整个重建索引的一样")
def test_an_index_changed_in_place_answers_like_a_new_one(engine: Engine, tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    publisher = Publisher(engine, tmp_path / "national", random)
    questions = {"id-card-lost": ["钱包被偷了证件也没了"]}
    serving = searcher_over(engine, tmp_path / "index", questions)
    serving.rebuild()
    for _ in range(10):
        done = [publisher.act() for _ in range(random.choice((1, 1, 2)))]
        old, before = serving, answers(serving)
        after = serving.successor(seconds=random.choice((0, None)))
        if after is None:
            continue
        if after.state.pending:  # 先凭字面答，没编码的随后补上
            assert after.catch_up(seconds=None) and after.status()["complete"]
        fresh = searcher_over(engine, tmp_path / "index", questions)
        fresh.rebuild()
        assert arranged(after) == arranged(fresh), done
        assert answers(after) == answers(fresh), done
        assert answers(old) == before, "换下来的那份不变"
        serving = after


def arranged(searcher: Searcher) -> Any:
    """索引里有什么：全国一列（有次序），各地一组（次序在建组时排）。"""
    state = searcher.state
    by_region = {
        region: sorted(documents, key=lambda document: document.doc_id)
        for region, documents in state.index.by_region.items()
    }
    regional = {key: kept for key, kept in state.arranged.regional.items()}
    return list(state.index.national.documents), by_region, regional, state.documents, state.pending, state.release


def test_untouched_regions_keep_their_shards_after_a_step(engine: Engine, tmp_path: Path) -> None:
    publisher = Publisher(engine, tmp_path / "national", Random(1))
    serving = searcher_over(engine, tmp_path / "index", {})
    serving.rebuild()
    kept = 0
    for _ in range(15):
        answers(serving)
        shards = dict(serving.state.index.remembered())
        publisher.act()
        after = serving.successor()
        if after is None:
            continue
        changes = after.store.changes_since(serving.state.release)
        assert changes is not None
        touched = {region for document in (*changes.gone, *changes.come) for region in document.regions}
        if changes.national is None and "000000" not in touched:
            now = dict(after.state.index.remembered())
            assert all(now[region] is shard for region, shard in shards.items() if region not in touched)
            assert touched.isdisjoint(now)
            kept += 1
        serving = after
    assert kept > 3
