"""选动作时只按意图找规则：我们的规则没有一条看原话，Rasa 却每轮先按原话把状态、规则走一遍。"""

from __future__ import annotations

import json
from typing import Any, Optional

from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

Found = tuple[Optional[str], Optional[str], bool]

_find_action_from_rules = RulePolicy._find_action_from_rules


def heeds_text(rule_keys: list[str]) -> bool:
    """有没有规则可能只凭原话就对上：市民说完一句时（上一步是“接着听”），不要求意图的规则。"""
    for key in rule_keys:
        last: dict[str, Any] = json.loads(key)[-1]
        after_listen = last.get(PREVIOUS_ACTION, {}).get(ACTION_NAME) == ACTION_LISTEN_NAME
        if after_listen and not last.get(USER, {}).get(INTENT):
            return True
    return False


def _find_action(
    self: RulePolicy, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
) -> Found:
    """与原方法一样；按原话找、又没有一条规则看原话时，直接说没找到。"""
    if use_text_for_last_user_input and tracker.active_loop_name is None:
        if "_zhilu_heeds_text" not in self.__dict__:
            self.__dict__["_zhilu_heeds_text"] = heeds_text(list(self.lookup.get(RULES, {})))
        if not self.__dict__["_zhilu_heeds_text"]:
            return None, None, False
    return _find_action_from_rules(self, tracker, domain, use_text_for_last_user_input)


def install() -> None:
    """装上；在加载模型之前调用一次。"""
    RulePolicy._find_action_from_rules = _find_action  # type: ignore[method-assign]
