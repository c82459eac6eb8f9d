"""每轮对话的开销：本项目的机器人对比 Rasa 默认配置（DIET + TED）。

同一次运行、同一个动作服务、同样的话；只比机器人进程。`make bench ARGS="--turns 100"`。
结果打印成表，并写到 状态目录/bench/chat_turns.json。
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from connectors.building.makers import BOT_PYTHON
from connectors.building.places import ROOT, Places
from connectors.serving import BOT_ENV, QUIET_ENV
from connectors.settings import Settings
from connectors.supervisor.ports import free_port

START_LIMIT_S = 300
PER_CONVERSATION = 10
WARM_UP = 10


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
    """这个地址是否已经能答；Rasa 要等模型载入才算。连不上或答得不像话都算还没好。"""
    try:
        answer = httpx.get(health, timeout=1, trust_env=False)
        return answer.status_code == 200 and ("status" not in health or bool(answer.json().get("model_file")))
    except (httpx.HTTPError, ValueError):
        return False


def turns(count: int) -> list[str]:
    words = (Path(__file__).parent / "turns.txt").read_text(encoding="utf-8").split("\n")
    said = [word for word in words if word]
    return [said[number % len(said)] for number in range(count)]


def talk(url: str, said: list[str], name: str) -> tuple[list[float], int]:
    """说完这些话，返回每轮毫秒数和没有作答的轮数。"""
    took, silent = [], 0
    with httpx.Client(timeout=60, trust_env=False) as http:
        for number, message in enumerate(said):
            body = {"sender": f"{name}-{number // PER_CONVERSATION}", "message": message, "metadata": {}}
            started = time.perf_counter()
            answer = http.post(f"{url}/webhooks/rest/webhook", json=body)
            took.append((time.perf_counter() - started) * 1000)
            silent += answer.status_code != 200 or not answer.json()
    return took, silent


def cpu_s(process: psutil.Process) -> float:
    used = process.cpu_times()
    return used.user + used.system


def measure(name: str, command: list[str], port: int, said: list[str], logs: Path) -> dict[str, Any]:
    url = f"http://127.0.0.1:{port}"
    with running(command, f"{url}/status", logs / f"bench-{name}.log") as (process, cold_s):
        talk(url, said[:WARM_UP], f"{name}-warm")
        before = cpu_s(process)
        took, silent = talk(url, said, name)
        return {
            "p50_ms": round(statistics.median(took), 1),
            "p95_ms": round(statistics.quantiles(took, n=20)[18], 1),
            "cpu_ms_per_turn": round((cpu_s(process) - before) * 1000 / len(said), 1),
            "cold_start_s": round(cold_s, 1),
            "memory_mb": round(process.memory_full_info().pss / 2**20),
            "silent_turns": silent,
        }


def train_stock(out: Path, epochs: int, lines: int, log: Path) -> Path:
    """训练对照模型；已经有就直接用。"""
    model = out / "stock.tar.gz"
    if not model.exists():
        print(f"训练对照（默认流水线，{epochs} 轮，约 {lines} 条例句）……", flush=True)
        command = [
            str(BOT_PYTHON),
            "-m",
            "benchmarks.stock_bot",
            "train",
            "--out",
            str(out),
            "--epochs",
            str(epochs),
            "--lines",
            str(lines),
        ]
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
    said = turns(args.turns)
    actions_port = free_port()
    actions_url = f"http://127.0.0.1:{actions_port}/webhook"
    actions = [sys.executable, "-m", "actions.server", "--port", str(actions_port), "--state-dir", str(places.state)]
    results = {}
    with running(actions, f"http://127.0.0.1:{actions_port}/health", places.logs / "bench-actions.log"):
        for name, module, file in (
            ("ours", ["bot.serve"], places.bot_model),
            ("stock", ["benchmarks.stock_bot", "serve"], model),
        ):
            print(f"测 {name}：{len(said)} 轮……", flush=True)
            port = free_port()
            command = [
                str(BOT_PYTHON),
                "-m",
                *module,
                "--model",
                str(file),
                "--port",
                str(port),
                "--actions-url",
                actions_url,
            ]
            results[name] = measure(name, command, port, said, places.logs)
    ratios = compare(results["ours"], results["stock"])
    print(f"{'':<18}{'本项目':>10}{'默认配置':>10}{'比值':>8}")
    for name in results["ours"]:
        ratio = f"{ratios[name]:.2f}" if name in ratios else ""
        print(f"{name:<18}{results['ours'][name]:>12}{results['stock'][name]:>13}{ratio:>10}")
    report = {**results, "ratio": ratios, "turns": len(said)}
    (out / "chat_turns.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
