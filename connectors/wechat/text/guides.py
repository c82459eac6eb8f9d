"""指南排成一段一段：先总览（一步一行），再一步一步细说，最后是材料和提示。"""

from __future__ import annotations

import re
from typing import Any

_STEP_LINE = re.compile(r"^(?:✓ )?\d+\. ")


def guide_blocks(reply: dict[str, Any]) -> list[str]:
    """返回各段；第一段是总览，只看它也知道先办什么、后办什么。"""
    guide = reply["guide"]
    head, *others = [line for line in reply["text"].split("\n") if line.strip() and not _STEP_LINE.match(line)] or [""]
    code = str(guide.get("resume_code") or "")
    resume = [line for line in others if code and code in line]
    steps = guide["steps"]
    overview = [head, *(_line(step) for step in steps), *resume]
    return ["\n".join(overview), *(_details(step) for step in steps), *(one for one in others if one not in resume)]


def _line(step: dict[str, Any]) -> str:
    """总览里的一步：次序、名称、先办什么、期限。"""
    notes = ["先办第" + "、".join(map(str, step["after"])) + "步"] if step.get("after") else []
    notes += ["看情况"] if step.get("uncertain") else ["可选"] if step.get("optional") else []
    notes += [step["deadline"]] if step.get("deadline") else []
    tail = f"（{'，'.join(notes)}）" if notes else ""
    return f"{'✓ ' if step.get('done') else ''}{step['number']}. {step['name']}{tail}"


def _details(step: dict[str, Any]) -> str:
    """细说的一步。"""
    entry, fallback = step.get("entry") or {}, step.get("fallback") or {}
    lines = [
        ("为什么", step.get("why", "")),
        ("部门", step.get("department", "")),
        ("材料", "；".join(step.get("materials") or [])),
        ("时限", step.get("time_limit") or ""),
        ("最晚", step.get("deadline") or ""),
        ("收费", step.get("fee") or ""),
        ("去哪办", " ".join(part for part in (entry.get("name"), entry.get("url")) if part)),
        ("或者", "，电话 ".join(part for part in (fallback.get("name"), fallback.get("number")) if part)),
    ]
    said = [f"{name}：{value}" for name, value in lines if value]
    return "\n".join([f"\n第{step['number']}步 {step['name']}", *said])
