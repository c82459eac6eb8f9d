"""locust 场景：一个用户一段接一段地说话，默认不停顿（测的是上限，不是一座城市平常的样子）。

`ZHILU_LOAD_DOOR=gateway` 走网关的 /api/chat 并检查内容；`rasa` 直接走 Rasa 的 REST 渠道，只要求不空
（对照的默认配置只训练了几轮，内容对错不是这里要比的）。
"""

from __future__ import annotations

import itertools
import os
import re
import uuid
from pathlib import Path
from typing import Any

import yaml
from locust import FastHttpUser, constant, task

TALKS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "conversations.yaml").read_text("utf-8"))
ORDER = itertools.count()
TO_RASA = os.environ.get("ZHILU_LOAD_DOOR") == "rasa"


class Citizen(FastHttpUser):
    """一位市民。"""

    wait_time = constant(float(os.environ.get("ZHILU_LOAD_PAUSE_S", "0")))
    network_timeout = connection_timeout = 30.0

    @task
    def talk(self) -> None:
        """说完一段对话，每句都看答得对不对。"""
        chosen = TALKS[next(ORDER) % len(TALKS)]
        conversation = f"load-{uuid.uuid4().hex[:12]}"
        for message, expected in chosen["turns"]:
            if TO_RASA:
                self.ask_rasa(conversation, message)
            else:
                self.ask_gateway(conversation, message, chosen["region"], expected)

    def ask_gateway(self, conversation: str, message: str, region: str, expected: str) -> None:
        """问网关；机器人答的、内容对的才算成功。"""
        body = {"conversation_id": conversation, "message": message, "region": region}
        with self.client.post("/api/chat", json=body, name="chat", catch_response=True) as answer:
            if answer.status_code != 200:
                answer.failure(f"HTTP {answer.status_code}")
                return
            said = answer.json()
            text = "\n".join(reply["text"] for reply in said["replies"])
            if said["handled_by"] != "bot":
                answer.failure("由检索代答")
            elif not re.search(expected, text):
                answer.failure(f"答得不对：{message}")

    def ask_rasa(self, conversation: str, message: str) -> None:
        """问默认配置的 Rasa；空列表是失败。"""
        body = {"sender": conversation, "message": message, "metadata": {}}
        with self.client.post("/webhooks/rest/webhook", json=body, name="chat", catch_response=True) as answer:
            if answer.status_code != 200 or not answer.json():
                answer.failure("没有作答")
