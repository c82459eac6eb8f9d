"""后台加的例句并进训练材料：有代码的按事项或一件事，没有的按意图；自带的不动。"""

from pathlib import Path
from types import SimpleNamespace

import yaml

from connectors.building.examples import merged


def test_examples_go_where_training_reads_them(tmp_path: Path) -> None:
    source = tmp_path / "nlu"
    (source / "intents").mkdir(parents=True)
    (source / "questions").mkdir()
    (source / "questions" / "a.yaml").write_text("id-card-lost: [身份证丢了]\n", "utf-8")
    examples = [
        SimpleNamespace(text="卡片不见了", intent="ask_service", code="id-card-lost"),
        SimpleNamespace(text="家里添丁", intent="ask_service", code="newborn"),
        SimpleNamespace(text="再见[啦]", intent="goodbye", code=""),
    ]
    out = tmp_path / "out"
    assert merged(source, out, examples, frozenset({"newborn"})) == 3
    read = {path.name: yaml.safe_load(path.read_text("utf-8")) for path in (out / "questions").iterdir()}
    assert read == {
        "a.yaml": {"id-card-lost": ["身份证丢了"]},
        "maintainers.yaml": {"id-card-lost": ["卡片不见了"]},
        "maintainers-packages.yaml": {"newborn": ["家里添丁"]},
    }
    [intent] = yaml.safe_load((out / "intents" / "maintainers.yml").read_text("utf-8"))["nlu"]
    assert intent == {"intent": "goodbye", "examples": "- 再见［啦］\n"}
