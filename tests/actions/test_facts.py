"""在规定里找与问句有关的几条。"""

from __future__ import annotations

from actions.facts import content_words, facts_about, item_facts
from tests.actions.packages import item

ONE = item("card", materials=["居民户口簿", "近期照片", "体检报告"])


def test_content_words_leave_out_the_words_of_asking() -> None:
    assert content_words("请问需要体检吗") == ["体检"]
    assert content_words("体检和体检") == ["体检"]


def test_facts_mention_the_word_that_was_asked() -> None:
    assert len(item_facts(ONE)) == 3
    assert (
        [fact for fact in facts_about(ONE, "要体检报告吗") if "体检" in fact] == facts_about(ONE, "要体检报告吗") != []
    )


def test_at_most_as_many_as_wanted() -> None:
    assert len(facts_about(ONE, "户口簿、照片、体检报告", limit=2)) == 2


def test_a_word_no_rule_mentions_finds_nothing() -> None:
    assert facts_about(ONE, "要驾校培训吗") == []
