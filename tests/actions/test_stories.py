"""长话里各段投票。"""

from __future__ import annotations

import pytest

from actions.steps.stories import BREAKS, COORDINATED, count_votes
from retrieval.results import Hit, SearchResult


def hit(code: str, share: float, kind: str = "item") -> Hit:
    return Hit(code, code, kind, share, "", None, "", "", "", {})


def found(answerable: float, *hits: Hit) -> SearchResult:
    return SearchResult("", None, [], list(hits), 0.0, answerable)


def test_a_package_gets_the_votes_of_its_steps() -> None:
    """两段各投给它的一步：0.5×0.8 + 0.6×0.5 = 0.7；它自己只在第二段得 0.1×0.5，取大的那个。"""
    results = [
        found(0.8, hit("step-one", 0.5), hit("other", 0.3)),
        found(0.5, hit("step-two", 0.6), hit("event", 0.1, "package")),
    ]
    votes = count_votes(results, lambda code: ["step-one", "step-two"])
    assert votes["event"] == pytest.approx(0.7)
    assert votes["other"] == pytest.approx(0.24)


def test_a_long_breath_is_cut_before_a_turn_of_speech() -> None:
    assert BREAKS.split("我在这边租了两年房现在房东不退押金") == ["我在这边租了两年房", "现在房东不退押金"]


def test_two_things_share_one_question() -> None:
    match = COORDINATED.match("学生证和饭卡都找不到了怎么补")
    assert match is not None
    assert (match["one"], match["two"], match["rest"]) == ("学生证", "饭卡", "都找不到了怎么补")


def test_the_part_that_asks_counts_for_more() -> None:
    """交代情况的一段 0.5×0.6 = 0.3；来意那一段 0.4×0.5×2 = 0.4，反超。"""
    results = [found(0.6, hit("background", 0.5)), found(0.5, hit("wanted", 0.4))]
    votes = count_votes(results, lambda code: [], [1.0, 2.0])
    assert votes["background"] == pytest.approx(0.3)
    assert votes["wanted"] == pytest.approx(0.4)
