"""特征：每一项都能手算。"""

from __future__ import annotations

import math
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from retrieval.documents import Views
from retrieval.features import NAMES, SOFT, features
from retrieval.prototypes import Prototypes
from retrieval.shard import Shard, row_keys
from retrieval.vectors import VectorStore
from tests.retrieval.support import document

# 四维里的单位向量：问句是第一根轴，文档各行与它的余弦就是第一个数
QUERY = np.array([[1.0, 0, 0, 0]], np.float32)


def _row(cosine: float) -> list[float]:
    return [cosine, math.sqrt(1 - cosine**2), 0, 0]


def _index(asked: list[float], aliases: list[float], learned: Prototypes | None = None) -> Shard:
    texts = [
        Views(
            "身份证补领",
            "身份证补领，重办",
            tuple(f"别名{n}" for n in range(len(aliases))),
            tuple(f"问{n}" for n in range(len(asked))),
        ),
        Views("公司注销", "公司注销，关门", (), ()),
    ]
    rows = [_row(c) for c in (0.8, 0.7, *aliases, *asked, 0.1, 0.2)]
    known = dict(zip([key for view in texts for key in row_keys(view)], rows, strict=True))
    with TemporaryDirectory() as folder:
        vectors = VectorStore(Path(folder), "f" * 64, 4, "手算")
        vectors.fill(known, lambda keys: np.array([known[key] for key in keys], np.float32))
        documents = [document("a", "身份证补领"), document("b", "公司注销")]
        return Shard(documents, texts, vectors, prototypes=learned)


def _features(index: Shard, query: str = "身份证丢了") -> dict[str, np.ndarray]:
    none = np.zeros(2, np.float32)
    matrix = features(index, np.array([0, 1]), QUERY, query, 0.5, none)
    return dict(zip(NAMES, matrix.T, strict=True))


def test_cosines_of_each_view() -> None:
    found = _features(_index(asked=[0.9, 0.5], aliases=[0.6, 0.3]))
    assert found["name"].tolist() == pytest.approx([0.8, 0.1], abs=1e-3)  # 向量以半精度存着
    assert found["text"].tolist() == pytest.approx([0.7, 0.2], abs=1e-3)
    assert found["alias"].tolist() == pytest.approx([0.6, 0.2], abs=1e-3)  # 没有别名的拿名与文里高的
    assert found["asked"].tolist() == pytest.approx([0.9, 0.2], abs=1e-3)
    expected = math.log((math.exp(SOFT * 0.9) + math.exp(SOFT * 0.5)) / 2) / SOFT
    assert found["asked_many"][0] == pytest.approx(expected, abs=1e-3)
    assert found["no_asked"].tolist() == [0, 1]


def test_what_was_learned_is_compared_or_worked_out() -> None:
    # 学过的是第一根轴转 60 度：余弦 0.5；没学过的由最像的说法（0.2）折算：0.5 × 0.2 + 0.3
    learned = Prototypes({"a": np.array(_row(0.5), np.float32)}, slope=0.5, shift=0.3)
    found = _features(_index(asked=[0.9], aliases=[], learned=learned))
    assert found["learned"].tolist() == pytest.approx([0.5, 0.4], abs=1e-3)


def test_without_questions_the_best_other_view_stands_in() -> None:
    found = _features(_index(asked=[], aliases=[0.95]))
    assert found["asked"].tolist() == pytest.approx([0.95, 0.2], abs=1e-3)
    assert found["asked_many"].tolist() == pytest.approx([0.95, 0.2], abs=1e-3)


def test_clauses_are_mixed_in_by_weight() -> None:
    index = _index(asked=[], aliases=[])
    other = np.array([[0, 1.0, 0, 0]], np.float32)  # 与名的余弦是 sqrt(1-0.8²) = 0.6
    none = np.zeros(2, np.float32)
    matrix = features(index, np.array([0]), np.concatenate([QUERY, other]), "长句", 0.25, none)
    # 0.75 × 整句 0.8 + 0.25 × 分段 0.6
    assert matrix[0, NAMES.index("name")] == pytest.approx(0.75 * 0.8 + 0.25 * 0.6, abs=1e-3)


def test_exact_is_the_whole_name_alias_or_code() -> None:
    index = _index(asked=[], aliases=[0.5])
    assert _features(index, "身份证补领")["exact"].tolist() == [1, 0]
    assert _features(index, "别名0")["exact"].tolist() == [1, 0]
    assert _features(index, "b")["exact"].tolist() == [0, 1]
    assert _features(index, "我要身份证补领吗")["exact"].tolist() == [0, 0]
