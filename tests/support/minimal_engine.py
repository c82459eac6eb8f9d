"""第二种机器人引擎：没有 Rasa，用关键词定意图，走同一扇门（docs/bot-interface.md）。

`python -m tests.support.minimal_engine --port 端口 --actions-url 地址`；令牌取自 ZHILU_BOT_TOKEN。
只用来证明门够窄、换得动；听懂的话远不如真的机器人多。
"""

from __future__ import annotations

import argparse
import hmac
import os
import re
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from actions.pipeline import ACTION_OF

# 意图 → 认得的说法；从上往下，第一个对上的算。都不对就当作在找一件事
KEYWORDS: dict[str, str] = {
    "greet": r"^(你好|您好|在吗)",
    "thanks": r"谢谢|多谢",
    "goodbye": r"^(再见|拜拜)",
    "off_topic": r"天气|笑话|股票",
    "complain": r"投诉|举报",
    "human": r"人工|真人",
    "start_over": r"重新(来|开始)",
    "choose": r"^(第?[一二三四五六七八九\d]+(个|项)?|[A-Da-d])$",
    "affirm": r"^(是|是的|对|有|要)$",
    "deny": r"^(不是|没有|不要|否)$",
    "unsure": r"不知道|不清楚|不确定",
    "ask_materials": r"材料|带什么|准备什么",
    "ask_fee": r"多少钱|收费|费用",
    "ask_time": r"多久|几天|多长时间",
    "ask_place": r"在哪|去哪|地址",
    "ask_phone": r"电话|号码是多少",
    "next_step": r"下一步|然后呢",
    "remaining_steps": r"还剩|还有哪些",
    "tell_event": r"刚生|生了|出生|结婚|退休|去世|失业|开(个|一家)?(店|饭馆|餐馆|公司)|买(了)?房",
}


def intent_of(text: str) -> str:
    """一句话的意图。"""
    return next((name for name, said in KEYWORDS.items() if re.search(said, text)), "ask_service")


class Engine:
    """记着每个对话的槽，把话交给动作服务。"""

    def __init__(self, actions_url: str) -> None:
        self._actions_url = actions_url
        self._http = httpx.AsyncClient(timeout=10, trust_env=False)
        self.slots: dict[str, dict[str, Any]] = {}
        self.heard: dict[str, tuple[str, list[Any]]] = {}

    async def answer(self, sender: str, text: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        """返回这一轮的消息；动作服务不行就是空的，由网关处置。"""
        intent = intent_of(text)
        slots = self.slots.setdefault(sender, {})
        ranking = [{"name": intent, "confidence": 0.9}]
        latest = {"text": text, "intent": ranking[0], "intent_ranking": ranking, "entities": [], "metadata": metadata}
        call = {
            "next_action": ACTION_OF[intent], "sender_id": sender, "version": "minimal", "domain": {},
            "tracker": {
                "sender_id": sender, "slots": slots, "latest_message": latest, "events": [], "paused": False,
                "followup_action": None, "active_loop": {}, "latest_action_name": None, "latest_input_channel": "rest",
            },
        }
        try:
            done = (await self._http.post(self._actions_url, json=call)).json()
            events, responses = done["events"], done["responses"]
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return []
        for event in events:
            if event.get("event") == "slot":
                slots[event["name"]] = event["value"]
        return [
            {"recipient_id": sender, **{key: one[key] for key in ("text", "custom") if one.get(key)}}
            for one in responses
        ]


def make_app(engine: Engine, token: str) -> FastAPI:
    """门上的四个地址。"""
    app = FastAPI()

    @app.middleware("http")
    async def check_token(request: Request, call_next: Any) -> Response:
        given = request.query_params.get("token", "")
        if token and not hmac.compare_digest(given.encode(), token.encode()):
            return JSONResponse({"error": "令牌不对"}, 401)
        answer: Response = await call_next(request)
        return answer

    @app.get("/status")
    async def status() -> dict[str, str]:
        return {"model_id": "minimal"}

    @app.post("/webhooks/rest/webhook")
    async def webhook(request: Request) -> list[dict[str, Any]]:
        body = await request.json()
        metadata = body.get("metadata") or {}
        said = await engine.answer(body["sender"], body["message"], metadata)
        if key := metadata.get("message_key"):
            engine.heard[key] = (body["sender"], said)
        return said

    @app.get("/webhooks/rest/heard/{key}")
    async def recall(key: str) -> dict[str, Any]:
        return {"heard": key in engine.heard, "messages": engine.heard.get(key, ("", []))[1]}

    @app.delete("/webhooks/rest/conversations/{sender}")
    async def erase(sender: str) -> Response:
        engine.slots.pop(sender, None)
        engine.heard = {key: kept for key, kept in engine.heard.items() if kept[0] != sender}
        return Response(status_code=204)

    return app


def main() -> None:
    """命令行入口；前台运行直到收到停止信号。"""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--actions-url", required=True)
    args = parser.parse_args()
    app = make_app(Engine(args.actions_url), os.environ.get("ZHILU_BOT_TOKEN", ""))
    uvicorn.run(app, host="127.0.0.1", port=args.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
