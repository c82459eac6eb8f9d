"""`zhilu chat`：终端里的一问一答。"""

from __future__ import annotations

import contextlib
from typing import Any

import httpx

from connectors.building.places import Places
from connectors.settings import Settings
from connectors.supervisor import status

TIMEOUT_S = 15
BYE = {"退出", "exit", "quit", "q", "再见"}


def chat(url: str, region: str, elder: bool) -> int:
    """对话到输入“退出”或 Ctrl-D，返回退出码。"""
    from rich.console import Console

    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 有它，输入时才能用方向键改字、翻上一句

    console = Console()
    base = url or running_url()
    if base is None:
        console.print("没有在运行的服务。请另开一个终端运行 [bold]make serve[/bold]，等它说网关已就绪，再来对话。")
        return 1
    console.print(f"已连上 {base} 。直接说要办的事；选项可以打编号；输入“退出”结束。", highlight=False)
    conversation: str | None = None
    with httpx.Client(base_url=base, timeout=TIMEOUT_S, trust_env=False) as http:
        while True:
            try:
                words = console.input("[bold cyan]我：[/bold cyan]").strip()
            except (EOFError, KeyboardInterrupt):
                console.print()
                return 0
            if words in BYE:
                return 0
            if words:
                body = {"conversation_id": conversation, "message": words, "region": region or None, "elder": elder}
                conversation = turn(http, body, console) or conversation


def running_url() -> str | None:
    """本机正在运行的服务的地址。"""
    running = status.read(Places(Settings().state).run)
    return str(running["url"]) if running else None


def turn(http: httpx.Client, body: dict[str, Any], console: Any) -> str | None:
    """问一句、打印回复，返回对话编号。"""
    from connectors.cli.cards import draw

    try:
        answer = http.post("/api/chat", json=body)
        result = answer.json()
    except (httpx.HTTPError, ValueError):
        console.print("[red]服务没有应声，请稍后再试，或看看 zhilu status。[/red]")
        return None
    if answer.status_code != 200:
        console.print(f"[red]{result.get('detail', '没有办成')}[/red]")
        return None
    for reply in result["replies"]:
        console.print(draw(reply))
    who = "机器人" if result["handled_by"] == "bot" else "检索（机器人暂时不可用）"
    console.print(f"[dim]{who} · {result['took_ms']:.0f} 毫秒[/dim]")
    return str(result["conversation_id"])
