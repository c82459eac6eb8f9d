"""两种错各有多少：没有事可办的话被当成办事，和听着像闲话的正事被当成闲话。

`python -m benchmarks.off_topic --base http://127.0.0.1:8000`：对着正在跑的服务各说 150 句
（`off_topic.yaml`，不进训练），每句一个新对话。
给了卡片、指南或选项算当成办事；其余（闲话、范围外、没找到、只给热线）算没当成办事。
"""

from __future__ import annotations

import argparse
import json
import uuid
from pathlib import Path

import httpx
import yaml

LISTS = Path(__file__).with_name("off_topic.yaml")
OFFERS = {"service", "guide"}


def kinds_of(http: httpx.Client, base: str, message: str) -> set[str]:
    """这句话得到哪几种回复。"""
    body = {"conversation_id": f"off-{uuid.uuid4().hex[:12]}", "message": message}
    return {reply["type"] for reply in http.post(f"{base}/api/chat", json=body).json()["replies"]}


def main() -> None:
    """命令行入口。"""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("--show", action="store_true", help="列出判错的句子")
    args = parser.parse_args()
    lists = {name: text.split("\n") for name, text in yaml.safe_load(LISTS.read_text("utf-8")).items()}
    with httpx.Client(timeout=30, trust_env=False) as http:
        heard = {name: [(one, kinds_of(http, args.base, one)) for one in said if one] for name, said in lists.items()}
    carded = [one for one, kinds in heard["off_topic"] if kinds & OFFERS]
    listed = [one for one, kinds in heard["off_topic"] if "choices" in kinds and not kinds & OFFERS]
    missed = [one for one, kinds in heard["odd_service"] if not kinds & {*OFFERS, "choices"}]
    report = {
        "off_topic": len(heard["off_topic"]),
        "off_topic_given_a_card": round(len(carded) / len(heard["off_topic"]), 4),
        "off_topic_given_choices": round(len(listed) / len(heard["off_topic"]), 4),
        "odd_service": len(heard["odd_service"]),
        "odd_service_given_nothing": round(len(missed) / len(heard["odd_service"]), 4),
    }
    print(json.dumps(report, ensure_ascii=False, indent=1))
    if args.show:
        print("当成办事：", "；".join(carded + listed))
        print("没当成办事：", "；".join(missed))


if __name__ == "__main__":
    main()
