"""热路径替换的检查，在机器人自己的环境里跑：`python -m tests.bot.hot_scenes`。每个函数一条，名字说考什么。"""

from __future__ import annotations

import asyncio
import inspect
import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import rasa.core.policies.rule_policy
import rasa.core.processor
from aiohttp import web
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from bot import graph_order, hot_path, kept_open, rule_lookup

done: list[str] = []


class Joining(GraphComponent):
    """把收到的各段接起来，前面加上自己的名字。"""

    def __init__(self, name: str) -> None:
        self._name = name

    @classmethod
    def create(cls, config: Any, *_: Any, **__: Any) -> Joining:
        """名字在设置里。"""
        return cls(config["name"])

    def join(self, first: str, second: str = "") -> str:
        """接起来；记下走到过。"""
        done.append(self._name)
        if self._name == "breaks":
            raise RuntimeError("坏了")
        return f"{self._name}({first}{second})"


def runner() -> DaskGraphRunner:
    """一张有岔有合的图：a 分给 b、c，d 合起来；e 用不着；breaks 一走就坏。"""
    def node(name: str, **needs: str) -> SchemaNode:
        settings: dict[str, Any] = {"needs": needs, "uses": Joining, "constructor_name": "create", "fn": "join"}
        return SchemaNode(**settings, config={"name": name}, is_target=name == "d")

    nodes = {
        "d": node("d", first="b", second="c"), "b": node("b", first="a"), "c": node("c", first="a"),
        "a": node("a", first="__message__"), "e": node("e", first="a"), "breaks": node("breaks", first="a"),
    }
    with TemporaryDirectory() as folder:
        schema, storage = GraphSchema(nodes), LocalModelStorage.create(Path(folder))
        return DaskGraphRunner.create(schema, storage, ExecutionContext(schema))


def the_graph_gives_what_dask_gave_and_visits_each_node_once() -> None:
    graph, inputs = runner(), {"__message__": "话"}
    original = DaskGraphRunner.run
    for targets in (None, ["d"], ["b", "e"]):
        wanted = original(graph, inputs, targets)
        done.clear()
        assert graph_order._run(graph, inputs, targets) == wanted, targets
        assert sorted(done) == sorted(set(done)), done
    done.clear()
    assert graph_order._run(graph, inputs) == {"d": "d(b(a(话))c(a(话)))"}
    assert done[0] == "a" and done[-1] == "d" and "e" not in done


def a_broken_node_is_the_same_error_as_before() -> None:
    graph, errors = runner(), []
    for run in (DaskGraphRunner.run, graph_order._run):
        try:
            run(graph, {"__message__": "话"}, ["breaks"])
        except Exception as problem:
            errors.append(type(problem))
    assert len(errors) == 2 and errors[0] is errors[1], errors


def a_missing_input_is_told() -> None:
    try:
        graph_order._run(runner(), {}, ["d"])
    except GraphRunError as problem:
        assert "__message__" in str(problem)
    else:
        raise AssertionError("少了输入也没有说")


def what_passes_unchecked_would_have_passed_the_check() -> None:
    slot = {"event": "slot", "timestamp": None, "name": "topic", "value": {"a": [1]}}
    usual = [
        {"events": [], "responses": []},
        {"events": [slot, {"event": "followup", "timestamp": None, "name": "action_listen"}], "responses": [{}]},
        {"events": [slot | {"value": None}], "responses": [{"custom": {}}, {}]},
    ]
    for answer in usual:
        assert hot_path._plain(answer), answer
        hot_path._response_validator.validate(answer)
    odd: list[Any] = [
        [], None, "events", {}, {"events": {}, "responses": []}, {"events": [], "responses": ["x"]},
        {"events": ["slot"]}, {"events": [{"event": "slot"}], "responses": []},
        {"events": [{"name": "x"}], "responses": []},
        {"events": [slot | {"name": 1}], "responses": []}, {"events": [slot | {"timestamp": "昨天"}], "responses": []},
        {"events": [{"event": "user", "name": "x"}], "responses": []}, {"events": [], "responses": None},
    ]
    assert [answer for answer in odd if hot_path._plain(answer)] == []


async def _server(port: int, seen: set[Any]) -> web.AppRunner:
    async def answer(request: web.Request) -> web.Response:
        seen.add(request.transport)
        return web.json_response({"events": [], "responses": []})

    app = web.Application()
    app.router.add_post("/webhook", answer)
    running = web.AppRunner(app)
    await running.setup()
    site = web.TCPSite(running, "127.0.0.1", port)
    await site.start()
    return running


def many_actions_share_one_connection_and_a_restart_is_survived() -> None:
    async def scene() -> None:
        first: set[Any] = set()
        running = await _server(0, first)
        port = running.addresses[0][1]
        endpoint = EndpointConfig(f"http://127.0.0.1:{port}/webhook")
        for _ in range(20):
            assert await endpoint.request(json={}) == {"events": [], "responses": []}
        assert len(first) == 1, len(first)
        await running.cleanup()
        second: set[Any] = set()
        running = await _server(port, second)
        for _ in range(5):
            assert await endpoint.request(json={}) == {"events": [], "responses": []}
        assert len(second) == 1, len(second)
        await kept_open.close()
        await running.cleanup()

    asyncio.run(scene())
    asyncio.run(scene())  # 换了事件循环要另开，不能拿旧的


def copies_are_made_only_for_debug_logs() -> None:
    for module in (rasa.core.processor, rasa.core.policies.rule_policy):
        source = inspect.getsource(module)
        in_logs = re.findall(r"structlogger\.debug\((?:[^()]|\([^()]*\))*\)", source)
        assert source.count("copy.deepcopy") == sum(log.count("copy.deepcopy") for log in in_logs) > 0, module
        assert not re.search(r"(?<!\.)\bcopy\.(?!deepcopy)", source), module


def rule(after: str, **user: str) -> str:
    return json.dumps([{"prev_action": {"action_name": after}, "user": user}])


def only_rules_that_ask_for_no_intent_can_heed_the_words() -> None:
    ours = [rule("action_listen", intent="greet"), rule("action_find_service", intent="greet")]
    assert not rule_lookup.heeds_text(ours)
    assert not rule_lookup.heeds_text([*ours, rule("action_find_service")])
    assert rule_lookup.heeds_text([*ours, rule("action_listen", text="你好")])
    assert rule_lookup.heeds_text([*ours, rule("action_listen")])


def an_empty_domain_is_still_empty_and_a_full_one_is_not() -> None:
    empty, full = Domain.empty(), Domain.from_yaml("version: '3.1'\nintents: [greet]\n")
    for _ in range(2):
        assert hot_path._is_empty_once(empty) and not hot_path._is_empty_once(full)


if __name__ == "__main__":
    copies_are_made_only_for_debug_logs()
    only_rules_that_ask_for_no_intent_can_heed_the_words()
    an_empty_domain_is_still_empty_and_a_full_one_is_not()
    the_graph_gives_what_dask_gave_and_visits_each_node_once()
    a_broken_node_is_the_same_error_as_before()
    a_missing_input_is_told()
    what_passes_unchecked_would_have_passed_the_check()
    kept_open.install()
    many_actions_share_one_connection_and_a_restart_is_survived()
    print("都过了")
