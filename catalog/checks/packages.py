"""一件事：引用的事项存在、先后没有环、情形问题真的改变步骤、每种回答有没有事可办。"""

from __future__ import annotations

import graphlib
import itertools
from collections.abc import Iterator

from catalog.checks.place import at
from catalog.national_layer import NationalLayer
from catalog.problems import Problem
from catalog.schema import ServicePackage, Step

_MAX_COMBINATIONS = 4096


def check_packages(layer: NationalLayer) -> Iterator[Problem]:
    """全部一件事的问题。"""
    codes = {item.code for item in layer.items}
    for package in layer.packages:
        yield from _references(layer, package, codes)
        yield from _order(layer, package)
        yield from _questions(layer, package)
        yield from _situations(layer, package)


def _references(layer: NationalLayer, package: ServicePackage, codes: set[str]) -> Iterator[Problem]:
    """步骤引用的事项、前置、情形都要存在。"""
    inside = {step.item for step in package.steps}
    options = {question.key: {option.value for option in question.options} for question in package.questions}
    seen: set[str] = set()
    for index, step in enumerate(package.steps):
        path = ("steps", index)
        if step.item not in codes:
            yield at(layer, package.code, path, "步骤引用", f"没有事项 {step.item}", "改代码，或先加那个事项")
        if step.item in seen:
            yield at(layer, package.code, path, "步骤重复", f"{step.item} 出现了两次", "合并成一步，用 when 写清情形")
        seen.add(step.item)
        for before in step.after:
            if before not in inside:
                yield at(
                    layer,
                    package.code,
                    (*path, "after"),
                    "前置不存在",
                    f"{before} 不在本件事里",
                    "改代码，或去掉这条前置",
                )
            elif before == step.item:
                yield at(layer, package.code, (*path, "after"), "前置不存在", "前置是自己", "去掉这条前置")
        for key, values in step.when.items():
            if key not in options:
                yield at(
                    layer, package.code, (*path, "when"), "情形不存在", f"没有问题 {key}", "改成 questions 里的 key"
                )
            for value in values:
                if key in options and value not in options[key]:
                    known = "、".join(sorted(options[key]))
                    yield at(
                        layer,
                        package.code,
                        (*path, "when"),
                        "情形不存在",
                        f"问题 {key} 没有选项 {value}",
                        f"选项有：{known}",
                    )
        if step.deadline_days is not None and not package.event.ask_date:
            yield at(
                layer,
                package.code,
                ("event",),
                "不问日期",
                f"{step.item} 有期限，但没有问事件日期",
                "写 event.ask_date",
                "warning",
            )


def _order(layer: NationalLayer, package: ServicePackage) -> Iterator[Problem]:
    """先后关系不能绕成圈。"""
    try:
        tuple(graphlib.TopologicalSorter({step.item: set(step.after) for step in package.steps}).static_order())
    except graphlib.CycleError as error:
        circle = " → ".join(str(code) for code in error.args[1])
        yield at(layer, package.code, ("steps",), "先后成环", circle, "去掉其中一条 after")


def _questions(layer: NationalLayer, package: ServicePackage) -> Iterator[Problem]:
    """问题只在答案会改变步骤时才问；同一问题的选项不重复。"""
    used = {key for step in package.steps for key in step.when}
    keys: set[str] = set()
    for index, question in enumerate(package.questions):
        path = ("questions", index)
        values = [option.value for option in question.options]
        if question.key in keys:
            yield at(layer, package.code, path, "问题重复", f"{question.key} 出现了两次", "换一个 key")
        keys.add(question.key)
        if len(set(values)) != len(values):
            yield at(layer, package.code, path, "选项重复", f"{question.key} 有相同的选项", "去掉重复的选项")
        if question.key not in used:
            yield at(
                layer,
                package.code,
                path,
                "问题不起作用",
                f"{question.key} 的答案不改变任何步骤",
                "去掉这个问题，或给步骤写 when",
            )
            continue
        plans = {value: _with_answer(package.steps, question.key, value) for value in values}
        for first, second in itertools.combinations(plans, 2):
            if plans[first] == plans[second]:
                yield at(
                    layer,
                    package.code,
                    path,
                    "选项不起作用",
                    f"{first} 与 {second} 的步骤完全相同",
                    "合并两个选项，或给步骤写 when",
                    "warning",
                )


def _with_answer(steps: list[Step], key: str, value: str) -> tuple[int, ...]:
    """某个问题答了某个选项后还可能有的步骤。"""
    return tuple(index for index, step in enumerate(steps) if key not in step.when or value in step.when[key])


def _situations(layer: NationalLayer, package: ServicePackage) -> Iterator[Problem]:
    """一步也没有的回答组合要提醒（可能本来就不用办）；从不出现的步骤要指出来。"""
    keys = [question.key for question in package.questions]
    choices = [[option.value for option in question.options] for question in package.questions]
    total = 1
    for values in choices:
        total *= len(values)
    if total > _MAX_COMBINATIONS:
        yield at(layer, package.code, ("questions",), "问题太多", f"有 {total} 种回答组合", "减少问题")
        return
    reached: set[int] = set()
    for answers in itertools.product(*choices):
        given = dict(zip(keys, answers, strict=True))
        kept = {i for i, step in enumerate(package.steps) if all(given.get(k) in v for k, v in step.when.items())}
        reached |= kept
        if not kept:
            said = "、".join(f"{key}={value}" for key, value in given.items())
            yield at(
                layer,
                package.code,
                ("questions",),
                "没有步骤",
                f"回答 {said} 时一步也没有",
                "在 notes 里写明这种情形不用办，或给它安排步骤",
                "warning",
            )
    for index, step in enumerate(package.steps):
        if index not in reached:
            yield at(
                layer, package.code, ("steps", index), "到不了的步骤", f"{step.item} 在任何情形下都不出现", "核对 when"
            )
