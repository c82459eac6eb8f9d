"""随仓库提交的小适配器（LoRA，Hu et al. 2021）：构建模型时并进基座权重。

文件 `adapter/adapter.safetensors` 里每个线性层有一对矩阵：`<层名>.lora_A` (r×输入) 与
`<层名>.lora_B` (输出×r)，半精度；`adapter/adapter.json` 记系数、种子和训练数据摘要。
并进去的增量是 scale·B·A。
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file

from retrieval.model.weights import Weights

FOLDER = Path(__file__).parent / "adapter"
WEIGHTS_NAME = "adapter.safetensors"
RECORD_NAME = "adapter.json"


def adapter_digest(folder: Path | None) -> str:
    """返回适配器内容的摘要；没有适配器时返回空串。"""
    if folder is None or not (folder / WEIGHTS_NAME).is_file():
        return ""
    digest = hashlib.sha256()
    for name in (WEIGHTS_NAME, RECORD_NAME):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def adapter_record(folder: Path) -> dict[str, Any]:
    """返回适配器的记录（系数、秩、种子、训练数据摘要等）。"""
    record: dict[str, Any] = json.loads((folder / RECORD_NAME).read_text("utf-8"))
    return record


def merge_adapter(weights: Weights, folder: Path) -> int:
    """把适配器的增量加到 `weights` 上，返回改动的层数；层名对不上是错误，不悄悄跳过。"""
    scale = float(adapter_record(folder)["scale"])
    pairs = load_file(str(folder / WEIGHTS_NAME))
    merged = 0
    for name in sorted(pairs):
        if name.endswith(".lora_B"):
            continue
        layer = name.removesuffix(".lora_A")
        target = f"{layer}.weight"
        if target not in weights:
            raise KeyError(f"适配器里的层 {layer} 在基座模型里没有，请用同一基座重新训练适配器。")
        low, high = pairs[name].astype(np.float32), pairs[f"{layer}.lora_B"].astype(np.float32)
        weights[target] = weights[target] + np.float32(scale) * (high @ low)
        merged += 1
    return merged
