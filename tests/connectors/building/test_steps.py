"""内容没变就不重建；变了、成品没了才重建。"""

from pathlib import Path

import pytest

from connectors.building.makers import point_to
from connectors.building.places import Places
from connectors.building.steps import STEPS, Step, files_digest
from connectors.settings import Settings


def test_the_digest_follows_names_and_contents_not_the_place(tmp_path: Path) -> None:
    digests = []
    for place, name, text in [("a", "x", "1"), ("b", "x", "1"), ("c", "y", "1"), ("d", "x", "2")]:
        folder = tmp_path / place / "folder"
        folder.mkdir(parents=True)
        (folder / name).write_text(text)
        (folder / "__pycache__").mkdir()
        (folder / "__pycache__" / "x.pyc").write_text(place)
        digests.append(files_digest(folder))
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


def test_a_step_is_needed_until_done_and_again_when_inputs_or_product_change(tmp_path: Path) -> None:
    places, settings = Places(tmp_path), Settings(state_dir=tmp_path)
    source, product = tmp_path / "source", tmp_path / "product"
    source.write_text("1")
    step = Step("s", "样", lambda _, __: files_digest(source), lambda _, __: product)
    assert step.needed(places, settings)
    product.touch()
    step.done(places, settings)
    assert not step.needed(places, settings)
    source.write_text("2")
    assert step.needed(places, settings)
    step.done(places, settings)
    product.unlink()
    assert step.needed(places, settings)


def test_needs_come_before_and_names_are_known() -> None:
    seen: set[str] = set()
    for step in STEPS:
        assert set(step.needs) <= seen
        seen.add(step.name)


@pytest.mark.parametrize("inside", [True, False])
def test_the_model_link_is_replaced_in_one_go(tmp_path: Path, inside: bool) -> None:
    state, elsewhere = tmp_path / "state", tmp_path / "elsewhere"
    first, second = state / "models" / "a", (state / "models" if inside else elsewhere) / "b"
    first.mkdir(parents=True)
    second.mkdir(parents=True)
    for target in (first, second):
        point_to(state / "model", target)
        assert (state / "model").resolve() == target
