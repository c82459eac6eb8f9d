"""指南的打印页：一张干净的 A4，没有脚本也能看；大字版同一份内容。"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any


def print_page(guide: dict[str, Any], large: bool, has_deadlines: bool) -> str:
    """整张网页。所有文字都经过转义，网址只认 http、https。"""
    code = guide.get("resume_code") or ""
    query = f"code={escape(code, quote=True)}"
    tools = [
        '<button type="button" id="print">打印</button>',
        f'<a href="?{query}">普通字</a>' if large else f'<a href="?{query}&amp;large=1">大字版</a>',
        f'<a href="/guide/guide.ics?{query}">把期限加进日历</a>' if has_deadlines else "",
    ]
    body = [
        f'<nav class="tools" aria-label="这一页的用法">{"".join(tools)}</nav>',
        f"<h1>{escape(guide['title'])}</h1>",
        f'<p class="note">{escape(_overview(guide))}</p>',
        f"<p>按您的情况：{escape('、'.join(guide['situation_text']))}</p>" if guide.get("situation_text") else "",
        f'<h2>要办的事</h2><ol class="steps">{"".join(_step(step) for step in guide["steps"])}</ol>',
        _materials(guide["materials"]),
        _list("请留意", guide["warnings"]),
        f"<p>接着办的编号：<strong>{escape(code)}</strong>。在任何渠道发“继续 {escape(code)}”就能接着看。</p>",
        '<p class="note">内容来自政务服务目录，以办理地公布为准；有疑问请拨打 12345。</p>',
    ]
    name = "large" if large else "plain"
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(guide['title'])}</title>"
        '<link rel="icon" href="/static/icon.svg">'
        '<link rel="stylesheet" href="/static/print.css"><script type="module" src="/static/print.js"></script>'
        f'</head><body class="{name}"><main>{"".join(body)}</main></body></html>'
    )


def _overview(guide: dict[str, Any]) -> str:
    parts = [guide["region"]["name"], f"共{len(guide['steps'])}步"]
    parts.append(f"至少跑{guide['visits']}趟" if guide["visits"] else "")
    parts.append(f"按法定时限最长约{guide['longest_path_days']}天" if guide["longest_path_days"] else "")
    return " · ".join(part for part in parts if part)


def _step(step: dict[str, Any]) -> str:
    entry, fallback = step.get("entry") or {}, step.get("fallback") or {}
    after = "先办好第" + "、".join(map(str, step["after"])) + "步" if step["after"] else ""
    tags = [after, "看情况" if step.get("uncertain") else "", "可选" if step.get("optional") else ""]
    lines = [
        ("部门", step["department"]),
        ("期限", step.get("deadline") or ""),
        ("材料", "、".join(step["materials"])),
        ("时限", step["time_limit"]),
        ("收费", step["fee"]),
        ("去哪办", " ".join(part for part in (entry.get("name"), entry.get("url")) if part)),
        ("备用", " ".join(part for part in (fallback.get("name"), fallback.get("number")) if part)),
    ]
    rows = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in lines if value)
    notes = " · ".join(tag for tag in tags if tag)
    box = "☑" if step.get("done") else "☐"
    return (
        f'<li><h3><span class="box" aria-label="{"已办好" if step.get("done") else "未办"}">{box}</span> '
        f"{step['number']}. {escape(step['name'])}</h3>"
        + (f'<p class="note">{escape(notes)}</p>' if notes else "")
        + f"<p>{escape(step['why'])}</p><dl>{rows}</dl></li>"
    )


def _materials(materials: list[dict[str, Any]]) -> str:
    lines = []
    for material in materials:
        notes = [material.get("sheets") or ""]
        notes.append("可免提交" if material["waived"] else "")
        notes.append(f"第{material['from_step']}步会拿到" if material["from_step"] else "")
        notes.append("用于第" + "、".join(map(str, material["used_in"])) + "步")
        lines.append(f"☐ {material['name']}（{'，'.join(note for note in notes if note)}）")
    return _list(f"全程材料（{len(lines)}样）", lines)


def _list(title: str, lines: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<h2>{escape(title)}</h2><ul>{items}</ul>' if items else ""
