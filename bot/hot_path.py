"""让 Rasa 启动快、一轮对话便宜的九处替换，行为不变；另有一处是时限。

实测（2 核）：每条回复重建一次 jsonschema 要 28–55 ms，是一轮里最贵的一步；事件类型每次遍历所有子类；
发给动作的请求带上全部历史事件，越聊越慢；载入模型时为了训练图里的校验器导入 TensorFlow，服务时却不训练。
听、选动作各走一遍训练图，每遍都重新挑结点、交给 dask 排队，排队比结点自己还费时：次序算一次记下来，挨个做
（`graph_order.py`）；每次叫动作服务都新开一条连接：改成一直开着（`kept_open.py`）；选动作先按原话找一遍规则，
而没有规则看原话（`rule_lookup.py`）；每轮为调试日志深拷贝五回，调试日志却不留。
动作服务卡住时 Rasa 要等 300 秒，其间一直占着这个对话的锁；网关早已不等了，所以缩短。
"""

from __future__ import annotations

import functools
import logging
from types import SimpleNamespace
from typing import Any

import rasa
import rasa.core.actions.action
import rasa.core.policies.rule_policy
import rasa.core.processor
import rasa.shared.utils.common
from jsonschema import Draft202012Validator
from rasa.core.actions.action import RemoteAction
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

from bot import graph_order, kept_open, rule_lookup

_response_validator = Draft202012Validator(RemoteAction.action_response_format_spec())


ACTION_S = 4.0
"""等动作服务多久，与网关等机器人的时限（connectors/tuning.toml 的 bot.timeout_s）相同。"""


def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
    """与原方法同样的检查；校验器只建一次。不合格时抛出 jsonschema.ValidationError。"""
    if not _plain(result):
        _response_validator.validate(result)
    return True


def _plain(result: Any) -> bool:
    """是不是我们的动作服务平常的应答：只有写槽和“接着听”两种事件。是就不必逐条走校验器（每轮省半毫秒）。"""
    if not isinstance(result, dict):
        return False
    events, responses = result.get("events"), result.get("responses")
    return (
        isinstance(events, list)
        and isinstance(responses, list)
        and all(isinstance(one, dict) for one in responses)
        and all(
            isinstance(one, dict)
            and one.get("event") in ("slot", "followup")
            and isinstance(one.get("name"), str)
            and one.get("timestamp") is None
            for one in events
        )
    )


def _action_call_format(self: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    """动作只看槽和最后一句话，所以不带历史事件和整个领域。"""
    return {
        "next_action": self.name(),
        "sender_id": tracker.sender_id,
        "tracker": tracker.current_state(EventVerbosity.NONE),
        "version": rasa.__version__,
        "domain": {},
    }


@functools.lru_cache(maxsize=1)
def _event_classes() -> dict[str, type[Event]]:
    return {cls.type_name: cls for cls in reversed(rasa.shared.utils.common.all_subclasses(Event))}


def _resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    """按名称找事件类；与原方法一样，未知名称抛出 ValueError。"""
    found = _event_classes().get(type_name)
    if found is not None:
        return found
    if type_name == "topic":
        return None
    if default is not None:
        return default
    raise ValueError(f"Unknown event name '{type_name}'.")


_metadata_from_dict = ModelMetadata.from_dict


def _without_training_graph(serialized: dict[str, Any]) -> ModelMetadata:
    """与原方法一样读模型说明，只是不读训练图。"""
    return _metadata_from_dict({**serialized, "train_schema": {"nodes": {}}})


_is_empty = Domain.is_empty


def _is_empty_once(self: Domain) -> bool:
    """领域载入后不再改，空不空只看一次（原来每句话都新建一个空领域来比，占机器人一轮的百分之三）。"""
    if "_zhilu_empty" not in self.__dict__:
        self.__dict__["_zhilu_empty"] = _is_empty(self)
    known: bool = self.__dict__["_zhilu_empty"]
    return known


WITHOUT_COPIES = SimpleNamespace(deepcopy=lambda value: value)
"""替下两个模块里的 `copy`：它们只在写调试日志时用它（tests/bot/hot_scenes.py 看着这一点）。"""


def install() -> None:
    """装上；在加载模型之前调用一次。"""
    graph_order.install()
    rule_lookup.install()
    if not logging.getLogger().isEnabledFor(logging.DEBUG):
        rasa.core.processor.copy = WITHOUT_COPIES  # type: ignore[assignment]
        rasa.core.policies.rule_policy.copy = WITHOUT_COPIES  # type: ignore[assignment]
    Domain.is_empty = _is_empty_once  # type: ignore[method-assign]
    kept_open.install()
    rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT = ACTION_S
    ModelMetadata.from_dict = staticmethod(_without_training_graph)  # type: ignore[method-assign]
    RemoteAction._validate_action_result = _validate_action_result  # type: ignore[method-assign]
    RemoteAction._action_call_format = _action_call_format  # type: ignore[method-assign]
    Event.resolve_by_type = staticmethod(_resolve_by_type)  # type: ignore[method-assign]
