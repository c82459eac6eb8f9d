"""仓库自带的百姓问句：`nlu_data/questions/*.yaml`，事项编码 → 问法列表。

问句做三件事：索引里的额外向量、训练数据、评测题。留出的部分按编码和文字算出，谁来算都一样。
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[1] / "nlu_data" / "questions"
ITEM_SHARE = 20
"""每 20 个事项留出 1 个：它的问句完全不进训练。"""
WORDING_SHARE = 7
"""其余事项每 7 句留出 1 句。"""
LEARNED = Path(__file__).with_name("learned.txt")
"""按这条规则该留出、但提交的适配器已经学过的句子（后来加了问句，轮到它们）：不再留出，免得成绩虚高。"""

Questions = dict[str, list[str]]


def load_questions(folder: Path = FOLDER) -> Questions:
    """返回编码 → 问句；文件夹不存在时为空。同一编码出现在几个文件里就合并。"""
    found: Questions = {}
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted(folder.glob("*.yaml")):
        loaded: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=loader) or {}
        for code, texts in loaded.get("questions", loaded).items():
            if isinstance(texts, list):
                kept = [text.strip() for text in texts if isinstance(text, str) and text.strip()]
                found.setdefault(str(code), []).extend(kept)
    return {code: list(dict.fromkeys(texts)) for code, texts in found.items()}


def split(questions: Mapping[str, list[str]]) -> tuple[Questions, Questions, Questions]:
    """返回（训练，按说法留出，按事项留出）三份，互不重叠。"""
    train: Questions = {}
    wording: Questions = {}
    items: Questions = {}
    learned = _learned()
    for code, texts in questions.items():
        if _number(code) % ITEM_SHARE == 0:
            items[code] = list(texts)
            continue
        ordered = sorted(texts, key=lambda text: _number(f"{code}|{text}"))
        held = [text for text in ordered[: len(ordered) // WORDING_SHARE] if _mark(code, text) not in learned]
        if held:
            wording[code] = held
        train[code] = [text for text in ordered if text not in held]
    return train, wording, items


@functools.cache
def _learned() -> frozenset[str]:
    return frozenset(LEARNED.read_text("ascii").split())


def _mark(code: str, text: str) -> str:
    return f"{_number(f'{code}|{text}'):012x}"


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big")
