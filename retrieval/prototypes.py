"""各事项“学来的向量”：由训练问句学得，问句的向量离自己事项的最近（相当于一层分类器，Snell et al. 2017 的原型）。

文件随仓库提交，只认学它时的那个向量模型；模型换了、或事项是新来的，就没有，用别的说法里最像的折算。
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from safetensors import safe_open

FILE = Path(__file__).parent / "model" / "adapter" / "prototypes.safetensors"


@dataclass(frozen=True)
class Prototypes:
    """编码 → 单位向量，以及没有的事项怎样由最像的说法折算：`slope` × 余弦 + `shift`。"""

    vectors: dict[str, np.ndarray] = field(default_factory=dict)
    slope: float = 1.0
    shift: float = 0.0

    def rows(self, codes: Sequence[str], dimension: int) -> np.ndarray:
        """返回各编码的向量；没有的是零向量。"""
        out = np.zeros((len(codes), dimension), np.float32)
        for place, code in enumerate(codes):
            vector = self.vectors.get(code)
            if vector is not None:
                out[place] = vector
        return out

    def only(self, codes: Sequence[str]) -> Prototypes:
        """返回只留这些编码的一份。"""
        kept = set(codes)
        chosen = {code: vector for code, vector in self.vectors.items() if code in kept}
        return Prototypes(chosen, self.slope, self.shift)


UNTAUGHT = Prototypes()
"""什么也没学过的一份。"""


def load_prototypes(digest: str, path: Path = FILE) -> Prototypes:
    """返回属于这个向量模型（`digest` 是模型摘要）的一份；没有文件或是别的模型学的，返回空的。"""
    if not path.is_file():
        return UNTAUGHT
    with safe_open(str(path), framework="np") as stored:
        record = stored.metadata()
        if record["model"] != digest:
            return UNTAUGHT
        rows = stored.get_tensor("rows").astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    codes = json.loads(record["codes"])
    return Prototypes(dict(zip(codes, rows, strict=True)), float(record["slope"]), float(record["shift"]))
