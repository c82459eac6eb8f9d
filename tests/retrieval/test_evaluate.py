"""评测：题目怎么读、怎么算对、错题怎么说明、留出的问句真的不在索引里。"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.evaluate import (
    WAYS,
    by_group,
    calibration,
    compare,
    comparison_table,
    evaluate,
    from_mapping,
    held_out,
    read_questions,
    save_json,
)
from retrieval.questions import load_questions, split
from retrieval.searcher import Searcher
from tests.retrieval.support import QUESTIONS, SmallStore, regions


@pytest.fixture(scope="module")
def searcher(model_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """返回小目录上的真检索。"""
    return Searcher.open(SmallStore(), regions(), model_dir, tmp_path_factory.mktemp("index"), questions=QUESTIONS)


def _write(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", "utf-8")
    return path


def test_codes_and_patterns_both_count(searcher: Searcher, tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"id": "1", "query": "身份证丢了", "code": "id-card-reissue"},
        {"id": "2", "query": "怎么领结婚证", "expect": "结婚登记"},
        {"id": "3", "query": "身份证丢了", "expect": "没有这个事项", "also_ok": "补领"},
    ]
    report = evaluate(searcher, read_questions(_write(tmp_path / "q.jsonl", rows)))
    assert [answer.values["hit@1"] for answer in report.answers] == [1, 1, 0.5]
    # (1 + 1 + 0.5) / 3
    assert report.summary()["hit@1"]["mean"] == pytest.approx(2.5 / 3, abs=1e-3)
    assert [answer.question.id for answer in report.misses()] == ["3"]


def test_local_record_counts_by_its_basic_code(searcher: Searcher, tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"query": "租房提取公积金", "code": "fund-rent", "region": "430200"}]
    report = evaluate(searcher, read_questions(_write(tmp_path / "q.jsonl", rows)))
    assert report.answers[0].hits[0].code == "local-fund-rent"
    assert report.answers[0].values["hit@1"] == 1


def test_a_row_without_an_answer_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="第 1 行没有答案"):
        read_questions(_write(tmp_path / "q.jsonl", [{"query": "身份证"}]))


def test_misses_are_explained_by_parts(searcher: Searcher) -> None:
    report = evaluate(searcher, from_mapping({"no-such-code": ["身份证丢了"]}))
    text = report.explain()
    assert "前 10 名没有正确答案" in text
    assert "居民身份证丢失补领" in text
    assert "name 0." in text


def test_comparison_has_a_row_for_every_way(searcher: Searcher, tmp_path: Path) -> None:
    reports = compare(searcher, from_mapping(QUESTIONS))
    table = comparison_table(reports)
    assert all(way.name in table for way in WAYS)
    assert "学得的权重，索引里不放问句" in table
    save_json(reports, tmp_path / "out.json")
    # 各种做法、不放问句、学得的权重
    assert len(json.loads((tmp_path / "out.json").read_text("utf-8"))["reports"]) == len(WAYS) + 2


def test_held_out_questions_are_not_in_the_index(model_dir: Path, tmp_path: Path) -> None:
    questions = {
        "id-card-reissue": [f"第{n}种说法：证件不见了想补一张" for n in range(14)],
        "divorce-registration": [f"第{n}种说法：过不下去了想分开" for n in range(14)],
    }
    searcher = Searcher.open(SmallStore(), regions(), model_dir, tmp_path, questions=questions)
    examined, judged = held_out(searcher)
    kept = {text for view in examined.state.index.national.texts for text in view.asked}
    held = {one.query for one in judged}
    assert held
    assert not kept & held
    assert {text for view in searcher.state.index.national.texts for text in view.asked} & held
    assert {group.name for group in by_group(evaluate(examined, judged))} <= {"按说法留出", "按事项留出"}


def test_split_is_a_partition_and_stable() -> None:
    questions = {f"item-{n}": [f"问法{n}-{m}" for m in range(14)] for n in range(100)}
    train, wording, items = split(questions)
    again = split({code: list(reversed(texts)) for code, texts in reversed(questions.items())})
    assert {code: set(texts) for code, texts in again[0].items()} == {code: set(texts) for code, texts in train.items()}
    for code, texts in questions.items():
        parts = [set(part.get(code, [])) for part in (train, wording, items)]
        assert set().union(*parts) == set(texts)
        assert sum(map(len, parts)) == 14
    # 14 句留 14 // 7 = 2 句；20 个事项里约留 1 个
    assert all(len(texts) == 2 for texts in wording.values())
    assert 1 <= len(items) <= 12


def test_calibration_compares_what_was_said_with_what_was_right(searcher: Searcher) -> None:
    rows = calibration(evaluate(searcher, from_mapping(QUESTIONS)))
    assert sum(row["n"] for row in rows) == sum(map(len, QUESTIONS.values()))


def test_repository_questions_load(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("item-a:\n- 怎么办\n- 怎么办\n- ' 去哪办 '\n", "utf-8")
    (tmp_path / "b.yaml").write_text("item-a:\n- 要带什么\n", "utf-8")
    assert load_questions(tmp_path) == {"item-a": ["怎么办", "去哪办", "要带什么"]}
