"""评测报告：难处怎么认、弃答怎么算、地区与耐错怎么量，图和网页不向外请求任何东西。"""

from __future__ import annotations

import random
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import yaml

from retrieval.evaluate import (
    Abstention,
    abstention,
    by_phenomenon,
    by_theme,
    check_regions,
    compare,
    evaluate,
    from_mapping,
    page,
    robustness,
    robustness_table,
    wrong_region,
)
from retrieval.evaluate.abstention import OFF_TOPIC
from retrieval.evaluate.judgements import Judgement
from retrieval.evaluate.phenomena import phenomena
from retrieval.evaluate.plots import bars, line
from retrieval.evaluate.robustness import full_width, noise_words, traditional, typo
from retrieval.searcher import Searcher
from retrieval.training import ranker as training
from tests.retrieval.support import QUESTIONS, SmallStore, regions


@pytest.fixture(scope="module")
def searcher(model_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """返回小目录上的真检索。"""
    return Searcher.open(SmallStore(), regions(), model_dir, tmp_path_factory.mktemp("index"), questions=QUESTIONS)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("身份证丢了", "碎片"),
        ("身分證唔見咗", "繁体"),
        ("不是补办，是到期了要换", "否定"),
        ("办护照要多少钱", "问一项"),
        ("ETC 怎么注销", "夹英文"),
        ("娃儿要上户口咋个办", "方言"),
        ("领导您好，" + "我想反映一个情况，" * 10, "长信"),
    ],
)
def test_each_difficulty_is_recognised(text: str, kind: str) -> None:
    assert kind in phenomena(text)


def test_not_naming_the_service_depends_on_the_answer() -> None:
    assert "没说名字" in phenomena("钱包被偷了坐不了火车", ["居民身份证丢失补领"])
    assert "没说名字" not in phenomena("居民身份证怎么补领", ["居民身份证丢失补领"])
    assert phenomena("我想请教一个普通的事情呀", ["请教一个"]) == ["平常话"]


def test_abstention_by_hand() -> None:
    # 四道有答案的：0.9 对、0.8 错、0.5 对、0.1 错；两句无关的：0.6、0.05
    result = Abstention(
        np.array([0.9, 0.8, 0.5, 0.1, 0.6, 0.05]),
        np.array([True, False, True, False, False, False]),
        np.array([False] * 4 + [True] * 2),
        0,
        0,
        0,
    )
    at = result.at(0.5)
    assert (at["answered"], at["right"], at["false"]) == (3 / 4, pytest.approx(2 / 3, abs=1e-4), 1 / 2)
    # 从高到低：0.9 对 1/1，0.8 错 1/2，0.6 无关 1/3，0.5 对 2/4
    assert [round(right, 3) for _, _, right in result.curve()][:4] == [1, 0.5, 0.333, 0.5]


def test_services_elsewhere_are_told_from_nonsense(searcher: Searcher) -> None:
    result = searcher.search("广安区人才租房补贴申领", region="110000")
    assert result.elsewhere is not None
    assert (result.elsewhere.code, result.elsewhere.regions) == ("other-subsidy", ("511602",))
    assert searcher.search("给我讲个笑话", region="110000").elsewhere is None
    # 有它的地方自己问，就不是别处
    assert searcher.search("广安区人才租房补贴申领", region="511602").elsewhere is None


def test_off_topic_used_for_judging_is_not_what_was_learned() -> None:
    judged = set(yaml.safe_load(OFF_TOPIC.read_text("utf-8")))
    assert not judged & set(yaml.safe_load(training.OFF_TOPIC.read_text("utf-8")))


def test_local_records_answer_only_where_they_are(searcher: Searcher) -> None:
    found = check_regions(searcher)
    assert (found.asked, found.wrong_region, found.leaked) == (3, 0, 0)
    report = evaluate(searcher, [Judgement("1", "租房提取公积金", frozenset({"fund-rent"}), region="430211")])
    assert wrong_region(report.answers, searcher.regions) == 0
    assert wrong_region([], searcher.regions) is None


def test_changes_keep_the_sense_and_are_repeatable() -> None:
    text = "身份证丢了怎么补办"
    for change in (typo, noise_words, full_width):
        assert change(text, random.Random(3)) == change(text, random.Random(3)) != text
    assert set(typo(text, random.Random(1))) <= set(text)
    assert traditional("医保报销", random.Random(0)) == "醫保報銷"


def test_robustness_counts_paired_falls(searcher: Searcher) -> None:
    rows = robustness(searcher, from_mapping(QUESTIONS))
    assert {row.name for row in rows} >= {"同音字", "繁体", "废话"}
    assert all(row.drop == pytest.approx(100 * (row.before[1] - row.after[1]), abs=0.1) for row in rows)
    assert "掉（百分点）" in robustness_table(rows)


def test_the_page_is_whole_and_asks_for_nothing_outside(searcher: Searcher) -> None:
    questions = [*from_mapping(QUESTIONS), Judgement("x", "<script>alert(1)</script>身份证", frozenset({"no-such"}))]
    report = evaluate(searcher, questions)
    refusing = abstention(searcher, report.answers)
    groups = [("主题", by_theme(report, searcher)), ("难处", by_phenomenon(report, searcher))]
    robust = robustness(searcher, from_mapping(QUESTIONS))
    text = page(report, groups, refusing, check_regions(searcher), compare(searcher, questions), robust)
    assert "<script" not in text
    assert not re.findall(r"(?:src|href)=|url\(|@import", text)
    assert set(re.findall(r"https?://[^\"]+", text)) == {"http://www.w3.org/2000/svg"}
    assert all(title in text for title in ("几种做法", "主题", "难处", "弃答", "地区", "耐不耐错", "没答对"))
    pictures = re.findall(r"<svg.*?</svg>", text)
    assert len(pictures) == 5
    assert all(
        ElementTree.fromstring(picture).find("{http://www.w3.org/2000/svg}title") is not None for picture in pictures
    )


def test_pictures_place_what_they_say() -> None:
    drawn = bars("命中", [("甲<乙", 0.5, 0.4, 0.6)])
    assert "甲&lt;乙" in drawn
    assert 'width="230.0"' in drawn  # (720 - 190 - 70) × 0.5
    assert "60.0,24.0" in line("线", [(0, 1), (1, 0)], "横", "竖")  # 左上角
