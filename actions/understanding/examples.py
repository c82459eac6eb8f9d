"""意图例句：nlu_data/intents 里写的，加上各事项、一件事的市民问句（与机器人训练用的同一批）。"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[2] / "nlu_data"
MOST_QUESTIONS = 2500
"""问事项、说事情的例句各最多取多少条；再多不见得更准，编码却要一句 10 毫秒。"""
MAINTAINERS = "maintainers"
"""后台加的例句写在这样开头的文件里：不抽样，一句不落（与 bot/training_data.py 相同）。"""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_examples(folder: Path = FOLDER) -> list[tuple[str, str]]:
    """全部（意图，例句），次序固定。"""
    found = [pair for path in sorted((folder / "intents").glob("*.yml")) for pair in _written(path)]
    asked: dict[str, set[str]] = {"ask_service": set(), "tell_event": set()}
    added: dict[str, set[str]] = {"ask_service": set(), "tell_event": set()}
    for path in sorted((folder / "questions").glob("*.yaml")):
        intent = "tell_event" if path.stem.endswith("-packages") else "ask_service"
        for questions in (yaml.load(path.read_text("utf-8"), _LOADER) or {}).values():
            group = added if path.stem.startswith(MAINTAINERS) else asked
            group[intent].update(str(question).strip() for question in questions)
    for intent, questions in asked.items():
        ordered = sorted(questions - added[intent], key=_lot)
        found += [(intent, question) for question in [*ordered[:MOST_QUESTIONS], *sorted(added[intent])]]
    return found


def _lot(question: str) -> str:
    """抽样的次序：只看这句话自己，补几句问句不会把抽到的全换一遍，听话的把握才不会跟着目录变。"""
    return hashlib.blake2b(question.encode(), digest_size=16).hexdigest()


def _written(path: Path) -> list[tuple[str, str]]:
    blocks = yaml.load(path.read_text("utf-8"), _LOADER)["nlu"]
    return [
        (block["intent"], line.removeprefix("- ").strip())
        for block in blocks
        for line in block["examples"].splitlines()
        if line.strip()
    ]
