"""对话状态：说过的话题记着，回来时情形与进度还在。"""

from __future__ import annotations

from actions.state import MOST_TOPICS, ConversationState


def test_coming_back_to_a_guide_restores_where_it_was() -> None:
    state = ConversationState(region="430100", topic="孩子出生要办什么")
    state.focus_package("newborn")
    state.situation, state.done_steps = {"married": ["yes"]}, ["birth-certificate"]
    state.topic = "驾照丢了"
    state.focus_item("licence-lost")
    assert (state.package, state.situation, state.done_steps) == (None, {"married": ["yes"]}, ["birth-certificate"])
    state.topic = "搬家"
    state.focus_package("moving")
    assert state.situation == {}
    state.return_to(state.previous[0])
    assert (state.package, state.situation, state.done_steps) == (
        "newborn",
        {"married": ["yes"]},
        ["birth-certificate"],
    )
    assert (state.topic, state.region) == ("孩子出生要办什么", "430100")


def test_topics_keep_the_order_they_were_first_said_in() -> None:
    state = ConversationState()
    for code in ("a", "b", "a", "c"):
        state.focus_item(code)
    assert [topic["item"] for topic in state.previous] == ["a", "b", "c"]
    for number in range(20):
        state.focus_item(f"item-{number}")
    assert len(state.previous) == MOST_TOPICS


def test_setting_a_guide_aside_to_ask_something_keeps_it() -> None:
    state = ConversationState()
    state.focus_package("newborn")
    state.done_steps = ["birth-certificate"]
    state.set_aside()
    assert (state.code, state.done_steps) == (None, [])
    state.return_to(state.previous[0])
    assert (state.code, state.done_steps) == ("newborn", ["birth-certificate"])
