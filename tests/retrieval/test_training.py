"""训练：网络与基座一致、几步就见效、适配器合并后与训练时一致、批次与权重拟合的道理。"""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
import torch

from retrieval.encoder import OnnxEncoder
from retrieval.features import NAMES
from retrieval.model.build import build_model, ensure_model
from retrieval.prototypes import load_prototypes
from retrieval.questions import load_questions
from retrieval.searcher import Searcher
from retrieval.training.contrast import ContrastiveTrainer, TrainingSettings
from retrieval.training.examples import LETTERS, TrainingSet, hard_batches, nearest_items, training_set, with_letters
from retrieval.training.export import questions_digest, save_adapter
from retrieval.training.prototypes import learn, save, with_scale
from retrieval.training.ranker import Judged, fit_weights
from tests.retrieval.conftest import ROOT
from tests.retrieval.support import NATIONAL, SmallStore, regions

QUESTIONS = {
    document.code: [*document.aliases, f"我想问问{document.name[:4]}的事", document.summary] for document in NATIONAL
}


@pytest.fixture(scope="module")
def base() -> Path:
    """返回没有适配器的基座目录。"""
    return ensure_model(ROOT / ".zhilu" / "models", adapter=None)


@pytest.fixture(scope="module")
def data() -> TrainingSet:
    """返回小目录的训练集。"""
    return training_set(NATIONAL, QUESTIONS, {"newborn": ["birth-registration"]}, {"fund-rent": ["fund-loan"]})


def test_a_few_steps_help_and_the_merged_adapter_agrees(base: Path, data: TrainingSet, tmp_path: Path) -> None:
    torch.set_num_threads(1)
    settings = TrainingSettings(rank=4, alpha=8, first_layer=10, epochs=4, batch=8, learning_rate=2e-3, minutes=2)
    trainer = ContrastiveTrainer(base, data, settings, lambda line: None)
    texts = [view.text for view in data.views]
    before = OnnxEncoder(base).passages(texts)
    assert (trainer.documents() * before).sum(axis=1).min() > 0.999  # 还没训练时就是基座
    record = trainer.run()
    assert record["losses"][-1] < record["losses"][0]
    save_adapter(trainer.network.pairs(), tmp_path / "adapter", record)
    assert json.loads((tmp_path / "adapter" / "adapter.json").read_text("utf-8"))["scale"] == 8 / 4
    merged = OnnxEncoder(build_model(tmp_path / "model", adapter=tmp_path / "adapter"))
    assert merged.name.endswith("+adapter")
    assert (trainer.documents() * merged.passages(texts)).sum(axis=1).min() > 0.995
    assert (before * merged.passages(texts)).sum(axis=1).min() < 0.995


def test_every_example_is_used_once_and_items_do_not_repeat_in_a_batch(data: TrainingSet) -> None:
    examples = data.epoch(random.Random(1))
    neighbours = [[(item + 1) % len(data.codes)] for item in range(len(data.codes))]
    batches = list(hard_batches(examples, neighbours, 4, random.Random(1)))
    assert sorted(e.query for batch in batches for e in batch) == sorted(e.query for e in examples)
    for batch in batches:
        assert len({example.item for example in batch}) == len(batch) <= 4


def test_a_package_and_its_steps_are_not_each_others_negatives(data: TrainingSet) -> None:
    package, step, other = (data.codes.index(code) for code in ("newborn", "birth-registration", "fund-loan"))
    assert data.compatible[package, step]
    assert data.compatible[step, package]
    assert not data.compatible[package, other]


def test_confusable_items_written_in_the_catalogue_come_first(data: TrainingSet) -> None:
    rent, loan = data.codes.index("fund-rent"), data.codes.index("fund-loan")
    # 向量全一样时谁近谁远都行，写明易混的仍排最前
    neighbours = nearest_items(np.ones((len(data.codes), 2), np.float32), data.confused, 3)
    assert neighbours[rent][0] == loan
    assert all(len(set(near)) == 3 for near in neighbours)


def test_prototypes_pull_their_own_questions_closer(encoder: OnnxEncoder, model_dir: Path, tmp_path: Path) -> None:
    searcher = Searcher.open(SmallStore(), regions(), model_dir, tmp_path, questions=QUESTIONS)
    learned = with_scale(searcher, learn(searcher), QUESTIONS)
    assert set(learned.vectors) == set(QUESTIONS)
    save(learned, encoder.digest, tmp_path / "prototypes.safetensors")
    stored = load_prototypes(encoder.digest, tmp_path / "prototypes.safetensors")
    codes = sorted(QUESTIONS)
    rows = stored.rows(codes, encoder.dimension)
    asked = encoder.queries([QUESTIONS[code][-1] for code in codes])
    assert [codes[place] for place in (asked @ rows.T).argmax(axis=1)] == codes
    assert (stored.slope, stored.shift) == (learned.slope, learned.shift)
    assert load_prototypes("别的模型", tmp_path / "prototypes.safetensors").vectors == {}
    assert set(stored.only(codes[:2]).vectors) == set(codes[:2])


def test_epochs_repeat_with_the_seed(data: TrainingSet) -> None:
    assert data.epoch(random.Random(3)) == data.epoch(random.Random(3))


def test_fitted_weights_find_the_feature_that_matters() -> None:
    chance = np.random.default_rng(1)
    judged = []
    for _ in range(60):
        matrix = chance.random((5, len(NAMES))).astype(np.float32)
        judged.append(Judged(matrix, int(np.argmax(matrix[:, NAMES.index("text")])), 1.0))
    weights = fit_weights(judged)
    assert max(weights, key=lambda name: weights[name]) == "text"
    assert weights["text"] > 5 * max(
        abs(value) for name, value in weights.items() if name not in ("text", "exact", "no_asked")
    )


def test_question_digest_ignores_the_order_of_items() -> None:
    assert questions_digest({"a": ["1"], "b": ["2"]}) == questions_digest({"b": ["2"], "a": ["1"]})
    assert questions_digest({"a": ["1"]}) != questions_digest({"a": ["2"]})


def test_letters_are_long_known_and_new() -> None:
    letters, asked = load_questions(LETTERS), load_questions()
    texts = [text for several in letters.values() for text in several]
    lengths = sorted(map(len, texts))
    assert len(texts) >= 2000 and len(set(texts)) == len(texts)
    assert lengths[0] >= 30 and 40 <= lengths[len(lengths) // 2] <= 60
    assert set(letters) <= set(asked), "写给目录里没有的编码"
    assert not set(texts) & {text for several in asked.values() for text in several}


def test_letters_of_held_out_items_are_not_learned() -> None:
    code, other = list(load_questions(LETTERS))[:2]
    added = with_letters({other: ["一句"]}, {code})
    assert code not in added
    assert added[other][0] == "一句" and len(added[other]) > 1
