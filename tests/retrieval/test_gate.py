"""发布闸门：够格放行，不够格说明差在哪，没答对的题逐条有原因和办法。"""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.evaluate import Floor, gate, golden_question
from retrieval.searcher import Searcher
from tests.retrieval.support import QUESTIONS, SmallStore, document, regions

GOOD = [
    golden_question("身份证丢了怎么补", "id-card-reissue"),
    golden_question("我想和老公离婚", "divorce-registration"),
    golden_question("租房提取公积金", "fund-rent", region="430200"),
]


@pytest.fixture(scope="module")
def searcher(model_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """返回小目录上的真检索。"""
    return Searcher.open(SmallStore(), regions(), model_dir, tmp_path_factory.mktemp("index"), questions=QUESTIONS)


def test_good_catalogue_passes(searcher: Searcher) -> None:
    result = gate(searcher, GOOD)
    assert result.passed
    assert (result.hit_at_1, result.hit_at_3, result.questions, result.misses) == (1.0, 1.0, 3, ())


def test_no_questions_is_a_pass(searcher: Searcher) -> None:
    assert gate(searcher, []).passed


def test_a_question_whose_answer_is_gone_says_so(searcher: Searcher) -> None:
    result = gate(searcher, [*GOOD, golden_question("养鱼要办什么证", "fishery-licence")], Floor(0.9, 0.9))
    assert not result.passed
    # 四题对三题：0.75 < 0.9，第一名和前三名各一条原因
    assert len(result.reasons) == 2
    assert "75.0%" in result.reasons[0]
    assert [(miss.reason, miss.rank) for miss in result.misses] == [("gone", None)]
    assert "恢复" in result.misses[0].remedy
    assert len(result.misses[0].found) == 3


def test_falling_behind_the_last_release_is_refused(searcher: Searcher) -> None:
    before = gate(searcher, GOOD)
    wrong = golden_question("我想和老公离婚", "company-cancel")
    result = gate(searcher, [*GOOD[:2], wrong], Floor(0.5, 0.5, most_fall=0.1), before)
    assert not result.passed
    assert all("退步" in reason for reason in result.reasons)
    assert result.misses[0].reason in {"low", "absent"}


def test_a_draft_is_examined_without_touching_what_is_served(searcher: Searcher) -> None:
    draft = SmallStore(release="draft", extra=[document("heating-subsidy", "冬季取暖补贴申领", "冬天取暖的补助。")])
    question = [golden_question("取暖补贴", "heating-subsidy")]
    assert gate(searcher.over(draft), question).passed
    assert gate(searcher, question).misses[0].reason == "gone"
    assert searcher.status()["release"] == "r1"
