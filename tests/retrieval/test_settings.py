"""设置文件：每个字段都有人管，写错会报出来；权重文件与特征对得上。"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from retrieval.features import NAMES
from retrieval.model.adapter import FOLDER
from retrieval.ranker import load_ranker
from retrieval.settings import FILE, load_settings


def test_settings_load() -> None:
    settings = load_settings()
    assert settings.results.k == 10
    assert settings.region.boost > settings.region.per_level > 0


def test_every_line_of_the_settings_is_explained() -> None:
    for line in FILE.read_text("utf-8").splitlines():
        if line.startswith("  ") and not line.strip().startswith("#"):
            assert "#" in line or line.strip().split(":")[0] in {"k1", "b", "k"}, line


@pytest.mark.parametrize(("section", "key", "value"), [("region", "boost", -1), ("views", "alais", True)])
def test_wrong_settings_are_named(tmp_path: Path, section: str, key: str, value: object) -> None:
    wrong = yaml.safe_load(FILE.read_text("utf-8"))
    wrong[section][key] = value
    (tmp_path / "settings.yaml").write_text(yaml.safe_dump(wrong), "utf-8")
    with pytest.raises(ValidationError, match=key):
        load_settings(tmp_path / "settings.yaml")


def test_ranker_covers_the_features_and_exact_wins() -> None:
    ranker = load_ranker()
    assert set(ranker.weights) == set(NAMES)
    assert set(ranker.answerable) == {*NAMES, "lead", "bias"}
    assert ranker.weights["text"] > 0
    # 正好说出官方名时加的分，比相似度特征之间能差出来的零点几分之和还大
    assert ranker.weights["exact"] >= 6


def test_adapter_is_small_and_recorded() -> None:
    record = json.loads((FOLDER / "adapter.json").read_text("utf-8"))
    assert (FOLDER / "adapter.safetensors").stat().st_size <= 8_000_000
    assert {"seed", "rank", "scale", "digest", "questions", "losses"} <= set(record)
