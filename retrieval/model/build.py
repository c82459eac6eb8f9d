"""构建向量模型目录：读权重 → 裁词表 → 并适配器 → 写 sentence-transformers 目录与 ONNX。

目录名带内容摘要，写在临时目录里，全部写好再一次改名：要么没有，要么是完整的。
同样的输入再构建一次什么也不做；离线完成，两核约十秒。
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from safetensors.numpy import save_file

from retrieval.model import adapter as adapters
from retrieval.model import graph, quantised, vocabulary
from retrieval.model.weights import bert_weights

NAME = "e5-small-zh"
RECIPE = 1
"""构建步骤的版本：改了裁剪规则或图的写法就加一，旧目录自动作废。"""
MANIFEST = "manifest.json"
GRAPH_NAME = "model.onnx"
QUERY_PROMPT, PASSAGE_PROMPT = "query: ", "passage: "

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Manifest:
    """模型目录的说明：来历、维数、提示词和摘要；索引用 `digest` 认模型。"""

    name: str
    digest: str
    dimension: int
    query_prompt: str
    passage_prompt: str
    source: str
    source_digest: str
    adapter_digest: str
    recipe: int
    pieces: int


def read_manifest(folder: Path) -> Manifest | None:
    """返回目录里的说明；没有或读不懂时返回 None（当作没有构建过）。"""
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def model_folder(models_dir: Path, adapter: Path | None = adapters.FOLDER) -> Path:
    """返回当前权重与适配器对应的模型目录（不管有没有构建）。"""
    return models_dir / f"{NAME}-{_digest(quantised.packed_file(), adapter)[:12]}"


def ensure_model(models_dir: Path, progress: Progress | None = None, adapter: Path | None = adapters.FOLDER) -> Path:
    """返回可用的模型目录；没有就构建。重复调用不重做。"""
    folder = model_folder(models_dir, adapter)
    manifest = read_manifest(folder)
    if manifest is not None and manifest.recipe == RECIPE:
        return folder
    return build_model(folder, progress, adapter)


def build_model(folder: Path, progress: Progress | None = None, adapter: Path | None = adapters.FOLDER) -> Path:
    """从头构建模型目录并返回它；中途出错不会留下半个目录。"""
    tell = progress or (lambda _what, _done, _total: None)
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        tell("读取 4 比特权重", 0, 5)
        packed = quantised.packed_file()
        model = quantised.read(packed)
        tell("裁剪词表", 1, 5)
        kept = vocabulary.kept_pieces(model.pieces, [float(score) for score in model.scores])
        tokenizer = vocabulary.build_tokenizer([model.pieces[i] for i in kept], [float(model.scores[i]) for i in kept])
        vocabulary.save_tokenizer(tokenizer, work)
        tell("还原权重", 2, 5)
        weights = bert_weights(model, kept)
        adapter_digest = adapters.adapter_digest(adapter)
        if adapter is not None and adapter_digest:
            adapters.merge_adapter(weights, adapter)
        tell("写出可训练的模型", 3, 5)
        _write_sentence_transformers(work, model.shape, len(kept))
        save_file(weights, str(work / "model.safetensors"), metadata={"format": "pt"})
        tell("写出 ONNX", 4, 5)
        graph.save_graph(weights, model.shape, work / GRAPH_NAME)
        manifest = Manifest(
            name=NAME,
            digest=_digest(packed, adapter),
            dimension=model.shape.hidden,
            query_prompt=QUERY_PROMPT,
            passage_prompt=PASSAGE_PROMPT,
            source=f"{quantised.PACKAGE}=={model.version}",
            source_digest=model.digest,
            adapter_digest=adapter_digest,
            recipe=RECIPE,
            pieces=len(kept),
        )
        _write_json(work / MANIFEST, asdict(manifest))
        _put_in_place(work, folder)
        tell("模型就绪", 5, 5)
        return folder
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _put_in_place(work: Path, folder: Path) -> None:
    os.chmod(work, 0o755)
    if folder.exists():
        stale = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
        os.rename(folder, stale / "old")
        os.rename(work, folder)
        shutil.rmtree(stale, ignore_errors=True)
    else:
        os.rename(work, folder)


def _digest(packed: Path, adapter: Path | None) -> str:
    # 权重文件 72 MB，每次启动都整读一遍太慢：用大小加头尾各 1 MB 认文件，完整摘要另记在 manifest 里
    digest = hashlib.sha256(f"{RECIPE}:{packed.stat().st_size}:{adapters.adapter_digest(adapter)}".encode())
    with packed.open("rb") as file:
        digest.update(file.read(1 << 20))
        file.seek(-(1 << 20), os.SEEK_END)
        digest.update(file.read())
    return digest.hexdigest()


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), "utf-8")


def _write_sentence_transformers(folder: Path, shape: quantised.Shape, pieces: int) -> None:
    _write_json(
        folder / "config.json",
        {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.inner,
            "vocab_size": pieces,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": 2,
            "layer_norm_eps": shape.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": 1,
            "dtype": "float32",
        },
    )
    module = "sentence_transformers.models"
    _write_json(
        folder / "modules.json",
        [
            {"idx": 0, "name": "0", "path": "", "type": f"{module}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{module}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{module}.Normalize"},
        ],
    )
    (folder / "2_Normalize").mkdir()
    (folder / "1_Pooling").mkdir()
    _write_json(
        folder / "1_Pooling" / "config.json",
        {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False},
    )
    _write_json(folder / "sentence_bert_config.json", {"max_seq_length": shape.positions, "do_lower_case": False})
    _write_json(
        folder / "config_sentence_transformers.json",
        {"prompts": {"query": QUERY_PROMPT, "passage": PASSAGE_PROMPT}, "similarity_fn_name": "cosine"},
    )
