"""会回声的替身机器人，单独一个进程：`python -m tests.support.echo_bot 端口`。

像 bot/serve.py 那样应声（/status、REST 渠道、heard），每句话记一笔；`/asked` 给出全部记录。
每个人的快慢由他的编号决定：大多数几十到几百毫秒，百分之三的人每句两三秒（连着几句就会排队，超过五秒）。
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

SLOW_SHARE = 0.03


class EchoBot:
    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.heard: dict[str, list[dict[str, str]]] = {}
        self.recalls: list[str] = []
        self.now: Counter[str] = Counter()
        self.overlaps = 0
        self.random = random.Random(7)

    def delay_s(self, sender: str) -> float:
        if random.Random(sender).random() < SLOW_SHARE:
            return self.random.uniform(2.0, 3.2)
        return min(1.2, self.random.expovariate(1 / 0.12))

    async def status(self, request: Request) -> JSONResponse:
        return JSONResponse({"model_file": "echo", "model_id": "echo"})

    async def webhook(self, request: Request) -> JSONResponse:
        body = await request.json()
        sender, text = body["sender"], body["message"]
        answer = [{"recipient_id": sender, "text": f"答：{text}"}]
        if sender != "zhilu-warm-up":
            key = body["metadata"].get("message_key", "")
            self.asked.append((key, sender, text))
            self.heard[key] = []
            self.overlaps += self.now[sender] > 0
            self.now[sender] += 1
            await asyncio.sleep(self.delay_s(sender))
            self.now[sender] -= 1
            self.heard[key].extend(answer)
        return JSONResponse(answer)

    async def recall(self, request: Request) -> JSONResponse:
        key = request.path_params["key"]
        self.recalls.append(key)
        return JSONResponse({"heard": key in self.heard, "messages": self.heard.get(key, [])})

    async def everything(self, request: Request) -> JSONResponse:
        return JSONResponse({"asked": self.asked, "recalls": self.recalls, "overlaps": self.overlaps})

    def app(self) -> Starlette:
        return Starlette(routes=[
            Route("/status", self.status),
            Route("/webhooks/rest/webhook", self.webhook, methods=["POST"]),
            Route("/webhooks/rest/heard/{key}", self.recall),
            Route("/asked", self.everything),
        ])


if __name__ == "__main__":
    uvicorn.run(EchoBot().app(), host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning")
