"""启动 Rasa 服务：`python -m bot.serve --model 模型 --port 端口 --actions-url 地址`。

默认只监听本机回环地址；访问令牌取自环境变量 ZHILU_BOT_TOKEN（没有就不设令牌）；
几个机器人共用对话状态时，数据库地址取自 ZHILU_TRACKERS_URL（没有就存在内存里）。
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def endpoints_yaml(actions_url: str, max_conversations: int, database: bool, retention_days: int) -> str:
    """返回 endpoints.yml 的内容：动作地址与对话存储。数据库地址含口令，由 Rasa 从环境变量填进来，不落文件。"""
    return (
        f"action_endpoint:\n  url: {actions_url}\n"
        "tracker_store:\n  type: bot.tracker_store.SlotsTrackerStore\n"
        f"  max_conversations: {max_conversations}\n  retention_days: {retention_days}\n"
        + ("  database_url: ${ZHILU_TRACKERS_URL}\n" if database else "")
    )


def main(argv: list[str] | None = None) -> None:
    """命令行入口；前台运行直到收到停止信号。"""
    parser = argparse.ArgumentParser(description="启动指路的 Rasa 服务")
    parser.add_argument("--model", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--actions-url", required=True)
    parser.add_argument("--interface", default="127.0.0.1")
    parser.add_argument("--max-conversations", type=int, default=20_000)
    parser.add_argument("--retention-days", type=int, default=7)
    args = parser.parse_args(argv)
    from bot import model_digest

    try:
        model_digest.check(Path(args.model))
    except model_digest.NotOurModel as problem:
        print(problem, file=sys.stderr, flush=True)
        sys.exit(3)
    # 遥测与错误上报默认是开的：市民的话不能离开这台机器
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

    from bot import deferred, json_logs

    # 调试日志带有市民原话，而且占一轮开销的一半；只留警告以上
    json_logs.install(logging.WARNING)
    deferred.install()

    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    from bot import hot_path

    hot_path.install()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "endpoints.yml"
        shared = bool(os.environ.get("ZHILU_TRACKERS_URL"))
        endpoints = endpoints_yaml(args.actions_url, args.max_conversations, shared, args.retention_days)
        path.write_text(endpoints, "utf-8")
        serve_application(
            model_path=args.model,
            interface=args.interface,
            port=args.port,
            credentials=str(ROOT / "credentials.yml"),
            auth_token=os.environ.get("ZHILU_BOT_TOKEN"),
            endpoints=AvailableEndpoints.read_endpoints(str(path)),
            enable_api=True,
        )


if __name__ == "__main__":
    main()
