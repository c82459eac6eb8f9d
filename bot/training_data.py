"""把 nlu_data/ 里的例句整理成 Rasa 的训练目录。

意图例句原样复制；各事项的市民问句（nlu_data/questions）作为 ask_service、一件事的问句作为 tell_event 的例句。
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from ruamel.yaml import YAML

SERVICE_EXAMPLES = 2500
"""问事项的例句最多取多少条；再多只会让训练变慢（实测准确率不再上升）。"""
MAINTAINERS = "maintainers"
"""后台加的例句写在这样开头的文件里（connectors/building/examples.py）：不抽样，一句不落。"""


def service_questions(folder: Path, pattern: str = "*.yaml") -> dict[str, list[str]]:
    """返回 意图 → 问句：文件名以 -packages 结尾的是一件事（tell_event），其余是事项（ask_service）。"""
    yaml = YAML(typ="safe")
    questions: dict[str, list[str]] = {"ask_service": [], "tell_event": []}
    for path in sorted(folder.glob(pattern)):
        intent = "tell_event" if path.stem.endswith("-packages") else "ask_service"
        for asked in (yaml.load(path.read_text("utf-8")) or {}).values():
            questions[intent].extend(str(q).strip() for q in asked)
    return questions


def write_training_data(nlu_data: Path, out: Path) -> int:
    """把全部例句写到 `out` 下的 YAML；返回例句条数。同样的输入总得到同样的输出。"""
    out.mkdir(parents=True, exist_ok=True)
    total = 0
    for path in sorted((nlu_data / "intents").glob("*.yml")):
        text = path.read_text("utf-8")
        total += text.count("\n    - ")
        (out / path.name).write_text(text, "utf-8")
    blocks = ['version: "3.1"', "nlu:"]
    kept = service_questions(nlu_data / "questions", f"{MAINTAINERS}*.yaml")
    for intent, asked in service_questions(nlu_data / "questions").items():
        added = sorted(set(kept[intent]))
        unique = sorted(set(asked) - set(added), key=_lot)
        chosen = [*unique[:SERVICE_EXAMPLES], *added]
        total += len(chosen)
        blocks.append(f"- intent: {intent}\n  examples: |")
        blocks.extend(f"    - {_escape(question)}" for question in chosen)
    (out / "questions.yml").write_text("\n".join(blocks) + "\n", "utf-8")
    return total


def _lot(question: str) -> str:
    """抽样的次序：只看这句话自己，补几句问句不会把抽到的全换一遍（与 actions/understanding/examples.py 相同）。"""
    return hashlib.blake2b(question.encode(), digest_size=16).hexdigest()


def _escape(question: str) -> str:
    """Rasa 例句里的方括号和花括号是标注语法，换成全角。"""
    return " ".join(question.split()).translate(str.maketrans("[]{}()", "［］｛｝（）"))
