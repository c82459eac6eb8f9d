"""后台加的例句并进训练材料：有代码的按事项或一件事，没有的按意图；自带的不动。"""

from pathlib import Path
from types import SimpleNamespace

import yaml

from actions.understanding.examples import load_examples
from bot.training_data import write_training_data
from connectors.building.examples import known_intents, merged, training_folder
from connectors.building.places import ROOT


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


def test_what_maintainers_added_is_never_sampled_away(tmp_path: Path) -> None:
    many = [SimpleNamespace(text=f"后台加的第{n}句", intent="ask_service", code="id-card-lost") for n in range(40)]
    with training_folder(ROOT / "nlu_data", many, frozenset()) as (folder, added):
        assert added == 40
        write_training_data(folder, tmp_path)
        trained = (tmp_path / "questions.yml").read_text("utf-8")
        meant = set(load_examples(folder))
    for one in many:
        assert f"- {one.text}\n" in trained and ("ask_service", one.text) in meant


def test_without_additions_training_is_the_same_as_before(tmp_path: Path) -> None:
    with training_folder(ROOT / "nlu_data", [], frozenset()) as (folder, _):
        write_training_data(folder, tmp_path / "a")
        write_training_data(ROOT / "nlu_data", tmp_path / "b")
        assert load_examples(folder) == load_examples()
    for path in sorted((tmp_path / "a").iterdir()):
        assert path.read_text("utf-8") == (tmp_path / "b" / path.name).read_text("utf-8")


def test_a_share_keeps_every_intent_and_every_item(tmp_path: Path) -> None:
    added = [SimpleNamespace(text="后台加的一句", intent="goodbye", code="")]
    with training_folder(ROOT / "nlu_data", added, frozenset(), 0.1) as (folder, _):
        few, every = load_examples(folder), load_examples()
        assert known_intents(folder) == known_intents(ROOT / "nlu_data")
    assert {intent for intent, _ in few} == {intent for intent, _ in every}
    assert len(few) < len(every) / 2 and ("goodbye", "后台加的一句") in few


def test_a_few_more_questions_change_only_a_few_of_the_sampled(tmp_path: Path) -> None:
    """补几句问句，抽到的例句几乎不变：听话的把握不会因为目录加了一件事就到处动。"""
    for name, extra in (("before", 0), ("after", 60)):
        (tmp_path / name / "questions").mkdir(parents=True)
        (tmp_path / name / "intents").mkdir()
        asked = [f"第{n}样东西怎么办" for n in range(6000)] + [f"新加的第{n}句" for n in range(extra)]
        text = yaml.safe_dump({"id-card-lost": asked}, allow_unicode=True)
        (tmp_path / name / "questions" / "a.yaml").write_text(text, "utf-8")
    before, after = (set(load_examples(tmp_path / name)) for name in ("before", "after"))
    assert len(before) == len(after) == 2500
    assert len(before - after) <= 60
    for name in ("before", "after"):
        write_training_data(tmp_path / name, tmp_path / name / "out")
    trained = [
        set((tmp_path / name / "out" / "questions.yml").read_text("utf-8").splitlines()) for name in ("before", "after")
    ]
    assert len(trained[0] - trained[1]) <= 60
