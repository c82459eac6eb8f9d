"""读取话术（actions/wording.yaml）。"""

from __future__ import annotations

import functools
from pathlib import Path

import yaml


@functools.lru_cache(maxsize=1)
def _wording() -> dict[str, str]:
    loaded = yaml.safe_load(Path(__file__).with_name("wording.yaml").read_text("utf-8"))
    return {key: str(value) for key, value in loaded.items()}


def say(key: str, **values: str) -> str:
    """返回一条话术；没有这个 key 抛出 KeyError。"""
    return _wording()[key].format(**values)
