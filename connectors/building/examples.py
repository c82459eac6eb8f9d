"""训练用的例句：仓库自带的，加上维护者在后台加的。后台加的从不写回仓库。"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

ASK, TELL = "ask_service", "tell_event"
NAME = "maintainers"


def merged(nlu_data: Path, out: Path, examples: Iterable[Any], packages: frozenset[str]) -> int:
    """在 `out` 里放一份自带的例句，再加上 `examples`（有 text、intent、code），返回加了几句。

    写明事项代码的，事项归 ask_service，一件事（`packages` 里的代码）归 tell_event；没有代码的按意图。
    """
    shutil.copytree(nlu_data, out, dirs_exist_ok=True)
    by_code: dict[bool, dict[str, list[str]]] = {True: defaultdict(list), False: defaultdict(list)}
    by_intent: dict[str, list[str]] = defaultdict(list)
    total = 0
    for one in examples:
        total += 1
        if one.code:
            by_code[one.code in packages][one.code].append(one.text)
        else:
            by_intent[one.intent].append(one.text)
    for is_package, listed in by_code.items():
        if listed:
            name = f"{NAME}-packages.yaml" if is_package else f"{NAME}.yaml"
            (out / "questions" / name).write_text(yaml.safe_dump(dict(listed), allow_unicode=True), "utf-8")
    if by_intent:
        (out / "intents" / f"{NAME}.yml").write_text(_intents(by_intent), "utf-8")
    return total


def _intents(by_intent: dict[str, list[str]]) -> str:
    """Rasa 的例句写法；方括号、花括号在 Rasa 里是标注，换成全角。"""
    plain = str.maketrans("[]{}()", "［］｛｝（）")
    lines = ['version: "3.1"', "nlu:"]
    for intent, texts in sorted(by_intent.items()):
        lines.append(f"- intent: {intent}\n  examples: |")
        lines.extend(f"    - {' '.join(text.split()).translate(plain)}" for text in texts)
    return "\n".join(lines) + "\n"
