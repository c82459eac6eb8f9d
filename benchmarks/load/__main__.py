"""`python -m benchmarks.load [--users 1 8 32 200] [--seconds 20] [--soak-minutes 0]`：同一次运行里比三种部署。

一个机器人、两个机器人（共用 PostgreSQL 与 Redis）、Rasa 默认配置（DIET+TED，同一个动作服务）。
压测程序与被测的在同一台两核机器上，绝对数偏低，看比值。结果打印成表，存 状态目录/bench/load.json。
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil

from benchmarks.chat_turns import running, train_stock
from benchmarks.load.deployments import Deployment, one_bot, stock, two_bots
from connectors.building.places import ROOT, Places
from connectors.settings import Settings

SOAK_PAUSE_S = 2.0
SCENARIO = Path(__file__).parent / "locustfile.py"


def drive(door: str, url: str, users: int, seconds: float, pause_s: float = 0) -> dict[str, Any]:
    """用 locust 压一阵（两段对话之间歇 `pause_s` 秒），返回每秒轮数、p50/p95/p99（毫秒）、失败数。"""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = [
            sys.executable, "-m", "locust", "-f", str(SCENARIO), "--headless", "--only-summary", "--skip-log",
            "-u", str(users), "-r", str(users), "-t", f"{seconds:.0f}s", "-H", url,
            "--json-file", out.name.removesuffix(".json"),
        ]
        env = {**Deployment.env(), "ZHILU_LOAD_DOOR": door, "ZHILU_LOAD_PAUSE_S": str(pause_s)}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
        stats = json.loads(Path(out.name).read_text("utf-8"))
    if not stats:
        raise SystemExit(f"压测没有跑成：{done.stderr[-600:]}")
    one = stats[0]
    took = sorted((float(ms), count) for ms, count in one["response_times"].items())
    return {
        "turns_per_s": round(one["num_requests"] / (one["last_request_timestamp"] - one["start_time"]), 1),
        **{f"p{share}_ms": at_share(took, share / 100) for share in (50, 95, 99)},
        "turns": one["num_requests"], "failed": one["num_failures"],
    }


def at_share(took: list[tuple[float, int]], share: float) -> float:
    """分布里这个位置的用时；`took` 是（毫秒, 次数）由小到大。"""
    left = share * sum(count for _, count in took)
    for ms, count in took:
        left -= count
        if left <= 0:
            return ms
    return took[-1][0]


def soak(url: str, processes: list[psutil.Process], minutes: float) -> list[dict[str, float]]:
    """八个人不慌不忙地一直说，每段（共十段）之后记各进程内存之和（MB）与 p95。"""
    seen = []
    for _ in range(10):
        figures = drive("gateway", url, 8, minutes * 6, SOAK_PAUSE_S)
        memory = sum(process.memory_full_info().pss for process in processes) / 2**20
        kept = {name: figures[name] for name in ("turns", "p95_ms", "failed")}
        seen.append({"memory_mb": round(memory), **kept})
        print(seen[-1], flush=True)
    return seen


def main() -> None:
    """命令行入口。"""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, nargs="+", default=[1, 8, 32, 200])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--only", choices=("one", "two", "stock"), nargs="+", default=["one", "two", "stock"])
    parser.add_argument("--soak-minutes", type=float, default=0, help="再用一个机器人的部署连着跑这么久，看内存平不平")
    arguments = parser.parse_args()
    places = Places(Settings().state)
    (places.state / "bench").mkdir(exist_ok=True)
    places.logs.mkdir(exist_ok=True)
    report: dict[str, Any] = {}
    print(f"{'部署':<14}{'人数':>5}{'轮/秒':>9}{'p50':>8}{'p95':>8}{'p99':>8}{'轮数':>8}{'失败':>6}")
    for name in arguments.only:
        with ExitStack() as stack:
            deployment = {"one": one_bot, "two": two_bots}.get(name, stock)(places, stack, running, train_stock)
            drive(deployment.door, deployment.url, 1, 5)  # 第一轮现建图、读盘，不计
            for users in arguments.users:
                figures = drive(deployment.door, deployment.url, users, arguments.seconds)
                report.setdefault(deployment.title, {})[users] = figures
                numbers = [figures[key] for key in ("turns_per_s", "p50_ms", "p95_ms", "p99_ms", "turns", "failed")]
                print(f"{deployment.title:<14}{users:>5}" + "".join(f"{number:>8}" for number in numbers), flush=True)
                time.sleep(2)
            if name == "one" and arguments.soak_minutes:
                report["soak"] = soak(deployment.url, deployment.processes, arguments.soak_minutes)
    (places.state / "bench" / "load.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
