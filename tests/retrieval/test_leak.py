"""考题没有混进仓库：问句、词表、别名与 ../shared/eval 里的题没有大段相同（那个文件夹在才比）。"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import yaml

from retrieval.normalise import clean
from tests.retrieval.conftest import ROOT

GRAM = 8
EXAMS = ROOT.parent / "shared" / "eval"


def _grams(text: str) -> set[str]:
    text = "".join(ch for ch in clean(text) if ch.isalnum())
    grams = (text[i : i + GRAM] for i in range(len(text) - GRAM + 1))
    # 只看有汉字的：注入攻击的英文串人人会写
    return {gram for gram in grams if any("\u4e00" <= ch <= "\u9fff" for ch in gram)}


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _ours() -> Iterator[str]:
    places = [*(ROOT / "nlu_data").rglob("*.y*ml"), *(ROOT / "retrieval").rglob("*.yaml")]
    for path in places:
        yield from _strings(yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def _exam_questions(folder: Path) -> list[str]:
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        found += [json.loads(line)["query"] for line in path.read_text("utf-8").splitlines() if line.strip()]
    return found


def overlapping(ours: Iterator[str], exams: list[str], share: float = 0.6) -> list[tuple[str, str]]:
    """返回（考题，我们的句子）：考题的八字连串有六成以上出现在同一句里。"""
    postings: dict[str, set[int]] = {}
    wanted = {gram for exam in exams for gram in _grams(exam)}
    texts = list(ours)
    for number, text in enumerate(texts):
        for gram in _grams(text) & wanted:
            postings.setdefault(gram, set()).add(number)
    found = []
    for exam in exams:
        grams = _grams(exam)
        counts: dict[int, int] = {}
        for gram in grams:
            for number in postings.get(gram, ()):
                counts[number] = counts.get(number, 0) + 1
        # 太短的句子（不足五个八字连串）撞上一两个是常话，只看稍长的
        found += [(exam, texts[n]) for n, count in counts.items() if len(grams) >= 5 and count / len(grams) >= share]
    return found


def test_the_check_itself_finds_a_copied_question() -> None:
    exam = "我家老人去年摔了一跤现在走路不方便想申请补贴"
    assert overlapping(iter(["请问" + exam + "怎么办"]), [exam])
    assert not overlapping(iter(["老人摔跤以后走路不方便，有没有护理补贴可以申请"]), [exam])


def test_no_exam_question_is_in_the_repository() -> None:
    exams = _exam_questions(EXAMS) if EXAMS.is_dir() else []
    assert overlapping(_ours(), exams) == []
