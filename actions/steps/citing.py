"""把规定说成给人看的文字：标明是哪个事项、哪里的规定，附出处。"""

from __future__ import annotations

from collections.abc import Sequence

from actions.evidence import Found
from actions.render.service import place_label
from actions.turn import Turn
from actions.wording import say
from catalog.store import Offer


def cited(turn: Turn, found: Sequence[Found]) -> str:
    """规定的文字：标明是哪个事项、哪里的规定，附出处。"""
    lines: list[str] = []
    for one in found:
        offer = turn.offer(one.fact.code)
        if offer is None:
            lines.append(one.fact.line)
            continue
        title = f"【{offer.item.name}】（{place_label(offer, turn.region)}）"
        lines.append(one.fact.line if any(title in line for line in lines) else title + one.fact.line)
        source = source_line(offer)
        if source and source not in lines:
            lines.append(source)
    return "\n".join(sorted(lines, key=lambda line: line.startswith(say("basis"))))


def source_line(offer: Offer) -> str:
    """出处一行；没有返回空串。"""
    if not offer.sources:
        return ""
    return f"{say('basis')}{offer.sources[0]['name']}（{offer.sources[0]['updated']}核对）"
