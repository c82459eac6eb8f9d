"""计划器：情形筛选、排序、材料合并、期限。期望值都是看得见的算术。"""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.materials import count_sheets
from actions.planner import BOTH, make_plan, open_question, order, wanted
from catalog.schema import Material, Step
from tests.actions.packages import WHERE, item, package, question, step


@pytest.mark.promise("指南的步骤按先后次序排")
def test_order_follows_prerequisites_and_file_order_otherwise() -> None:
    """c 依赖 b，b 依赖 a；d 与谁都无关，排在它在文件里的位置。"""
    steps = [step("c", ["b"]), step("d"), step("b", ["a"]), step("a")]
    assert [s.item for s in order(steps)] == ["d", "a", "b", "c"]


def test_cycle_is_refused_with_the_names() -> None:
    """互为前置不可能办成。"""
    with pytest.raises(ValueError, match="a、b"):
        order([step("a", ["b"]), step("b", ["a"])])


def test_dropped_step_passes_its_prerequisite_on() -> None:
    """a→b→c，乡下不办 b：c 直接排在 a 之后，没有悬空的前置。"""
    steps = [step("a"), step("b", ["a"], when={"where": ["city"]}), step("c", ["b"])]
    plan = make_plan(package(steps, [WHERE]), {"where": ["village"]}, {c: item(c) for c in "abc"}.get)
    assert [(p.item.code, p.after) for p in plan.steps] == [("a", ()), ("c", (1,))]
    assert plan.dropped == ("b",)


def test_unanswered_question_keeps_the_step_as_uncertain() -> None:
    """没回答时两种可能都留着，并标明看情况。"""
    steps = [step("a"), step("b", when={"where": ["city"]})]
    plan = make_plan(package(steps, [WHERE]), {}, {c: item(c) for c in "ab"}.get)
    assert [(p.item.code, p.uncertain) for p in plan.steps] == [("a", False), ("b", True)]
    assert open_question(plan.package, {}) == "where"
    assert open_question(plan.package, {"where": ["city"]}) is None


def test_same_paper_is_listed_once_and_made_papers_are_marked() -> None:
    """身份证两步都要，只列一次；出生证由第 1 步给，不用自己准备。"""
    items = {"a": item("a", ["身份证"]), "b": item("b", ["身份证", "出生证"])}
    plan = make_plan(package([step("a", yields=["出生证"]), step("b", ["a"])]), {}, items.get)
    assert [(m.name, m.used_in, m.from_step) for m in plan.materials] == [("身份证", (1, 2), None), ("出生证", (2,), 1)]


def test_longest_path_adds_along_edges_only() -> None:
    """a(3)→c(4) 与 b(5) 并行：最长 3+4=7 天；d 没有时限，算一个未知。"""
    items = {"a": item("a", days=3), "b": item("b", days=5), "c": item("c", days=4), "d": item("d")}
    plan = make_plan(package([step("a"), step("b"), step("c", ["a"]), step("d")]), {}, items.get)
    assert (plan.longest_path_days, plan.unknown_limits) == (7, 1)


def test_deadline_counts_from_the_event() -> None:
    """8 月 3 日出生，30 天内上户口：9 月 2 日。"""
    steps = [step("a", deadline_days=30), step("b")]
    plan = make_plan(package(steps), {}, {c: item(c) for c in "ab"}.get, dt.date(2026, 8, 3))
    assert plan.steps[0].deadline == dt.date(2026, 9, 2)


def test_wanted_is_false_when_any_condition_fails() -> None:
    """两个条件，一个不符合就不办，哪怕另一个没回答。"""
    s = step("a", when={"where": ["city"], "who": ["me"]})
    assert wanted(s, {"where": ["village"]}) is False
    assert wanted(s, {"where": ["city"]}) is None
    assert wanted(s, {"where": ["city"], "who": ["me"]}) is True


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Step], set[str]]:
    """随机的无环步骤图，以及被情形去掉的步骤。"""
    size = draw(st.integers(2, 12))
    codes = [f"s{n}" for n in range(size)]
    steps = []
    for n, code in enumerate(codes):
        after = draw(st.lists(st.sampled_from(codes[:n]), unique=True, max_size=3)) if n else []
        dropped = draw(st.booleans()) and n > 0
        steps.append(step(code, after, when={"where": ["city"]} if dropped else {}))
    shuffled = draw(st.permutations(steps))
    return list(shuffled), {s.item for s in steps if s.when}


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_plan_respects_every_edge_after_dropping(graph: tuple[list[Step], set[str]]) -> None:
    """无论去掉哪些步骤：每条前置都排在前面，没有重复、没有悬空。"""
    steps, dropped = graph
    plan = make_plan(package(steps, [WHERE]), {"where": ["village"]}, lambda code: item(code, [f"{code}的材料"]))
    codes = [p.item.code for p in plan.steps]
    assert sorted(codes) == sorted({s.item for s in steps} - dropped)
    assert all(number < p.number for p in plan.steps for number in p.after)
    assert {m.name for m in plan.materials} == {f"{code}的材料" for code in codes}
    place = {code: n for n, code in enumerate(codes)}
    for late, early in ancestors(steps):
        if late in place and early in place:
            assert place[early] < place[late]


