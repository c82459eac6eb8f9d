"""向量行的两种放法同一扇门：内存（FAISS）与真的 PostgreSQL + pgvector 给出同样的结果。"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pgserver
import pytest

from retrieval.encoder import OnnxEncoder
from retrieval.model.build import ensure_model
from retrieval.rows import Rows, memory, pgvector
from retrieval.rows.memory import MemoryRows, nearest_rows
from retrieval.rows.pgvector import PgVectors
from retrieval.searcher import Searcher
from tests.retrieval.support import QUESTIONS, SmallStore, regions

DIMENSION = 32
Make = Callable[[np.ndarray], Rows]


def clustered(count: int) -> np.ndarray:
    """五十堆单位向量，像真的文字那样成团。"""
    generator = np.random.default_rng(5)
    centres = np.repeat(generator.standard_normal((50, DIMENSION)), count // 50, axis=0)
    rows = centres + 0.3 * generator.standard_normal((count, DIMENSION))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """一个带 pgvector 的 PostgreSQL。"""
    server = pgserver.get_server(tmp_path_factory.mktemp("pgvector"), cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def database(postgres_url: str) -> PgVectors:
    return PgVectors(postgres_url, DIMENSION)


@pytest.fixture(params=["memory", "pgvector"])
def make(request: pytest.FixtureRequest) -> Make:
    if request.param == "memory":
        return MemoryRows
    place: PgVectors = request.getfixturevalue("database")
    return place.rows


def test_nearest_are_exactly_the_nearest(make: Make) -> None:
    rows = clustered(500)
    kept = make(rows)
    for query in rows[::60]:
        wanted = set(np.argsort(-(rows @ query))[:10].tolist())
        assert set(kept.nearest(query[None], 10).tolist()) == wanted


def test_several_query_vectors_are_joined_without_repeats(make: Make) -> None:
    rows = clustered(100)
    found = make(rows).nearest(rows[[3, 3, 60]], 1)
    assert found.tolist() == [3, 60]


def test_similarity_keeps_the_order_asked_for(make: Make) -> None:
    rows = clustered(100)
    numbers = np.array([7, 2, 7, 99])
    np.testing.assert_allclose(make(rows).similarity(numbers, rows[2]), rows[numbers] @ rows[2], atol=1e-4)


def test_rows_not_encoded_yet_are_said_so(make: Make) -> None:
    rows = clustered(50)
    rows[4] = 0
    assert np.flatnonzero(~make(rows).known).tolist() == [4]


def test_no_rows_at_all(make: Make) -> None:
    empty = make(np.zeros((0, DIMENSION), np.float32))
    assert len(empty) == 0 and empty.nearest(clustered(50)[:1], 5).tolist() == []


def test_many_rows_are_searched_approximately_but_still_found(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "EXACT_ROWS", 1000)
    monkeypatch.setattr(pgvector, "EXACT_ROWS", 1000)
    rows = clustered(5000)
    kept = make(rows)
    recall = [
        len(set(kept.nearest(query[None], 10).tolist()) & set(np.argsort(-(rows @ query))[:10].tolist())) / 10
        for query in rows[::50]
    ]
    assert np.mean(recall) > 0.9
    if make is MemoryRows:
        assert type(nearest_rows(rows)) is not type(nearest_rows(rows[:900]))


def test_the_same_rows_are_stored_once_whoever_brings_them(database: PgVectors) -> None:
    rows = clustered(250)
    threads = [threading.Thread(target=database.rows, args=(rows,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shard = database.rows(rows)._shard
    stored = database.connection().execute(f"select count(*) from {database.small} where shard = %s", (shard,))
    assert stored.fetchone() == (250,)


def test_searching_over_the_database_gives_the_same_answers(
    tmp_path: Path, encoder: OnnxEncoder, model_dir: Path, postgres_url: str
) -> None:
    """整个检索换一种放法，结果与分数都不变。"""
    folder = ensure_model(model_dir.parent)
    parts = (SmallStore(), regions(), folder)
    own = Searcher.open(*parts, tmp_path / "a", questions=QUESTIONS)
    shared = Searcher.open(*parts, tmp_path / "b", questions=QUESTIONS, vectors_url=postgres_url)
    for words in ("证件被偷了怎么补", "株洲租房子能领补贴吗", "厂里不要我了", "娃刚生下来要弄些啥子", "公司不开了"):
        here, there = own.search(words), shared.search(words)
        assert [hit.code for hit in here.hits] == [hit.code for hit in there.hits]
        np.testing.assert_allclose([h.score for h in here.hits], [h.score for h in there.hits], atol=2e-3)
