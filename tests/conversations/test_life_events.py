"""人生事件：每件至少三种情形，检查先后、条件、合并的材料和入口（life_events.yaml）。

目录、检索、计划都是真的；只是不起服务，意图由测试给出。
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.turn import Tools
from tests.conversations.local import LocalConversation

EVENTS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("life_events.yaml").read_text("utf-8"))
CASES = [(event, case) for event in EVENTS for case in event["cases"]]


def test_enough_events_and_situations() -> None:
    """至少 30 件事，每件至少 3 种情形。"""
    assert len({event["guide"] for event in EVENTS}) >= 30
    assert all(len(event["cases"]) >= 3 for event in EVENTS)


@pytest.mark.parametrize(
    ("event", "case"), CASES, ids=[f"{event['guide']}：{'/'.join(case['answers'].values())}" for event, case in CASES]
)
@pytest.mark.promise("每种人生大事说一句就得到指南")
def test_life_event(local: Tools, event: dict[str, Any], case: dict[str, Any]) -> None:
    """说出这件事，按顺序回答情形问题，最后一份指南要对。"""
    talk = LocalConversation(local, region=event["region"]).say(event["say"])
    for _ in range(len(case["answers"])):
        # 第一句话里已经说清楚的不会再问，所以按问的是哪一个来回答
        if talk.state.pending:
            talk.say(case["answers"][talk.state.pending["key"]])
    assert not talk.state.pending, "还有没回答的情形问题"
    guide = next(reply["guide"] for reply in talk.replies if reply["type"] == "guide")
    names = {step["number"]: step["name"] for step in guide["steps"]}
    by_name = {step["name"]: step for step in guide["steps"]}
    assert guide["title"] == event["guide"]
    assert len(by_name) == len(guide["steps"]), "步骤重复"

    required = [s["name"] for s in guide["steps"] if not s["optional"] and not s["uncertain"]]
    assert [name for name in required if name in case["steps"]] == case["steps"]
    assert not set(case["without"]) & set(by_name)
    for step in guide["steps"]:
        assert all(before < step["number"] for before in step["after"])
    for name, before in case.get("after", {}).items():
        assert [names[number] for number in by_name[name]["after"]] == before

    merged = {material["name"]: material for material in guide["materials"]}
    assert len(merged) == len(guide["materials"]), "材料重复"
    assert set(merged) == {material for step in guide["steps"] for material in step["materials"]}
    for material, steps in case.get("shared", {}).items():
        assert [names[number] for number in merged[material]["used_in"]] == steps
    for material, step in case.get("made", {}).items():
        assert names[merged[material]["from_step"]] == step

    for name, entry in case.get("entries", {}).items():
        assert by_name[name]["entry"]["name"] == entry
        assert by_name[name]["entry"]["reason"]
