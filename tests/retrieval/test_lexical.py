"""词元与 BM25：期望值都是看得见的算术。"""

from __future__ import annotations

import math

import numpy as np
import pytest

from retrieval.bm25 import BM25
from retrieval.tokens import tokens


def test_tokens_are_characters_and_pairs() -> None:
    assert tokens("社保卡") == ["#社", "#保", "#卡", "社保", "保卡"]


def test_empty_words_are_dropped_with_their_pairs() -> None:
    assert tokens("我的卡") == ["#卡"]


def test_latin_runs_stay_whole() -> None:
    assert tokens("etc办理2024") == ["etc", "#办", "#理", "办理", "2024"]


def test_bm25_by_hand() -> None:
    # 两篇各一个词，长度都等于平均长度：norm = k1，词频因子 = (1×(1.2+1))/(1+1.2) = 1
    # idf = ln(1 + (2-1+0.5)/(1+0.5)) = ln 2；总信息量 = ln 2 → 得分 1
    index = BM25([["甲"], ["乙"]])
    assert index.scores(["甲"]).tolist() == pytest.approx([1.0, 0.0])


def test_unknown_words_lower_the_score() -> None:
    # 没见过的词 idf = ln(1 + 2.5/0.5) = ln 6，只加分母：ln2 / (ln2 + ln6)
    index = BM25([["甲"], ["乙"]])
    expected = math.log(2) / (math.log(2) + math.log(6))
    assert index.scores(["甲", "丙"])[0] == pytest.approx(expected)


def test_rare_words_count_more() -> None:
    index = BM25([["常", "罕"], ["常"], ["常"]])
    scores = index.scores(["罕"])
    assert scores[0] > index.scores(["常"])[0] * 0.9
    assert scores[1] == 0


def test_empty_corpus_and_empty_query() -> None:
    assert BM25([]).scores(["甲"]).shape == (0,)
    assert np.array_equal(BM25([["甲"]]).scores([]), np.zeros(1, np.float32))
