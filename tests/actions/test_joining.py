"""几件事合成一份：步骤、条件、先后、材料一样不少，也不重复。"""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from actions.joining import join, joined_code
from actions.planner import Situation, make_plan, open_question, order, wanted
from catalog.schema import Event, Question, ServicePackage, Step
from tests.actions.packages import WHERE, item, package, question, step

JOB = question("job", "worker", "farmer")


def named(code: str, steps: list[Step], questions: list[Question]) -> ServicePackage:
    return package(steps, questions).model_copy(update={"code": code, "name": f"{code}一件事", "notes": [code]})


def test_shared_step_is_listed_once_with_both_reasons_and_edges() -> None:
    """a→b 与 c→b：b 只有一步，排在 a、c 之后。"""
    one = named("one", [step("a"), step("b", ["a"])], [])
    two = named("two", [step("c"), step("b", ["c"])], [])
    plan = make_plan(join([one, two]), {}, lambda code: item(code, ["居民身份证", f"{code}的表"]))
    assert [p.item.code for p in plan.steps] == ["a", "c", "b"]
    assert plan.steps[2].after == (1, 2)
    assert {m.name: m.used_in for m in plan.materials}["居民身份证"] == (1, 2, 3)


def test_shared_step_is_wanted_when_either_wants_it() -> None:
    """一件事说城里才办，另一件说工人才办：两边都不符合才不办。"""
    one = named("one", [step("a"), step("b", when={"where": ["city"]})], [WHERE])
    two = named("two", [step("c"), step("b", when={"job": ["worker"]})], [JOB])
    shared = next(s for s in join([one, two]).steps if s.item == "b")
    assert wanted(shared, {"where": ["city"], "job": ["farmer"]}) is True
    assert wanted(shared, {"where": ["village"], "job": ["worker"]}) is True
    assert wanted(shared, {"where": ["village"], "job": ["farmer"]}) is False
    assert wanted(shared, {"where": ["village"]}) is None


def test_same_question_is_asked_once_and_a_different_one_keeps_apart() -> None:
    """同 key 同选项只问一次；同 key 不同选项改名，各问各的。"""
    other = question("where", "north", "south")
    one = named("one", [step("a", when={"where": ["city"]}), step("x")], [WHERE])
    same = named("two", [step("b", when={"where": ["city"]}), step("y")], [WHERE])
    different = named("three", [step("c", when={"where": ["north"]}), step("z")], [other])
    joined = join([one, same, different])
    assert [q.key for q in joined.questions] == ["where", "three-where"]
    assert next(s for s in joined.steps if s.item == "c").when == {"three-where": ["north"]}


def test_opposite_orders_follow_the_first_event() -> None:
    """一件事说 a 在前，另一件说 b 在前：以先说的为准，不成环。"""
    one = named("one", [step("a"), step("b", ["a"])], [])
    two = named("two", [step("b"), step("a", ["b"])], [])
    assert [s.item for s in order(join([one, two]).steps)] == ["a", "b"]


def test_deadline_counts_only_from_the_event_it_belongs_to() -> None:
    """日期是第一件有期限的事的；另一件的期限留文字。"""
    one = named("one", [step("a"), step("b", deadline_days=30)], [])
    two = named("two", [step("c", deadline_days=60), step("d")], []).model_copy(update={"event": Event(name="别的")})
    steps = {s.item: s for s in join([one, two]).steps}
    assert steps["b"].deadline_days == 30
    assert (steps["c"].deadline_days, steps["c"].deadline_text) == (None, "事发后60天内")


def test_single_item_joins_as_one_step() -> None:
    joined = join([named("one", [step("a"), step("b")], [])], [item("z")])
    assert (joined.code, [s.item for s in joined.steps]) == ("one+z", ["a", "b", "z"])
    assert joined_code(["one", "z", "one"]) == "one+z"


def test_densely_linked_events_join_quickly() -> None:
    """每步依赖前面全部步骤的 40 步、有一半被情形去掉：路径有 2 的几十次方条，也不能逐条去走。"""
    steps = [step(f"s{n}", [f"s{m}" for m in range(n)], when={"where": ["city"]} if n % 2 else {}) for n in range(40)]
    joined = join([named("one", steps, [WHERE]), named("two", [step("x", ["s1"]), step("s1")], [])])
    plan = make_plan(joined, {"where": ["village"]}, lambda code: item(code))
    assert [p.step.item for p in plan.steps] == ["s0", "s1", *(f"s{n}" for n in range(2, 40, 2)), "x"]


@st.composite
def events(draw: st.DrawFn) -> tuple[ServicePackage, ServicePackage]:
    """两件随机的事，步骤有重叠，各有一个问题。"""
    made = []
    for code, asked in (("one", WHERE), ("two", JOB)):
        codes = draw(st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=7, unique=True))
        steps = []
        for n, one in enumerate(codes):
            after = draw(st.lists(st.sampled_from(codes[:n]), unique=True, max_size=2)) if n else []
            value = draw(st.sampled_from([None, *(option.value for option in asked.options)]))
            steps.append(step(one, after, when={asked.key: [value]} if value else {}))
        made.append(named(code, steps, [asked]))
    return made[0], made[1]


@settings(max_examples=150, deadline=None)
@given(events())
def test_joined_plan_is_the_union_in_order(pair: tuple[ServicePackage, ServicePackage]) -> None:
    """每一种回答下：要办的就是两件事各自要办的并集，没有重复，第一件事的先后全都守住，材料一样不少。"""
    one, two = pair
    joined = join([one, two])
    for where, job in itertools.product(("city", "village"), ("worker", "farmer")):
        situation: Situation = {"where": [where], "job": [job]}
        plan = make_plan(joined, situation, lambda code: item(code, [f"{code}的表", "居民身份证"]))
        alone = [make_plan(p, situation, lambda code: item(code, [f"{code}的表"])) for p in pair]
        codes = [p.item.code for p in plan.steps]
        assert sorted(codes) == sorted({p.item.code for each in alone for p in each.steps})
        for p in alone[0].steps:
            for before in p.after:
                assert codes.index(alone[0].steps[before - 1].item.code) < codes.index(p.item.code)
        assert all(number < p.number for p in plan.steps for number in p.after)
        papers = {f"{code}的表" for code in codes} | ({"居民身份证"} if codes else set())
        assert {m.name for m in plan.materials} == papers
        assert open_question(joined, situation) is None