def ancestors(steps: list[Step]) -> set[tuple[str, str]]:
    """（后，先）：隔着被去掉的步骤也算。"""
    after = {s.item: s.after for s in steps}
    pairs = {(code, before) for code, befores in after.items() for before in befores}
    while True:
        more = {(code, far) for code, near in pairs for far in after[near]} - pairs
        if not more:
            return pairs
        pairs |= more


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.sampled_from("甲乙丙丁"), unique=True, max_size=4), min_size=2, max_size=8), st.data())
@pytest.mark.promise("合并材料一份不少、一份不重")
def test_merging_loses_no_material_and_repeats_none(papers: list[list[str]], data: st.DataObject) -> None:
    """每一步要的每一份材料都在合并清单里，`used_in` 正好是要它的步骤；名称不重复；产出它的步骤在用它的步骤之前。"""
    codes = [f"s{n}" for n in range(len(papers))]
    makes = {code: data.draw(st.lists(st.sampled_from("甲乙丙丁"), max_size=1)) for code in codes}
    steps = [step(code, yields=makes[code]) for code in codes]
    plan = make_plan(package(steps), {}, {c: item(c, list(p)) for c, p in zip(codes, papers, strict=True)}.get)
    merged = {m.name: m for m in plan.materials}
    assert len(merged) == len(plan.materials)
    assert set(merged) == {name for names in papers for name in names}
    for name, material in merged.items():
        assert material.used_in == tuple(n for n, names in enumerate(papers, 1) if name in names)
        assert material.from_step is None or material.from_step < material.used_in[0]


def test_unsure_answer_keeps_both_branches_as_uncertain() -> None:
    """“不清楚”等于两个答案都可能：两边的步骤都留着，标明看情况，也不再问。"""
    steps = [step("a", when={"where": ["city"]}), step("b", when={"where": ["village"]}), step("c")]
    asked = package(steps, [WHERE])
    plan = make_plan(asked, {"where": ["city", "village"]}, lambda code: item(code))
    assert [(p.item.code, p.uncertain) for p in plan.steps] == [("a", True), ("b", True), ("c", False)]
    assert open_question(asked, {"where": ["city", "village"]}) is None


def test_question_is_asked_only_when_the_answers_differ() -> None:
    """两个答案都要办 a：问了也白问，不问；已经用不着的步骤上的问题也不问。"""
    both = [step("a", when={"where": ["city", "village"]}), step("b")]
    assert open_question(package(both, [WHERE]), {}) is None
    nested = [step("a", when={"where": ["city"], "who": ["me"]}), step("b")]
    asked = package(nested, [WHERE, question("who", "me", "other")])
    assert open_question(asked, {}) == "where"
    assert open_question(asked, {"where": ["village"]}) is None
    assert open_question(asked, {"where": ["city"]}) == "who"


@pytest.mark.parametrize(
    ("copies", "expected"),
    [
        ("原件查验", (None, None)),
        ("原件1份，复印件2份", (1, 2)),
        ("2份复印件", (None, 2)),
        ("复印件两份", (None, 2)),
        ("复印件或信息", (None, None)),
        ("", (None, None)),
        ("原件及复印件", (None, None)),
    ],
)
def test_sheets_are_read_only_when_written(copies: str, expected: tuple[int | None, int | None]) -> None:
    assert count_sheets(Material(name="居民身份证", copies=copies)) == expected


def test_originals_are_carried_along_and_copies_add_up() -> None:
    """三步各要身份证原件 1 份、复印件 2 份：带 1 份原件、2+2+2=6 份复印件。"""
    paper = Material(name="居民身份证", copies="原件1份，复印件2份")
    items = {code: item(code).model_copy(update={"materials": [paper]}) for code in "abc"}
    plan = make_plan(package([step(code) for code in "abc"]), {}, items.get)
    assert [(m.name, m.originals, m.copies) for m in plan.materials] == [("居民身份证", 1, 6)]
    assert plan.materials[0].sheets == "原件1份、复印件共6份"


def test_two_answers_both_true_are_both_needed() -> None:
    """“换地址，顺便换法人”：两步都一定要办；说不准是哪个时，两步都是看情况。"""
    one = step("a").model_copy(update={"when": {"what": ["address"]}})
    assert wanted(one, {"what": ["address", "legal"]}) is None
    assert wanted(one, {"what": ["address", "legal"], BOTH: ["what"]}) is True
    assert wanted(one, {"what": ["name", "legal"], BOTH: ["what"]}) is False
