"""读取 tuning.toml：网关与进程看护的可调数字。"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, PositiveFloat, PositiveInt


class Group(BaseModel):
    """一组数字：多写少写都算错。"""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Chat(Group):
    """对话接口的限度。"""

    message_characters: PositiveInt
    body_bytes: PositiveInt
    conversation_locks: PositiveInt
    turn_hold_s: PositiveFloat
    fallback_hits: PositiveInt
    fallback_answerable: float


class Limits(Group):
    """每个来源、同时处理与连接层的限度。"""

    exempt_addresses: tuple[str, ...]
    chat_per_address_per_minute: PositiveInt
    other_per_address_per_minute: PositiveInt
    per_site_per_minute: PositiveInt
    requests_at_once: PositiveInt
    head_bytes: PositiveInt
    head_timeout_s: PositiveFloat
    body_timeout_s: PositiveFloat


class Bot(Group):
    """与机器人往来的时限与熔断。"""

    patience_s: PositiveFloat
    probe_s: PositiveFloat
    timeout_s: PositiveFloat
    turns_at_once: PositiveInt
    queue_s: PositiveFloat
    warm_up_s: PositiveFloat
    ahead_s: PositiveFloat
    poll_s: PositiveFloat
    breaker_failures: PositiveInt
    breaker_open_s: PositiveFloat


class Search(Group):
    """检索服务的限度。"""

    threads: PositiveInt
    max_results: PositiveInt
    reload_s: PositiveFloat
    open_retry_s: PositiveFloat
    answer_s: PositiveFloat


class Supervisor(Group):
    """进程看护的时限。"""

    backoff_first_s: PositiveFloat
    backoff_factor: PositiveFloat
    backoff_max_s: PositiveFloat
    backoff_reset_s: PositiveFloat
    health_s: PositiveFloat
    health_timeout_s: PositiveFloat
    hung_s: PositiveFloat
    start_s: PositiveFloat
    stop_s: PositiveFloat


class Learning(Group):
    """从问话里学习。"""

    unanswered_marks: tuple[str, ...]
    unsure_marks: tuple[str, ...]
    keep_days: PositiveInt


class Admin(Group):
    """维护后台的限度。"""

    password_characters: PositiveInt
    session_idle_s: PositiveFloat
    session_s: PositiveFloat
    attempts_window_s: PositiveFloat
    attempts_by_name: PositiveInt
    attempts_by_address: PositiveInt
    upload_bytes: PositiveInt
    form_bytes: PositiveInt
    upload_s: PositiveFloat
    rows_per_page: PositiveInt
    job_poll_s: PositiveFloat
    jobs_at_once: PositiveInt
    link_timeout_s: PositiveFloat
    link_pause_s: PositiveFloat
    expiring_days: PositiveInt
    stale_days: PositiveInt
    preview_s: PositiveFloat
    gate_hit_at_1: PositiveFloat
    gate_hit_at_3: PositiveFloat
    gate_most_fall: PositiveFloat


class Wechat(Group):
    """微信渠道的时限与额度。"""

    passive_s: PositiveFloat
    hold_s: PositiveFloat
    retry_slack_s: PositiveFloat
    arrivals: PositiveInt
    poll_s: PositiveFloat
    sweep_s: PositiveFloat
    orphan_s: PositiveFloat
    beat_s: PositiveFloat
    lease_s: PositiveFloat
    turn_s: PositiveFloat
    threads: PositiveInt
    api_timeout_s: PositiveFloat
    api_backoff_s: tuple[PositiveFloat, ...]
    quota_pause_s: PositiveFloat
    not_allowed_pause_s: PositiveFloat
    send_tries: PositiveInt
    send_again_s: PositiveFloat
    order_s: PositiveFloat
    token_lease_s: PositiveFloat
    token_wait_s: PositiveFloat
    token_poll_s: PositiveFloat
    token_early_s: PositiveFloat
    token_memory_s: PositiveFloat
    first_pull_s: PositiveFloat
    pull_limit: PositiveInt
    memory_s: PositiveFloat
    reply_s: PositiveFloat
    keep_s: PositiveFloat


class Privacy(Group):
    """记录留多久、擦除等多久。"""

    ratings_days: PositiveFloat
    slots_days: PositiveFloat
    forget_every_s: PositiveFloat
    erase_s: PositiveFloat


class Tuning(Group):
    """全部可调数字。"""

    chat: Chat
    limits: Limits
    bot: Bot
    search: Search
    supervisor: Supervisor
    learning: Learning
    admin: Admin
    wechat: Wechat
    privacy: Privacy


@cache
def tuning() -> Tuning:
    """返回随包发布的那份可调数字。"""
    return Tuning.model_validate(tomllib.loads((Path(__file__).parent / "tuning.toml").read_text(encoding="utf-8")))
