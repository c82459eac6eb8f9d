"""计划器的用时：一件 30 步、5 个问题的事，算一次计划、选一次问题、画一次指南要多久。

`python -m benchmarks.planner`；结果打印出来。步骤、先后和材料按固定的规则生成，每次都一样。
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import time
from collections.abc import Callable

from actions.joining import join
from actions.planner import make_plan, open_question
from catalog.schema import BasicItem, Event, Material, Option, Question, ServicePackage, Step, TimeLimit

STEPS, QUESTIONS, MATERIALS = 30, 5, 6
TODAY = dt.date(2026, 11, 23)


def item(number: int) -> BasicItem:
    """第几个事项：六份材料，其中三份大家都要。"""
    names = [f"共用材料{n}" for n in range(3)] + [f"材料{number}-{n}" for n in range(MATERIALS - 3)]
    return BasicItem(
        code=f"item-{number}",
        name=f"事项{number}",
        summary="测速用",
        audience=["自然人"],
        department="测速部门",
        materials=[Material(name=name, copies="原件1份，复印件1份") for name in names],
        time_limit=TimeLimit(days=number % 20),
        checked=TODAY,
    )


def package(code: str, first: int = 0) -> ServicePackage:
    """三十步：每步依赖前面最多三步，每三步里有一步看情形。"""
    questions = [
        Question(key=f"q{n}", ask=f"问题{n}？", options=[Option(value=v, label=v) for v in ("yes", "no")])
        for n in range(QUESTIONS)
    ]
    steps = [
        Step(
            item=f"item-{first + n}",
            why="测速。",
            after=[f"item-{first + m}" for m in sorted({n // 2, n // 3, n - 1}) if 0 <= m < n],
            when={f"q{n % QUESTIONS}": ["yes" if n % 2 else "no"]} if n % 3 == 2 else {},
        )
        for n in range(STEPS)
    ]
    return ServicePackage(
        code=code,
        name=f"{code}一件事",
        audience=["自然人"],
        summary="测速用",
        event=Event(name="测速"),
        questions=questions,
        steps=steps,
        basis="测速",
        checked=TODAY,
    )


def timed(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """跑多次，返回（中位数，第 95 百分位）毫秒。"""
    took = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


def main() -> None:
    """测三样并打印。"""
    parser = argparse.ArgumentParser(description="测计划器的用时")
    parser.add_argument("--rounds", type=int, default=500)
    rounds = parser.parse_args().rounds
    items = {f"item-{n}": item(n) for n in range(STEPS + STEPS // 2)}
    one, two = package("one"), package("two", STEPS // 2)
    works: dict[str, Callable[[], object]] = {
        f"{STEPS} 步的计划": lambda: make_plan(one, {"q0": ["yes"]}, items.get, TODAY),
        "选下一个问题": lambda: open_question(one, {"q0": ["yes"]}),
        "两件事合并": lambda: join([one, two]),
        f"合并后 {STEPS + STEPS // 2} 步的计划": lambda: make_plan(join([one, two]), {}, items.get),
    }
    for name, work in works.items():
        middle, slow = timed(work, rounds)
        print(f"{name}：中位 {middle:.2f} ms，P95 {slow:.2f} ms（{rounds} 次）")


if __name__ == "__main__":
    main()
