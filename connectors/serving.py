"""`zhilu serve` 的计划：有哪些部分、怎么启动、各自等什么建好。"""

from __future__ import annotations

import math
import secrets
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from connectors.admin.accounts import has_administrator
from connectors.admin.console import is_loopback
from connectors.building.makers import BOT_PYTHON
from connectors.building.places import ROOT, Places
from connectors.building.runner import run_step
from connectors.building.steps import STEPS, Step
from connectors.privacy.retention import days
from connectors.settings import Settings
from connectors.supervisor.checks import http_ok
from connectors.supervisor.part import PartSpec
from connectors.supervisor.ports import free_port
from connectors.supervisor.supervisor import Build, Supervisor
from connectors.tuning import tuning

# 子进程共用：OpenMP 等待时不空转；少开内存池，几个进程省下几百 MB
QUIET_ENV = {"OMP_WAIT_POLICY": "PASSIVE", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2", "PYTHONUNBUFFERED": "1"}
# 机器人的日志里不能有市民的话：Rasa 在 INFO、DEBUG 级会写出消息内容
BOT_ENV = {
    "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "LOG_LEVEL": "WARNING",
    "LOG_LEVEL_LIBRARIES": "ERROR", "CUDA_VISIBLE_DEVICES": "-1",
}


def own_version() -> str:
    """本项目的版本号。"""
    try:
        return version("zhilu")
    except PackageNotFoundError:
        return "源码"


def address(settings: Settings) -> str:
    """本机访问网关的地址。"""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "", "localhost") else settings.host
    host = "[::1]" if host in ("::", "::1") else host
    return f"http://{host}:{settings.port}"


def plan(settings: Settings, say: Callable[[str], None] = print) -> Supervisor:
    """返回准备好的看护：网关先起；没有外部机器人时，自己建、自己起。"""
    places = Places(settings.state)
    own_bot = not settings.bot_url
    admin_token = one_time_token(settings, say)
    token = settings.bot_token.get_secret_value() or secrets.token_urlsafe(24)
    bot_url = settings.bot_url or f"http://127.0.0.1:{free_port()}"
    actions_url = f"http://127.0.0.1:{free_port()}" if own_bot else ""
    specs = [gateway_spec(settings, places, bot_url, token if own_bot else "", actions_url, admin_token)]
    if own_bot:
        specs += [actions_spec(settings, places, actions_url), bot_spec(settings, places, bot_url, actions_url, token)]
    wanted = [step for step in STEPS if own_bot or step.name in ("catalog", "search")]
    about: dict[str, Any] = {
        "version": own_version(), "url": address(settings), "state_dir": str(settings.state),
        "bot": "自带" if own_bot else settings.bot_url,
    }
    return Supervisor(
        places.run, tuning().supervisor, specs, [build(step, places, settings, say) for step in wanted],
        {"actions": ("search", "meaning"), "bot": ("bot",)}, about, say,
    )


def build(step: Step, places: Places, settings: Settings, say: Callable[[str], None]) -> Build:
    """把一个步骤交给看护。"""
    return Build(
        step.name, step.title, lambda: step.needed(places, settings),
        lambda: run_step(step, places, QUIET_ENV, say), step.needs,
    )


def one_time_token(settings: Settings, say: Callable[[str], None]) -> str:
    """没有设维护后台的口令、又只有本机能连时，现发一个一次性的；别的情形返回空串。

    还没有管理员才说出来：已经有了，它就没有用处，只会留在终端和日志里。
    """
    if settings.admin_token.get_secret_value() or not is_loopback(settings.host):
        return ""
    token = secrets.token_urlsafe(16)
    shown = "" if has_administrator(settings.database) else f" ；建第一个管理员用的一次性口令：{token}"
    say(f"  维护后台 {address(settings)}/admin/{shown}")
    return token


def gateway_spec(
    settings: Settings, places: Places, bot_url: str, token: str, actions_url: str, admin_token: str = ""
) -> PartSpec:
    """网关：占着对外端口，马上就能应声。"""
    env = {**QUIET_ENV, "ZHILU_BOT_URL": bot_url, "ZHILU_ACTIONS_URL": actions_url}
    if token:
        env["ZHILU_BOT_TOKEN"] = token
    if admin_token:
        env["ZHILU_ADMIN_TOKEN"] = admin_token
    url = address(settings)
    return PartSpec(
        "gateway", "网关", [sys.executable, "-m", "connectors.gateway"], places.logs / "gateway.log",
        http_ok(f"{url}/healthz"), url, env, ROOT, start_s=60,
    )


def actions_spec(settings: Settings, places: Places, url: str) -> PartSpec:
    """动作服务：机器人理解之后，由它安排答复。"""
    port = url.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "actions.server", "--port", port, "--state-dir", str(places.state)]
    return PartSpec(
        "actions", "动作服务", command, places.logs / "actions.log", http_ok(f"{url}/health"), url, QUIET_ENV, ROOT
    )


def bot_spec(settings: Settings, places: Places, url: str, actions_url: str, token: str) -> PartSpec:
    """机器人：Rasa，用自己的环境。"""
    command = [
        str(BOT_PYTHON), "-m", "bot.serve", "--model", str(places.bot_model), "--port", url.rsplit(":", 1)[1],
        "--actions-url", f"{actions_url}/webhook",
        "--retention-days", str(max(1, math.ceil(days(tuning().privacy.slots_days, settings.retention_days)))),
    ]
    env = {**QUIET_ENV, **BOT_ENV, "ZHILU_BOT_TOKEN": token, "ZHILU_TRACKERS_URL": settings.database_url}
    return PartSpec(
        "bot", "机器人", command, places.logs / "bot.log", http_ok(f"{url}/status", {"token": token}), url, env, ROOT
    )
