"""几件事合成一件：步骤、情形问题、先后关系都合起来，同一个事项只办一次。

合成的代码写作 `甲+乙`；其中一部分也可以是单个事项（没有一件事的小事）。
"""

from __future__ import annotations

from catalog.schema import BasicItem, Event, Option, Question, ServicePackage, Step
from catalog.store import CatalogStore

SEPARATOR = "+"
"""合成代码的分隔符；目录的代码里只有小写字母、数字和短横线。"""

MOST = 4
"""最多合几件：再多就没人看得完了。"""


class SharedStep(Step):
    """几件事共用的一步：`when` 之外，符合 `also` 里任何一组条件也要办。"""

    also: list[dict[str, list[str]]] = []


def joined_code(codes: list[str]) -> str:
    """几个代码合成的代码；重复的只算一次。"""
    return SEPARATOR.join(list(dict.fromkeys(codes))[:MOST])


def find_package(store: CatalogStore, code: str, region: str | None) -> ServicePackage | None:
    """一件事，或 `甲+乙` 合成的几件事；一部分也找不到时返回 None。"""
    codes = code.split(SEPARATOR)
    if len(codes) == 1:
        return store.package(code, region)
    packages = [package for package in (store.package(one, region) for one in codes) if package]
    offers = [store.item(one, region) for one in codes if store.package(one, region) is None]
    items = [offer.item for offer in offers if offer]
    return join(packages, items) if packages else None


def join(packages: list[ServicePackage], items: list[BasicItem] | None = None) -> ServicePackage:
    """把几件事合成一件。期限只按第一件有期限的事的日期算，别的事的期限留文字。"""
    extra = [item for item in items or [] if all(s.item != item.code for p in packages for s in p.steps)]
    if len(packages) == 1 and not extra:
        return packages[0]
    dated = next((p for p in packages if any(s.deadline_days is not None for s in p.steps)), packages[0])
    questions: list[Question] = []
    steps: dict[str, Step] = {}
    for package in packages:
        renamed = _add_questions(questions, package)
        for step in package.steps:
            mine = _renamed(step, renamed) if package is dated else _undated(_renamed(step, renamed))
            steps[step.item] = _shared(steps[step.item], mine) if step.item in steps else mine
    for item in extra:
        steps[item.code] = Step.model_construct(item=item.code, why=item.summary)
    return packages[0].model_copy(
        update={
            "code": joined_code([*(p.code for p in packages), *(i.code for i in extra)]),
            "name": "、".join([*(p.name.removesuffix("一件事") for p in packages), *(i.name for i in extra)]),
            "official": "",
            "audience": list(dict.fromkeys(a for p in packages for a in p.audience)),
            "summary": " ".join(p.summary for p in packages),
            "aliases": [],
            "event": Event(name=dated.event.name, ask_date=dated.event.ask_date),
            "questions": questions,
            "steps": _ordered(steps, packages),
            "notes": list(dict.fromkeys(note for p in packages for note in p.notes)),
            "basis": "；".join(p.basis for p in packages),
        }
    )


def _add_questions(questions: list[Question], package: ServicePackage) -> dict[str, str]:
    """把这件事的问题加进去，返回改了名的 {原 key: 新 key}。同名又同选项的问题只问一次。"""
    renamed: dict[str, str] = {}
    for question in package.questions:
        same = next((q for q in questions if q.key == question.key), None)
        if same is None:
            questions.append(question)
        elif _values(same.options) == _values(question.options):
            continue
        else:
            renamed[question.key] = f"{package.code}-{question.key}"
            questions.append(question.model_copy(update={"key": renamed[question.key]}))
    return renamed


def _values(options: list[Option]) -> set[str]:
    return {option.value for option in options}


def _renamed(step: Step, renamed: dict[str, str]) -> Step:
    if not renamed.keys() & step.when.keys():
        return step
    return step.model_copy(update={"when": {renamed.get(key, key): values for key, values in step.when.items()}})


def _undated(step: Step) -> Step:
    if step.deadline_days is None:
        return step
    text = step.deadline_text or f"事发后{step.deadline_days}天内"
    return step.model_copy(update={"deadline_days": None, "deadline_text": text})


def _shared(one: Step, other: Step) -> SharedStep:
    """同一个事项在两件事里都有：条件任一符合就办，期限取已有的那个；前置另算。"""
    also = [*getattr(one, "also", []), other.when]
    dated = one if one.deadline_days is not None or not other.deadline_days else other
    return SharedStep.model_construct(
        item=one.item,
        why=one.why if other.why in one.why else f"{one.why}{other.why}",
        when=one.when,
        also=also,
        optional=one.optional and other.optional,
        deadline_days=dated.deadline_days,
        deadline_text=dated.deadline_text or one.deadline_text or other.deadline_text,
        deadline_basis=dated.deadline_basis or one.deadline_basis or other.deadline_basis,
        yields=list(dict.fromkeys([*one.yields, *other.yields])),
    )


def _ordered(steps: dict[str, Step], packages: list[ServicePackage]) -> list[Step]:
    """定好每一步的前置。两件事对先后说法相反、会绕成环时，以先说的那件为准。"""
    after: dict[str, list[str]] = {code: [] for code in steps}

    def leads_to(code: str, target: str) -> bool:
        waiting, seen = [code], {code}
        while waiting:
            here = waiting.pop()
            if here == target:
                return True
            new = [before for before in after[here] if before not in seen]
            seen.update(new)
            waiting += new
        return False

    for before, code in [(b, step.item) for package in packages for step in package.steps for b in step.after]:
        if before in after and before not in after[code] and not leads_to(before, code):
            after[code].append(before)
    return [step.model_copy(update={"after": after[code]}) for code, step in steps.items()]
