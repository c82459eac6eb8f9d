"""办的是哪种动作（补办、换领、变更、注销……）：官方名和问句各看一遍，用来分开文字很像的相邻事项。"""

from __future__ import annotations

import functools
import re
from typing import Literal

from retrieval.normalise import word_tables


@functools.cache
def _patterns() -> dict[str, list[re.Pattern[str]]]:
    groups = word_tables()["actions"].values()
    return {side: [re.compile(group[side]) for group in groups] for side in ("name", "query")}


ACTION_GROUPS = len(_patterns()["name"])
"""动作分几组。"""


def action_groups(text: str, side: Literal["name", "query"]) -> list[bool]:
    """返回文字里有没有各组动作；`side` 说明文字是官方名还是问句。"""
    return [pattern.search(text) is not None for pattern in _patterns()[side]]
