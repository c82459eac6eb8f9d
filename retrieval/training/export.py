"""把训练好的 LoRA 写成随仓库提交的小适配器，并记下它的来历。"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from retrieval.model.adapter import RECORD_NAME, WEIGHTS_NAME


def save_adapter(pairs: Mapping[str, np.ndarray], folder: Path, record: Mapping[str, Any]) -> int:
    """写出 fp16 的适配器和记录，返回字节数；`record` 须含 rank、alpha。"""
    folder.mkdir(parents=True, exist_ok=True)
    halves = {name: np.ascontiguousarray(pairs[name].astype(np.float16)) for name in sorted(pairs)}
    save_file(halves, str(folder / WEIGHTS_NAME))
    full = {"scale": record["alpha"] / record["rank"], **record}
    (folder / RECORD_NAME).write_text(json.dumps(full, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    return (folder / WEIGHTS_NAME).stat().st_size


def questions_digest(questions: Mapping[str, list[str]]) -> str:
    """返回训练问句的摘要，记进适配器：问句变了就知道适配器是旧的。"""
    canonical = json.dumps({code: questions[code] for code in sorted(questions)}, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
