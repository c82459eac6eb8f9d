"""训练用的例句：仓库自带的，加上维护者在后台加的。后台加的从不写回仓库。"""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

ASK, TELL = "ask_service", "tell_event"
NAME = "maintainers"


def known_intents(nlu_data: Path) -> tuple[str, ...]:
    """机器人认得的全部意图，按名字排好。"""
    written = {
        line.removeprefix("- intent:").strip()
        for path in sorted((nlu_data / "intents").glob("*.yml"))
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("- intent:")
    }
    return tuple(sorted({ASK, TELL, *written}))


def merged(nlu_data: Path, out: Path, examples: Iterable[Any], packages: frozenset[str]) -> int:
    """在 `out` 里放一份自带的例句，再加上 `examples`（有 text、intent、code），返回加了几句。

    写明事项代码的，事项归 ask_service，一件事（`packages` 里的代码）归 tell_event；没有代码的按意图。
    """
    if out != nlu_data:
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


@contextmanager
def training_folder(
    nlu_data: Path, examples: Iterable[Any], packages: frozenset[str], share: float = 1.0
) -> Iterator[tuple[Path, int]]:
    """临时放好训练要用的全部例句，给出（文件夹，后台加了几句）。`share` 小于 1 时自带的只用这么多，后台加的全用。"""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "nlu"
        shutil.copytree(nlu_data, out)
        if share < 1:
            thinned(out, share)
        yield out, merged(out, out, examples, packages)


LEAST = 4
"""抽样后每个意图、每个事项至少留几句。"""


def thinned(folder: Path, share: float) -> None:
    """就地抽掉一部分例句：隔几句留一句，各意图、各事项都还在。"""
    step = max(1, round(1 / share))
    for path in (folder / "questions").glob("*.yaml"):
        asked = yaml.safe_load(path.read_text("utf-8")) or {}
        kept = {code: texts[::step] or texts for code, texts in asked.items()}
        path.write_text(yaml.safe_dump(kept, allow_unicode=True), "utf-8")
    for path in (folder / "intents").glob("*.yml"):
        blocks = yaml.safe_load(path.read_text("utf-8"))
        for block in blocks["nlu"]:
            lines = [line for line in block["examples"].splitlines() if line.strip()]
            few = lines[::step]
            block["examples"] = "\n".join(few if len(few) >= LEAST else lines[:LEAST]) + "\n"
        path.write_text(_written(blocks["nlu"]), "utf-8")


def _written(blocks: Iterable[dict[str, str]]) -> str:
    """Rasa 的例句写法。"""
    lines = ['version: "3.1"', "nlu:"]
    for block in blocks:
        lines.append(f"- intent: {block['intent']}\n  examples: |")
        lines.extend(f"    {line}" for line in block["examples"].splitlines())
    return "\n".join(lines) + "\n"


def _intents(by_intent: dict[str, list[str]]) -> str:
    """Rasa 的例句写法；方括号、花括号在 Rasa 里是标注，换成全角。"""
    plain = str.maketrans("[]{}()", "［］｛｝（）")
    lines = ['version: "3.1"', "nlu:"]
    for intent, texts in sorted(by_intent.items()):
        lines.append(f"- intent: {intent}\n  examples: |")
        lines.extend(f"    - {' '.join(text.split()).translate(plain)}" for text in texts)
    return "\n".join(lines) + "\n"
