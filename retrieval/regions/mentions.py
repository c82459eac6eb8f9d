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

    def without_places(self) -> str:
        """返回去掉地名的话，供检索事项用；提到两处以上时留下“外地”“本地”，转移迁移的意思不丢。"""
        if not self.mentions:
            return self.text
        several = len(self.mentions) > 1
        out, at = [], 0
        for mention in self.mentions:
            if len(mention.word) == 1:
                continue  # “沪籍”去了“沪”就不成话
            out.append(self.text[at : mention.start])
            if several:
                out.append("外地" if mention.role in ("origin", "from") else "本地")
            at = mention.end
        bare = "".join([*out, self.text[at:]])
        return bare if len(bare.strip()) >= 3 else self.text
