"""服务与地名词典：最长匹配。

词典是一个 JSON：`{"service": [词…], "region": [词…]}`，由 `zhilu train` 从目录导出。
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Match(NamedTuple):
    """一处命中：起止位置（字符）、词、类别（service 或 region）。"""

    start: int
    end: int
    word: str
    kind: str


class Lexicon:
    """按首字分桶的最长匹配词典；一条 30 字的消息约几百次集合查找。"""

    def __init__(self, words: dict[str, Iterable[str]]) -> None:
        """`words` 是 类别 → 词 的映射；长度不到 2 的词不收。"""
        self.words: dict[str, list[str]] = {kind: sorted({w for w in ws if len(w) >= 2}) for kind, ws in words.items()}
        self._kind: dict[str, str] = {}
        self._lengths: dict[str, list[int]] = {}
        for kind, ws in self.words.items():
            for word in ws:
                self._kind.setdefault(word, kind)
                lengths = self._lengths.setdefault(word[0], [])
                if len(word) not in lengths:
                    lengths.append(len(word))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)

    @classmethod
    def read(cls, path: Path) -> Lexicon:
        """读词典文件；文件不存在时抛出 FileNotFoundError。"""
        return cls(json.loads(Path(path).read_text("utf-8")))

    def write(self, path: Path) -> None:
        """把词典写成 JSON，供模型加载时读回。"""
        Path(path).write_text(json.dumps(self.words, ensure_ascii=False), "utf-8")

    def find(self, text: str) -> list[Match]:
        """返回 `text` 中互不重叠的最长命中，从左到右。"""
        found, i = [], 0
        while i < len(text):
            for length in self._lengths.get(text[i], ()):
                word = text[i : i + length]
                kind = self._kind.get(word)
                if kind:
                    found.append(Match(i, i + length, word, kind))
                    i += length
                    break
            else:
                i += 1
        return found
