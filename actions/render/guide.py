"""指南消息：一件事的步骤、合并后的材料和下一步。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actions.planner import Plan, PlannedStep
from actions.render.service import entry_text, fallback_text, fee_text, time_limit_text
from actions.steps.options import labels
from actions.wording import say
from catalog.regions import Region
from catalog.store import Offer

OfferOf = Callable[[str], Offer | None]


def step_dict(planned: PlannedStep, offer: Offer, done: bool) -> dict[str, Any]:
    """DESIGN 第 3 节 `guide.steps` 的一项。"""
    entry = offer.entry
    return {
        "number": planned.number,
        "code": planned.item.code,
        "name": planned.item.name,
        "department": offer.item.department,
        "after": list(planned.after),
        "why": planned.step.why,
        "materials": [m.name for m in offer.item.materials],
        "time_limit": time_limit_text(offer.item),
        "deadline": deadline_text(planned),
        "deadline_date": planned.deadline.isoformat() if planned.deadline else None,
        "fee": fee_text(offer.item),
        "entry": {"name": entry.name, "url": entry.url, "reason": entry.reason} if entry else None,
        "fallback": {"name": fallback_text(offer), "number": offer.item.consult_phone or say("hotline")},
        "optional": planned.step.optional,
        "uncertain": planned.uncertain,
        "national_default": offer.is_national_default,
        "done": done,
    }


def parallel_groups(plan: Plan) -> list[list[int]]:
    """可以同时办的步骤：离起点一样远、彼此没有先后的归为一组，只留两步以上的。

    看情况才办的不算：它们常常是二选一。
    """
    depth: dict[int, int] = {}
    for planned in plan.steps:
        depth[planned.number] = max((depth[n] + 1 for n in planned.after), default=0)
    groups: dict[int, list[int]] = {}
    for planned in plan.steps:
        if not planned.uncertain:
            groups.setdefault(depth[planned.number], []).append(planned.number)
    return [numbers for _, numbers in sorted(groups.items()) if len(numbers) > 1]


def parallel_text(plan: Plan) -> str:
    """哪些步骤可以同时办，一句话；没有返回空串。"""
    groups = parallel_groups(plan)
    if not groups or len(plan.steps) < 3:
        return ""
    return "可以同时办：" + "；".join("第" + "、".join(map(str, numbers)) + "步" for numbers in groups) + "。"


def deadline_text(planned: PlannedStep) -> str | None:
    """这一步最晚什么时候办；没有期限返回 None。"""
    if planned.deadline:
        return f"{planned.deadline:%Y年%-m月%-d日}前"
    if planned.step.deadline_days is not None:
        return planned.step.deadline_text or f"事发后{planned.step.deadline_days}天内"
    return planned.step.deadline_text or None


def guide_message(plan: Plan, region: Region, offer_of: OfferOf, done: list[str], lead: str) -> dict[str, Any]:
    """指南消息。`offer_of` 给出某个事项在当前地区的版本。"""
    together = {n: [other for other in group if other != n] for group in parallel_groups(plan) for n in group}
    maybe = frozenset(p.number for p in plan.steps if p.uncertain)
    steps, lines = [], [f"{lead}【{plan.package.name}】（{region.name}）"]
    for planned in plan.steps:
        offer = offer_of(planned.step.item)
        if offer is None:
            raise KeyError(planned.step.item)
        done_already = planned.step.item in done
        steps.append({**step_dict(planned, offer, done_already), "parallel_with": together.get(planned.number, [])})
        lines.append(step_line(planned, offer, done_already, maybe))
    if not steps:
        lines.append(say("nothing_to_do"))
    lines.append(parallel_text(plan))
    materials = [
        {
            "name": m.name,
            "used_in": list(m.used_in),
            "from_step": m.from_step,
            "waived": m.waived,
            "required": m.required,
            "originals": m.originals,
            "copies": m.copies,
            "sheets": m.sheets,
        }
        for m in plan.materials
    ]
    lines.append(materials_line(plan))
    if plan.longest_path_days:
        note = f"（另有{plan.unknown_limits}步时限{say('confirm_locally')}）" if plan.unknown_limits else ""
        lines.append(f"按法定时限最长约{plan.longest_path_days}天{note}；{visits_text(plan)}。")
    warnings = guide_warnings(plan, steps, region)
    lines += warnings
    guide = {
        "code": plan.package.code,
        "title": plan.package.name,
        "region": {"code": region.code, "name": region.name, "level": region.level},
        "situation": plan.situation,
        "situation_text": labels(plan.package, plan.situation),
        "steps": steps,
        "materials": materials,
        "visits": plan.visits,
        "longest_path_days": plan.longest_path_days,
        "resume_code": None,
        "warnings": warnings,
    }
    return {"type": "guide", "text": "\n".join(line for line in lines if line), "guide": guide}


def visits_text(plan: Plan) -> str:
    """要跑几次现场，一句话。"""
    return f"至少跑{plan.visits}次现场" if plan.visits else "各步都有网上渠道"


def step_line(planned: PlannedStep, offer: Offer, done: bool, maybe: frozenset[int] = frozenset()) -> str:
    """指南文字版的一步；`maybe` 是看情况才办的步骤，作为前置时说“里要办的”。"""
    notes = []
    if planned.after:
        either = "里要办的" if len(planned.after) > 1 and maybe & set(planned.after) else ""
        notes.append("先办完第" + "、".join(map(str, planned.after)) + f"步{either}")
    if planned.uncertain:
        notes.append("看情况")
    elif planned.step.optional:
        notes.append("可选")
    deadline = deadline_text(planned)
    if deadline:
        notes.append(deadline)
    mark = "✓ " if done else ""
    tail = f"（{'，'.join(notes)}）" if notes else ""
    where = "；".join(dict.fromkeys([offer.item.department, entry_text(offer)]))
    return f"{mark}{planned.number}. {planned.item.name}{tail}：{planned.step.why}{where}"


def materials_line(plan: Plan) -> str:
    """合并后的材料清单，一份材料只列一次；只有看情况才办、可选的步骤用得到的另列，注明是第几步的。"""
    depends = {p.number for p in plan.steps if p.uncertain or p.step.optional}
    own = [m for m in plan.materials if m.from_step is None]
    sure = [m for m in own if m.required and not depends.issuperset(m.used_in)]
    maybe = [m for m in own if m not in sure]
    lines = []
    if sure:
        lines.append("要准备的材料：" + "；".join(m.name + _notes(m.sheets, m.waived) for m in sure))
    if maybe:
        listed = (f"{m.name}{_notes(m.sheets, m.waived, _steps(m.used_in))}" for m in maybe)
        lines.append(("看情况才要的：" if sure else "要准备的材料（看情况）：") + "；".join(listed))
    if made := [m for m in plan.materials if m.from_step is not None]:
        lines.append("办理中会拿到、后面要用的：" + "；".join(f"{m.name}（第{m.from_step}步给）" for m in made))
    return "。\n".join(lines)


def _steps(numbers: tuple[int, ...]) -> str:
    return "第" + "、".join(map(str, numbers)) + "步用"


def _notes(sheets: str, waived: bool, where: str = "") -> str:
    notes = [note for note in (sheets, "可免提交" if waived else "", where) if note]
    return f"（{'，'.join(notes)}）" if notes else ""


def guide_warnings(plan: Plan, steps: list[dict[str, Any]], region: Region) -> list[str]:
    """指南的提示：哪些步骤是全国通用规定、要向当地确认。"""
    warnings = list(plan.package.notes)
    defaults = [s["number"] for s in steps if s["national_default"]]
    if defaults and region.level != "nation":
        which = "各步" if len(defaults) == len(steps) else "第" + "、".join(map(str, defaults)) + "步"
        warnings.append(f"{which}按全国通用规定列出，{region.name}的具体要求{say('confirm_locally')}。")
    return warnings
