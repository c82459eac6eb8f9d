"""领域、规则、流水线、状态、例句五处的名称要一致。"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from pathlib import Path

import yaml

from actions.pipeline import ACTION_OF, PIPELINES
from actions.state import ConversationState

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = yaml.safe_load((ROOT / "bot/domain.yml").read_text("utf-8"))
RULES = yaml.safe_load((ROOT / "bot/rules.yml").read_text("utf-8"))["rules"]


def intent_examples() -> list[tuple[str, str]]:
    """全部（意图，例句）。"""
    found = []
    for path in sorted((ROOT / "nlu_data/intents").glob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            found += [(block["intent"], line.removeprefix("- ").strip()) for line in block["examples"].splitlines()]
    return found


def test_domain_actions_are_the_pipelines() -> None:
    """领域里的动作就是流水线。"""
    assert set(DOMAIN["actions"]) == set(PIPELINES)


def test_domain_slots_are_the_state() -> None:
    """槽就是对话状态的字段。"""
    assert set(DOMAIN["slots"]) == {f.name for f in dataclasses.fields(ConversationState)}


def test_every_intent_has_one_single_turn_rule_and_examples() -> None:
    """每个意图恰好一条单轮规则，至少 10 条例句（问事项的两个意图取自市民问句）。"""
    declared = {name for intent in DOMAIN["intents"] for name in intent}
    ruled = [rule["steps"][0]["intent"] for rule in RULES]
    assert sorted(ruled) == sorted(declared)
    assert all(len(rule["steps"]) == 2 and rule["steps"][1]["action"] in PIPELINES for rule in RULES)
    counts = Counter(intent for intent, _ in intent_examples())
    few = {name: counts[name] for name in declared - {"ask_service", "tell_event", "nlu_fallback"} if counts[name] < 10}
    assert not few


def test_settled_intents_take_the_ruled_action() -> None:
    """合议改了意图之后走的动作，与规则里写的一样。"""
    assert {rule["steps"][0]["intent"]: rule["steps"][1]["action"] for rule in RULES} == ACTION_OF


def test_examples_are_not_repeated() -> None:
    """同一句话只能属于一个意图，也不重复写。"""
    normal = Counter(re.sub(r"\W", "", text) or text for _, text in intent_examples())
    assert [text for text, count in normal.items() if count > 1] == []
