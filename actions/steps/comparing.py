"""换了地区之后，指南有什么不一样：入口、部门、当地有没有自己的规定。"""

from __future__ import annotations

from dataclasses import dataclass

from actions.render.service import fee_text, time_limit_text
from actions.steps.showing import plan_for
from actions.turn import Turn
from catalog.store import Offer

MOST_SHOWN = 6
"""最多逐条说几处不同，再多就只说数目。"""


@dataclass(frozen=True)
class Change:
    """一步的一处不同。"""

    number: int
    text: str


def changes(turn: Turn, before: str | None, after: str) -> list[Change]:
    """同一份指南在两个地方的不同，按步骤先后。"""
    plan = plan_for(turn)
    if plan is None:
        return []
    store = turn.tools.store
    found: list[Change] = []
    for planned in plan.steps:
        code = planned.step.item
        old, new = store.item(code, before), store.item(code, after)
        if old and new:
            found += [Change(planned.number, text) for text in _differences(old, new)]
    return found


def _differences(old: Offer, new: Offer) -> list[str]:
    texts = []
    if old.is_national_default and not new.is_national_default:
        texts.append(f"{new.region.name}有自己的规定")
    elif new.is_national_default and not old.is_national_default:
        texts.append("当地没有收录自己的规定，按全国通用规定")
    if old.item.department != new.item.department:
        texts.append(f"改由{new.item.department}办")
    old_entry, new_entry = (offer.entry.name if offer.entry else "" for offer in (old, new))
    if old_entry != new_entry:
        texts.append(f"入口换成{new_entry}" if new_entry else "没有收录网上入口，到窗口办")
    if not (old.is_national_default and new.is_national_default):
        if time_limit_text(old.item) != time_limit_text(new.item):
            texts.append(f"时限是{time_limit_text(new.item)}")
        if fee_text(old.item) != fee_text(new.item):
            texts.append(f"收费是{fee_text(new.item)}")
        names = {m.name for m in new.item.materials} - {m.name for m in old.item.materials}
        if names and old.item.materials:
            texts.append("材料多了" + "、".join(sorted(names)))
    return texts


def changed_text(turn: Turn) -> str:
    """和刚才那个地方比有什么变了，一段话；没有可比的地方返回空串。"""
    before, after = turn.region_before, turn.state.region
    if not before or not after or before == after or not turn.state.package:
        return ""
    old = turn.tools.regions.get(before)
    found = changes(turn, before, after)
    where = f"和{old.name}比：" if old else ""
    if not found:
        return f"{where}步骤和入口都一样。"
    same: dict[str, list[int]] = {}
    for change in found:
        same.setdefault(change.text, []).append(change.number)
    lines = [f"第{'、'.join(map(str, numbers))}步{text}" for text, numbers in same.items()]
    more = f"；另有{len(lines) - MOST_SHOWN}处不同" if len(lines) > MOST_SHOWN else ""
    return f"{where}步骤不变；" + "；".join(lines[:MOST_SHOWN]) + more + "。"
