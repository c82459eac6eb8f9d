"""Prometheus 指标。每个应用一份注册表，测试里开几个应用也不冲突。"""

from __future__ import annotations

from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest

BUCKETS_S = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 4, 8)


class Metrics:
    """网关记的全部指标。"""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        at: dict[str, Any] = {"registry": self.registry}
        self.requests = Counter("zhilu_http_requests", "请求数", ["route", "method", "status"], **at)
        self.seconds = Histogram("zhilu_http_seconds", "请求用时（秒）", ["route"], buckets=BUCKETS_S, **at)
        self.turns = Counter("zhilu_chat_turns", "对话轮数，按结局", ["channel", "outcome"], **at)
        self.turn_seconds = Histogram("zhilu_chat_seconds", "每轮对话用时（秒）", ["outcome"], buckets=BUCKETS_S, **at)
        self.regions = Counter("zhilu_chat_regions", "对话轮数，按答复适用的地区层级", ["channel", "level"], **at)
        self.stages = Histogram("zhilu_stage_seconds", "一轮里各段用时（秒）", ["stage"], buckets=BUCKETS_S, **at)
        self.bot_failures = Counter("zhilu_bot_failures", "机器人没有作答的次数，按原因", ["reason"], **at)
        self.bot_up = Gauge("zhilu_bot_up", "机器人是否就绪", **at)
        self.breaker_closed = Gauge("zhilu_bot_breaker_closed", "熔断器是否合上", **at)
        self.search_ready = Gauge("zhilu_search_ready", "检索是否就绪", **at)
        self.searches = Histogram("zhilu_search_seconds", "检索用时（秒，含排队）", buckets=BUCKETS_S, **at)
        self.catalog = Gauge("zhilu_catalog_records", "目录里的记录数", ["kind"], **at)
        self.refused = Counter("zhilu_http_refused", "没有受理的请求，按原因", ["reason"], **at)
        self.ratings = Counter("zhilu_ratings", "好差评，按星级", ["rating"], **at)
        self.wechat_messages = Counter("zhilu_wechat_messages", "微信消息，按新的还是重复的", ["channel", "kind"], **at)
        self.wechat_deliveries = Counter("zhilu_wechat_deliveries", "微信答复，按怎么送到的", ["channel", "how"], **at)
        self.wechat_refusals = Counter("zhilu_wechat_refusals", "拒收的微信回调，按原因", ["channel", "reason"], **at)
        self.wechat_api = Counter("zhilu_wechat_api", "微信接口的返回码", ["path", "code"], **at)

    def exposition(self) -> bytes:
        """返回 Prometheus 文本格式。"""
        return generate_latest(self.registry)
