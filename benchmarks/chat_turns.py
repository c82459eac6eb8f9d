"""一轮对话的开销：本项目对比 Rasa 默认配置（DIET + TED），两套同时在跑、轮流说同样的话。

量的是整轮：网关 → 机器人 → 动作服务 → 回来。两边各有自己的网关和动作服务（动作代码相同，缓存各是各的）；
问句各不相同，不靠缓存。另量本项目第 200 轮与第 5 轮之比。`make bench ARGS="--turns 100"`。
结果打印成表，并写到 状态目录/bench/chat_turns.json。
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from actions.understanding.examples import load_examples
from connectors.building.makers import BOT_PYTHON
from connectors.building.places import ROOT, Places
from connectors.serving import BOT_ENV, QUIET_ENV
from connectors.settings import Settings
from connectors.supervisor.ports import free_port

START_LIMIT_S = 300
PER_CONVERSATION = 5
WARM_UP = 10
LONG = 200
FOLLOW_UPS = ("要带什么材料", "多久能办好", "收费吗", "可以网上办吗", "在成都也能办吗", "电话是多少")


@dataclass
class Stack:
    """一套服务：网关地址、机器人进程、冷启动秒数、每轮毫秒数、没作答的轮数。"""

    url: str
    bot: psutil.Process
    cold_s: float
    took: list[float] = field(default_factory=list)
    silent: int = 0

    def say(self, http: httpx.Client, conversation: str, message: str) -> float:
        """说一句，返回毫秒数。"""
        started = time.perf_counter()
        answer = http.post(f"{self.url}/api/chat", json={"conversation_id": conversation, "message": message}).json()
        took = (time.perf_counter() - started) * 1000
        self.silent += not answer.get("replies") or answer.get("handled_by") != "bot"
        return took


@contextmanager
def running(
    command: list[str], health: str, log: Path, more_env: dict[str, str] | None = None
) -> Iterator[tuple[psutil.Process, float]]:
    """起一个服务，等它就绪；返回进程和冷启动秒数，离开时停掉。"""
    started = time.monotonic()
    with log.open("w") as sink:
        env = {**os.environ, **QUIET_ENV, **BOT_ENV, **(more_env or {})}
        child = subprocess.Popen(command, cwd=ROOT, env=env, stdout=sink, stderr=sink)
    try:
        while time.monotonic() - started < START_LIMIT_S:
            if child.poll() is not None:
                raise SystemExit(f"没有启动起来，见 {log}")
            if answers(health):
                break
            time.sleep(0.1)
        else:
            raise SystemExit(f"{START_LIMIT_S} 秒还没有就绪，见 {log}")
        yield psutil.Process(child.pid), time.monotonic() - started
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()


def answers(health: str) -> bool:
    """这个地址是否已经能答；Rasa 要等模型载入才算，网关要等各部分就绪。连不上或答得不像话都算还没好。"""
    try:
        answer = httpx.get(health, timeout=1, trust_env=False)
        body = answer.json() if answer.status_code == 200 else {}
    except (httpx.HTTPError, ValueError):
        return False
    if httpx.URL(health).path == "/status":
        return bool(body.get("model_file"))
    return answer.status_code == 200 and body.get("status") in ("ok", "ready")


def turns(count: int) -> list[str]:
    """每个对话 5 句：一句没说过的问事项，跟着四句追问。"""
    chance = random.Random(20261123)
    asked = sorted({text for intent, text in load_examples() if intent == "ask_service"})
    chance.shuffle(asked)
    said: list[str] = []
    while len(said) < count:
        said += [asked.pop(), *chance.sample(FOLLOW_UPS, PER_CONVERSATION - 1)]
    return said[:count]


def stack(stay: ExitStack, name: str, module: list[str], model: Path, places: Places) -> Stack:
    """起一套：动作服务、机器人、网关。冷启动只算机器人。"""
    state = Path(stay.enter_context(tempfile.TemporaryDirectory(prefix=f"bench-{name}-")))
    shutil.copytree(places.state, state / "s", ignore=shutil.ignore_patterns("bench", "logs", "*.lock"), symlinks=True)
    actions, bot, gateway = (f"http://127.0.0.1:{free_port()}" for _ in range(3))
    port = lambda url: url.rsplit(":", 1)[1]  # noqa: E731
    logs = places.logs
    command = [sys.executable, "-m", "actions.server", "--port", port(actions), "--state-dir", str(state / "s")]
    stay.enter_context(running(command, f"{actions}/health", logs / f"bench-{name}-actions.log"))
    command = [str(BOT_PYTHON), "-m", *module, "--model", str(model), "--port", port(bot)]
    command += ["--actions-url", f"{actions}/webhook"]
    process, cold_s = stay.enter_context(running(command, f"{bot}/status", logs / f"bench-{name}.log"))
    env = {"ZHILU_STATE_DIR": str(state / "s"), "ZHILU_PORT": port(gateway), "ZHILU_BOT_URL": bot}
    # 提前编码是本项目的做法；对照的机器人没有人替它告诉动作服务
    env |= {"ZHILU_ACTIONS_URL": actions} if name == "ours" else {}
    command = [sys.executable, "-m", "connectors.gateway"]
    stay.enter_context(running(command, f"{gateway}/readyz", logs / f"bench-{name}-gateway.log", env))
    return Stack(gateway, process, cold_s)


def cpu_s(process: psutil.Process) -> float:
    used = process.cpu_times()
    return used.user + used.system


def alternate(stacks: dict[str, Stack], said: list[str], http: httpx.Client) -> dict[str, dict[str, Any]]:
    """同一句话两边轮流说，谁先说也轮流。"""
    for number, message in enumerate(said[:WARM_UP]):
        for name, one in stacks.items():
            one.say(http, f"{name}-warm-{number // PER_CONVERSATION}", message)
    before = {name: cpu_s(one.bot) for name, one in stacks.items()}
    for number, message in enumerate(said[WARM_UP:]):
        order = list(stacks.items())
        for name, one in order if number % 2 else order[::-1]:
            one.took.append(one.say(http, f"{name}-{number // PER_CONVERSATION}", message))
    return {
        name: {
            "p50_ms": round(statistics.median(one.took), 1),
            "p95_ms": round(statistics.quantiles(one.took, n=20)[18], 1),
            "bot_cpu_ms": round((cpu_s(one.bot) - before[name]) * 1000 / len(one.took), 1),
            "cold_start_s": round(one.cold_s, 1),
            "memory_mb": round(one.bot.memory_full_info().pss / 2**20),
            "silent_turns": one.silent,
        }
        for name, one in stacks.items()
    }


def growth(one: Stack, http: httpx.Client) -> float:
    """一个对话说到第 200 轮，最后 40 轮与一批 5 轮短对话的中位数之比；两种轮流量，问的话相同。"""
    late, early = [], []
    for number in range(LONG):
        message = FOLLOW_UPS[number % len(FOLLOW_UPS)] if number else "身份证丢了怎么补"
        took = one.say(http, "long", message)
        if number >= LONG - 40:
            late.append(took)
            if number % PER_CONVERSATION == 0:
                one.say(http, f"short-{number // PER_CONVERSATION}", "身份证丢了怎么补")
            early.append(one.say(http, f"short-{number // PER_CONVERSATION}", message))
    return round(statistics.median(late) / statistics.median(early), 2)


def train_stock(out: Path, epochs: int, lines: int, log: Path) -> Path:
    """训练对照模型；已经有就直接用。"""
    model = out / "stock.tar.gz"
    if not model.exists():
        print(f"训练对照（默认流水线，{epochs} 轮，约 {lines} 条例句）……", flush=True)
        command = [str(BOT_PYTHON), "-m", "benchmarks.stock_bot", "train", "--out", str(out)]
        command += ["--epochs", str(epochs), "--lines", str(lines)]
        with log.open("w") as sink:
            done = subprocess.run(command, cwd=ROOT, env={**os.environ, **BOT_ENV}, stdout=sink, stderr=sink)
        if done.returncode != 0:
            raise SystemExit(f"对照模型没有训练成，见 {log}")
    return model


def compare(ours: dict[str, Any], stock: dict[str, Any]) -> dict[str, float]:
    return {name: round(ours[name] / stock[name], 3) for name in ours if name != "silent_turns" and stock[name]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=100)
    parser.add_argument("--epochs", type=int, default=5, help="对照模型训练几轮；轮数不影响每轮对话的开销")
    parser.add_argument("--lines", type=int, default=1500, help="对照模型用多少条例句")
    args = parser.parse_args()
    places = Places(Settings().state)
    out = places.state / "bench"
    out.mkdir(parents=True, exist_ok=True)
    places.logs.mkdir(parents=True, exist_ok=True)
    model = train_stock(out, args.epochs, args.lines, places.logs / "bench-train.log")
    said = turns(args.turns + WARM_UP)
    with ExitStack() as stay, httpx.Client(timeout=60, trust_env=False) as http:
        stacks = {
            "ours": stack(stay, "ours", ["bot.serve"], places.bot_model, places),
            "stock": stack(stay, "stock", ["benchmarks.stock_bot", "serve"], model, places),
        }
        print(f"轮流说 {len(said) - WARM_UP} 轮……", flush=True)
        results = alternate(stacks, said, http)
        longer = growth(stacks["ours"], http)
    ratios = compare(results["ours"], results["stock"])
    print(f"{'':<18}{'本项目':>10}{'默认配置':>10}{'比值':>8}")
    for name in results["ours"]:
        ratio = f"{ratios[name]:.2f}" if name in ratios else ""
        print(f"{name:<18}{results['ours'][name]:>12}{results['stock'][name]:>13}{ratio:>10}")
    print(f"第 {LONG} 轮与 5 轮短对话之比：{longer}")
    report = {**results, "ratio": ratios, "turns": args.turns, "long_to_short": longer}
    (out / "chat_turns.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
