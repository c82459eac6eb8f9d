"""把四种回复画成终端里的卡片；画不出来的退回纯文字。"""

from __future__ import annotations

from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text


def draw(reply: dict[str, Any]) -> RenderableType:
    """返回一条回复的样子。"""
    match reply["type"]:
        case "choices":
            lines = [f"  [bold]{n}[/bold]  {escape(one['label'])}" for n, one in enumerate(reply["choices"], start=1)]
            labels = {one["label"] for one in reply["choices"]}
            said = [line for line in reply["text"].split("\n") if line.strip().lstrip("0123456789.、． ") not in labels]
            return Panel(Group(Text("\n".join(said)), *lines), border_style="cyan")
        case "service":
            return service(reply["service"])
        case "guide":
            return guide(reply["guide"])
        case _:
            return Panel(Text(reply["text"]), border_style="dim")


def rows(pairs: list[tuple[str, str]]) -> Table:
    """两列的表，空的不列。"""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in pairs:
        if value:
            table.add_row(name, Text(value))
    return table


def place_of(body: dict[str, Any]) -> str:
    """部门和地区。"""
    region = (body.get("region") or {}).get("name", "")
    return " · ".join(part for part in (body.get("department", ""), region) if part)


def entry_line(entry: dict[str, Any] | None) -> str:
    """入口的名称和网址。"""
    return f"{entry['name']} {entry.get('url') or ''}".strip() if entry else ""


def service(body: dict[str, Any]) -> RenderableType:
    """一个事项。"""
    materials = "\n".join(
        f"· {one['name']}" + ("（免提交）" if one.get("waived") else "" if one.get("required", True) else "（按需）")
        for one in body.get("materials", [])
    )
    # 工作日还是自然日，契约里只有数字，不替它补单位；有原文就用原文
    promised = f"承诺 {body['promised_days']} 日" if body.get("promised_days") else ""
    statutory = f"法定 {body['statutory_days']} 日" if body.get("statutory_days") else ""
    limit = "；".join(part for part in (promised, str(body.get("time_limit") or statutory)) if part)
    return Panel(
        rows([
            ("", place_of(body)),
            ("条件", "\n".join(body.get("conditions", []))),
            ("材料", materials),
            ("步骤", "\n".join(f"{n}. {one}" for n, one in enumerate(body.get("steps", []), start=1))),
            ("时限", limit),
            ("收费", str(body.get("fee") or "")),
            ("去办", entry_line(body.get("entry"))),
            ("电话", body.get("consult_phone", "")),
            ("留意", "\n".join(body.get("warnings", []))),
            ("来源", (body.get("source") or {}).get("name", "")),
        ]),
        title=escape(body["name"]), title_align="left", border_style="green",
    )


def guide(body: dict[str, Any]) -> RenderableType:
    """一件事：按先后排好的步骤和合并的材料。"""
    blocks: list[RenderableType] = []
    for step in body["steps"]:
        after = f"（先办好第 {'、'.join(map(str, step['after']))} 步）" if step.get("after") else ""
        blocks.append(Text(f"{step['number']}. {step['name']}{after}", style="bold"))
        blocks.append(rows([
            ("   部门", step.get("department", "")),
            ("   为什么", step.get("why", "")),
            ("   期限", str(step.get("deadline") or "")),
            ("   材料", "、".join(step.get("materials", []))),
            ("   去办", entry_line(step.get("entry"))),
        ]))
    merged = [one["name"] + ("（免提交）" if one.get("waived") else "") for one in body.get("materials", [])]
    if merged:
        blocks.append(rows([("全程材料", "、".join(merged))]))
    if body.get("warnings"):
        blocks.append(rows([("留意", "\n".join(body["warnings"]))]))
    return Panel(Group(*blocks), title=escape(body["title"]), title_align="left", border_style="green")
