"""文档里写的命令、变量、链接、代码都真的有。"""

import base64
import hashlib
import hmac
import re
import time
from pathlib import Path
from typing import Any

import pytest

from connectors.building.places import ROOT
from connectors.cli.app import app
from connectors.cli.catalog import catalog_app
from connectors.settings import Settings, WechatKfSettings, WechatSettings, WecomSettings
from tests.support.fake_bots import echoing, fake_bot
from tests.support.gateway import gateway

DOCS = [ROOT / "README.md", ROOT / "README.en.md", *sorted((ROOT / "docs").rglob("*.md"))]


def names(typer_app: object) -> set[str]:
    commands = typer_app.registered_commands  # type: ignore[attr-defined]
    return {command.name or command.callback.__name__ for command in commands}


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_commands_exist(doc: Path) -> None:
    text = doc.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)\b", text)) <= targets
    for command, sub in re.findall(r"\bzhilu ([a-z]+(?:-[a-z]+)*)(?: ([a-z]+))?", text):
        assert command in names(app) | {"catalog"}, f"zhilu {command}"
        if command == "catalog" and sub:
            assert sub in names(catalog_app), f"zhilu catalog {sub}"


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_links_lead_somewhere(doc: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", doc.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (doc.parent / target).exists(), target


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_variables_exist(doc: Path) -> None:
    known = set()
    for settings in (Settings, WechatSettings, WecomSettings, WechatKfSettings):
        known |= {settings.model_config["env_prefix"] + name.upper() for name in settings.model_fields}
    written = set(re.findall(r"\bZHILU_[A-Z_]*[A-Z]\b", doc.read_text(encoding="utf-8")))
    assert written <= known


def test_files_named_in_docs_exist() -> None:
    named = re.compile(r"`((?:connectors|catalog|retrieval|actions|bot|tests)/[\w./-]+)`", re.ASCII)
    for doc in DOCS:
        for path in named.findall(doc.read_text(encoding="utf-8")):
            assert (ROOT / path).exists(), f"{doc.name}：{path}"


def dingtalk_example() -> dict[str, Any]:
    """docs/add-channel.md 里的两段代码，原样执行。"""
    text = (ROOT / "docs" / "add-channel.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {"__name__": "dingtalk_example"}
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(compile(block, "add-channel.md", "exec"), names)
    return names


def dingtalk_headers(secret: str, at_s: float) -> dict[str, str]:
    stamp = str(int(at_s * 1000))
    mac = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    return {"timestamp": stamp, "sign": base64.b64encode(mac).decode()}


def test_the_dingtalk_example_works_on_a_real_gateway(tmp_path: Path) -> None:
    example = dingtalk_example()
    told = {"conversationId": "c1", "senderStaffId": "u1", "msgId": "m1", "text": {"content": " 身份证丢了"}}
    fresh, stale = dingtalk_headers("秘密", time.time()), dingtalk_headers("秘密", time.time() - 3700)
    with (
        fake_bot(echoing) as bot,
        gateway(
            tmp_path, searching=False, bot_url=bot.url,
            extend=lambda app: app.include_router(example["dingtalk_router"]("秘密")),
        ) as client,
    ):
        for _ in range(2):
            answer = client.post("/dingtalk", json=told, headers=fresh)
            assert answer.json() == {"msgtype": "text", "text": {"content": "身份证丢了"}}
        assert len(bot.asked) == 1
        assert re.fullmatch(r"dingtalk-[0-9a-f]{32}", bot.asked[0]["sender"])
        for headers, body in ((stale, told), ({**fresh, "sign": "x"}, told), ({}, told), (fresh, {"msgId": 1})):
            refused = client.post("/dingtalk", json=body, headers=headers)
            assert (refused.status_code, "AppSecret" in refused.json()["detail"]) == (403, True)
        assert len(bot.asked) == 1
