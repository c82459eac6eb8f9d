"""从一件事的定义算出这个人的步骤：情形筛选 → 拓扑排序 → 材料合并。

排序用 Kahn 算法的稳定变体：可以先办的步骤里，按定义文件里的先后取（A. B. Kahn, 1962）。
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from actions.materials import MergedMaterial, merge_materials
from catalog.schema import BasicItem, ServicePackage, Step

Situation = dict[str, list[str]]
"""情形：问题 key → 还可能的答案。没回答的问题不在里面，等于每种都可能。"""


UNWANTED = "unwanted"
"""情形里的保留 key：市民说了不办的步骤（事项编码）。"""

BOTH = "both"
"""情形里的保留 key：哪几个问题的几个答案都是（“换地址，顺便加经营范围”），不是说不准是哪个。"""


@dataclass(frozen=True)
class PlannedStep:
    """计划里的一步：编号从 1 起；`after` 是必须先办完的步骤编号；`uncertain` 表示要不要办取决于没回答的问题。"""

    number: int
    step: Step
    item: BasicItem
    after: tuple[int, ...]
    uncertain: bool
    deadline: dt.date | None


@dataclass(frozen=True)
class Plan:
    """一件事的计划。`longest_path_days` 只累计有法定时限的步骤；`unknown_limits` 是没有全国统一时限的步骤数。"""

    package: ServicePackage
    situation: Situation
    steps: tuple[PlannedStep, ...]
    materials: tuple[MergedMaterial, ...]
    visits: int
    longest_path_days: int | None
    unknown_limits: int
    dropped: tuple[str, ...] = field(default=())


def wanted(step: Step, situation: Situation) -> bool | None:
    """这一步要不要办：True 要办，False 不用办，None 取决于没回答的问题。"""
    verdicts = [_fits(when, situation) for when in (step.when, *getattr(step, "also", ()))]
    if True in verdicts:
        return True
    return None if None in verdicts else False


def _fits(when: dict[str, list[str]], situation: Situation) -> bool | None:
    """一组条件符不符合；“不清楚”（几个答案都可能）时只要还可能有不符合的，就说不准。"""
    verdict: bool | None = True
    for key, values in when.items():
        answers = situation.get(key)
        if answers is None:
            verdict = None
        elif not set(answers) & set(values):
            return False
        elif not set(answers) <= set(values) and key not in situation.get(BOTH, []):
            verdict = None
    return verdict


def order(steps: list[Step]) -> list[Step]:
    """稳定拓扑排序；有环时抛出 ValueError（发布前的校验保证不会发生）。

    被情形去掉的前置会“传递”：A→B→C 去掉 B 后，C 仍在 A 之后。
    """
    remaining = list(steps)
    placed: set[str] = set()
    present = {step.item for step in steps}
    result: list[Step] = []
    while remaining:
        ready = next((s for s in remaining if all(a in placed or a not in present for a in s.after)), None)
        if ready is None:
            raise ValueError("步骤的先后关系有环：" + "、".join(s.item for s in remaining))
        remaining.remove(ready)
        placed.add(ready.item)
        result.append(ready)
    return result


def _bridge(package: ServicePackage, kept: set[str]) -> dict[str, list[str]]:
    """每个保留步骤的前置，跳过被去掉的步骤并接上它们的前置。"""
    after = {step.item: step.after for step in package.steps}

    def kept_before(code: str) -> list[str]:
        found: list[str] = []
        waiting, seen = list(after.get(code, [])), {code}
        while waiting:
            before = waiting.pop(0)
            if before in seen:
                continue
            seen.add(before)
            if before in kept:
                found.append(before)
            else:
                waiting = [*after.get(before, []), *waiting]
        return found

    return {code: kept_before(code) for code in kept}


def make_plan(
    package: ServicePackage,
    situation: Situation,
    item_of: Callable[[str], BasicItem | None],
    event_date: dt.date | None = None,
) -> Plan:
    """算出计划。`item_of` 给出某地的事项；目录里没有的事项会抛出 KeyError（发布前的校验保证不会发生）。"""
    unwanted = situation.get(UNWANTED, [])
    verdicts = {step.item: wanted(step, situation) if step.item not in unwanted else False for step in package.steps}
    kept = {code for code, verdict in verdicts.items() if verdict is not False}
    before = _bridge(package, kept)
    ordered = order([s.model_copy(update={"after": before[s.item]}) for s in package.steps if s.item in kept])
    numbers = {step.item: number for number, step in enumerate(ordered, 1)}
    planned = []
    for step in ordered:
        item = item_of(step.item)
        if item is None:
            raise KeyError(step.item)
        deadline = None
        if event_date is not None and step.deadline_days is not None:
            deadline = event_date + dt.timedelta(days=step.deadline_days)
        after = tuple(sorted(numbers[code] for code in step.after))
        planned.append(PlannedStep(numbers[step.item], step, item, after, verdicts[step.item] is None, deadline))
    days, unknown = _longest_path(planned)
    return Plan(
        package=package,
        situation=situation,
        steps=tuple(planned),
        materials=tuple(merge_materials(planned)),
        visits=sum(1 for p in planned if not any(c.kind in ("online", "app", "mini_program") for c in p.item.channels)),
        longest_path_days=days,
        unknown_limits=unknown,
        dropped=tuple(code for code, verdict in verdicts.items() if verdict is False),
    )


def _longest_path(planned: list[PlannedStep]) -> tuple[int | None, int]:
    """最长路径的法定天数（没有任何已知时限时为 None）和没有统一时限的步骤数。"""
    finish: dict[int, int] = {}
    unknown = 0
    for p in planned:
        days = p.item.time_limit.days
        unknown += days is None
        finish[p.number] = max((finish[n] for n in p.after), default=0) + (days or 0)
    known = [p for p in planned if p.item.time_limit.days is not None]
    return (max(finish.values()) if known else None), unknown


def open_question(package: ServicePackage, situation: Situation) -> str | None:
    """下一个值得问的问题 key：没回答过，且不同的回答得到不同的步骤；没有返回 None。"""
    for question in package.questions:
        if question.key in situation:
            continue
        outcomes = {
            tuple(wanted(step, {**situation, question.key: [option.value]}) for step in package.steps)
            for option in question.options
        }
        if len(outcomes) > 1:
            return question.key
    return None
