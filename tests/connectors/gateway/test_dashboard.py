"""Grafana 面板只用真有的指标和标签。"""

from __future__ import annotations

import json
import re

import httpx
import pytest

from connectors.building.places import ROOT
from connectors.gateway.metrics import Metrics

DASHBOARD = json.loads((ROOT / "docs" / "grafana" / "dashboard.json").read_text("utf-8"))
EXPRESSIONS = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


def known() -> dict[str, set[str]]:
    """Prometheus 里看得到的名字 → 标签。"""
    registry = Metrics().registry
    names: dict[str, set[str]] = {}
    for collector, shown in registry._collector_to_names.items():
        labels = set(getattr(collector, "_labelnames", ()))
        for name in shown:
            names[name] = labels | ({"le"} if name.endswith("_bucket") else set())
    return names


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_panel_uses_a_metric_and_labels_that_exist(expression: str) -> None:
    metrics = re.findall(r"\bzhilu_\w+", expression)
    assert metrics
    for metric in metrics:
        assert metric in known(), metric
        grouped = {label.strip() for group in re.findall(r"by \(([^)]*)\)", expression) for label in group.split(",")}
        assert grouped <= known()[metric], (metric, grouped)


def test_nearly_every_metric_is_on_the_board() -> None:
    shown = {name for expression in EXPRESSIONS for name in re.findall(r"\bzhilu_\w+", expression)}
    families = {name.removesuffix("_total").removesuffix("_bucket") for name in shown}
    all_families = {family.name for family in Metrics().registry.collect()}
    assert not all_families - families


@pytest.mark.promise("指标能按结局、渠道、地区层级、各段用时来看")
def test_a_turn_is_counted_by_outcome_channel_level_and_stage(without_bot: httpx.Client) -> None:
    body = without_bot.post("/api/chat", json={"message": "身份证丢了怎么补办"}).json()
    assert body["handled_by"] == "fallback"
    shown = without_bot.get("/metrics").text
    assert 'zhilu_chat_turns_total{channel="web",outcome="search"}' in shown
    assert 'zhilu_chat_regions_total{channel="web",level="nation"}' in shown
    for stage in ("mask", "bot", "search", "render"):
        assert f'zhilu_stage_seconds_count{{stage="{stage}"}}' in shown
