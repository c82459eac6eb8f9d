"""考题没有混进仓库：问句、意图例句、词表、目录的别名与说明、对话用例，和 ../shared/eval 里的检索题与对话没有大段相同。

那个文件夹在才比；它不在的机器上，检查本身仍拿自拟的句子试过。
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from retrieval.normalise import clean
from retrieval.questions import load_questions
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


FOLDERS = ("nlu_data", "retrieval", "catalog", "actions", "bot", "tests/conversations", "benchmarks")
"""训练、词表、目录、措辞和对话用例都在这些文件夹里。"""


def _ours(folders: Iterable[str] = FOLDERS) -> Iterator[str]:
    for folder in folders:
        yield from _in_folder(folder)


@functools.cache
def _in_folder(folder: str) -> tuple[str, ...]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: list[str] = []
    for path in sorted((ROOT / folder).rglob("*.y*ml")):
        for document in yaml.load_all(path.read_text("utf-8"), Loader=loader):
            found += _strings(document)
    for path in sorted((ROOT / folder).rglob("*.txt")):
        found += path.read_text("utf-8").splitlines()
    return tuple(found)


def _exam_questions(folder: Path) -> list[str]:
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        found += [json.loads(line)["query"] for line in path.read_text("utf-8").splitlines() if line.strip()]
    for path in sorted(folder.glob("*.yaml")):
        for dialogue in yaml.safe_load(path.read_text("utf-8")):
            found += [turn["user"] for turn in dialogue["turns"]]
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


def test_every_place_that_could_hold_a_copy_is_read() -> None:
    counts = {folder: len(_in_folder(folder)) for folder in FOLDERS}
    assert all(counts.values()), counts
    ours = {text.strip() for text in _ours(["nlu_data", "catalog", "tests/conversations"])}
    assert {text for texts in load_questions().values() for text in texts} <= ours
    assert "居民身份证首次申领（未满16周岁）" in ours, "官方名"
    assert "身份证找不到了" in ours, "别名"
