"""检索测试共用的真东西：真模型（已构建则直接用，未构建约数秒）、真编码器。"""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.encoder import OnnxEncoder
from retrieval.model.build import ensure_model

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def model_dir() -> Path:
    """返回真模型的目录。"""
    return ensure_model(ROOT / ".zhilu" / "models")


@pytest.fixture(scope="session")
def encoder(model_dir: Path) -> OnnxEncoder:
    """返回真模型的编码器。"""
    return OnnxEncoder(model_dir)
