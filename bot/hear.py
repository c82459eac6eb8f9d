"""听一批话，写出每句的意图和规则选的动作：`python -m bot.hear --model 模型 --said 文件 --out 文件`。给测试和排查用。"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from pathlib import Path
from typing import Any


async def hear(model: str, said: list[str]) -> list[dict[str, Any]]:
    """每句一个新对话，返回 [{"intent", "confidence", "action"}]；动作不真的执行。"""
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    agent = Agent.load(model)
    processor = agent.processor
    if processor is None:
        raise RuntimeError("模型没有载入")
    found = []
    for number, text in enumerate(said):
        tracker = await processor.fetch_tracker_and_update_session(f"hear-{number}")
        await processor._handle_message_with_tracker(UserMessage(text, sender_id=tracker.sender_id), tracker)
        action, _ = processor.predict_next_with_tracker_if_should(tracker)
        intent = tracker.latest_message.intent if tracker.latest_message else {}
        found.append(
            {"intent": intent.get("name"), "confidence": intent.get("confidence"), "action": action.name()}
        )
    return found


def main() -> None:
    """命令行入口。"""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    parser = argparse.ArgumentParser(description="听一批话")
    parser.add_argument("--model", required=True)
    parser.add_argument("--said", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()

    from bot import deferred

    deferred.install()
    from bot import hot_path

    hot_path.install()
    said = json.loads(args.said.read_text("utf-8"))
    args.out.write_text(json.dumps(asyncio.run(hear(args.model, said)), ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
