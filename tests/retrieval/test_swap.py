"""换向量模型：写一个 sentence-transformers 目录就能用；索引说明写明维数、提示词和摘要，混用就拒绝。"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from catalog.regions import RegionTable
from connectors.building.makers import make_search
from connectors.building.places import Places
from connectors.gateway.opening import open_catalog
from connectors.settings import Settings
from retrieval.model import build
from retrieval.vectors import IndexMismatch, VectorStore
from tests.support.gateway import small_state


@pytest.fixture
def other_model(model_dir: Path, tmp_path: Path) -> Path:
    """返回一个普通的 sentence-transformers 目录：自带权重去掉 ONNX 和说明，提示词另取。"""
    folder = tmp_path / "another-model"
    folder.mkdir()
    for path in model_dir.iterdir():
        if path.name not in (build.MANIFEST, build.GRAPH_NAME, "config_sentence_transformers.json"):
            (folder / path.name).symlink_to(path)
    prompts = {"prompts": {"query": "问：", "passage": "文："}, "similarity_fn_name": "cosine"}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(prompts, ensure_ascii=False), "utf-8")
    return folder


def test_one_setting_swaps_the_model(tmp_path: Path, other_model: Path) -> None:
    state = small_state(tmp_path)
    settings, places = Settings(state_dir=state, embedding_model=str(other_model)), Places(state)
    old = {path.name for path in places.index.iterdir()}
    make_search(settings, places)
    places.stamp("search").write_text("test")
    opened = open_catalog(settings, RegionTable.load())
    try:
        assert opened.searcher.status()["model"] == "another-model"
        assert opened.searcher.search("身份证丢了怎么补办").hits[0].code == "id-card-lost"
    finally:
        opened.store.close()
    (added,) = {path.name for path in places.index.iterdir()} - old
    manifest = json.loads((places.index / added / "manifest.json").read_text("utf-8"))
    assert manifest["digest"].startswith(added.removeprefix("vectors-"))
    assert (manifest["name"], manifest["dimension"]) == ("another-model", 384)
    assert (manifest["query_prompt"], manifest["passage_prompt"]) == ("问：", "文：")


def test_vectors_of_another_model_are_refused_with_a_remedy(tmp_path: Path) -> None:
    store = VectorStore(tmp_path, "a" * 64, 384, "甲", ("问：", "文："))
    store.folder.mkdir()
    foreign = asdict(store.manifest) | {"digest": "b" * 64, "name": "乙", "dimension": 512}
    (store.folder / "manifest.json").write_text(json.dumps(foreign), "utf-8")
    with pytest.raises(IndexMismatch, match=r"另一个向量模型.*乙，512 维.*甲（384 维）.*请删除"):
        VectorStore(tmp_path, "a" * 64, 384, "甲")


def test_an_unreadable_manifest_is_set_aside(tmp_path: Path) -> None:
    store = VectorStore(tmp_path, "a" * 64, 384, "甲")
    store.folder.mkdir()
    (store.folder / "manifest.json").write_text("{", "utf-8")
    assert len(VectorStore(tmp_path, "a" * 64, 384, "甲")) == 0
    assert store.folder.with_suffix(".broken").is_dir()
    assert not store.folder.exists()


def test_rows_that_are_not_unit_vectors_are_set_aside(tmp_path: Path) -> None:
    store = VectorStore(tmp_path, "a" * 64, 4, "甲")
    store.fill(["一", "二"], lambda part: np.eye(4, dtype=np.float32)[: len(part)])
    rows = next(store.folder.glob("rows-*"))
    rows.write_bytes(bytes(rows.stat().st_size))
    again = VectorStore(tmp_path, "a" * 64, 4, "甲")
    assert len(again) == 0
    assert again.fill(["一"], lambda part: np.eye(4, dtype=np.float32)[: len(part)]) == 0
    assert "一" in VectorStore(tmp_path, "a" * 64, 4, "甲")
