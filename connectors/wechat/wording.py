"""渠道自己说的话，取自 wording.yaml。"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml


@cache
def _all() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load(Path(__file__).with_name("wording.yaml").read_text("utf-8"))
    return loaded


def say(name: str, **values: object) -> str:
    """返回一句话；没有这个名字是程序写错，抛 KeyError。"""
    return _all()[name].format(**values) if values else _all()[name]
