"""认地区的结果：提到的每个地方，和选定的或要追问的地区。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mention:
    """话里提到的一个地方：起止位置、原词、可能的代码、角色（户籍地、现居地、转入地……）。"""

    start: int
    end: int
    word: str
    codes: tuple[str, ...]
    role: str = "plain"


@dataclass(frozen=True)
class RegionMentions:
    """一句话里的地区：选定的一个，或要追问的几个候选；`why` 是在几个地方里这样选的理由。"""

    text: str
    chosen: Any
    candidates: tuple[Any, ...]
    mentions: tuple[Mention, ...]
    why: str = ""
