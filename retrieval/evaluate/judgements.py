"""评测题：问句和怎样算答对，从 jsonl 文件或仓库自带问句来。"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.results import Hit


@dataclass(frozen=True)
class Judgement:
    """一道题：问句和怎样算答对（编码，或官方名的正则；`also_ok` 算半对）。"""

    id: str
    query: str
    codes: frozenset[str] = frozenset()
    expect: str = ""
    also_ok: str = ""
    group: str = ""
    region: str | None = None

    def relevance(self, hit: Hit) -> float:
        """返回一条结果的相关度：1 对，0.5 半对，0 错。"""
        if self.codes:
            return 1.0 if {hit.code, hit.basic_code} & self.codes else 0.0
        if self.expect and _matches(self.expect, hit.name):
            return 1.0
        return 0.5 if self.also_ok and _matches(self.also_ok, hit.name) else 0.0


def read_questions(path: Path) -> list[Judgement]:
    """返回 jsonl 文件里的题；缺答案的行报出行号。"""
    out = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        row = json.loads(line)
        codes = frozenset(row.get("codes") or ([row["code"]] if row.get("code") else []))
        if not codes and not row.get("expect"):
            raise ValueError(f"{path.name} 第 {number} 行没有答案：请写 code、codes 或 expect。")
        out.append(
            Judgement(
                id=str(row.get("id", number)),
                query=row["query"],
                codes=codes,
                expect=row.get("expect") or "",
                also_ok=row.get("also_ok") or "",
                group=row.get("theme") or row.get("group") or "",
                region=row.get("region"),
            )
        )
    return out


def from_mapping(questions: Mapping[str, Sequence[str]], group: str = "") -> list[Judgement]:
    """返回编码 → 问句对应的题。"""
    return [
        Judgement(id=f"{code}#{number}", query=text, codes=frozenset({code}), group=group)
        for code, texts in questions.items()
        for number, text in enumerate(texts)
    ]


def _matches(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, text) or re.search(pattern, unicodedata.normalize("NFKC", text)))
