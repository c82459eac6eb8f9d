"""发布一张批准了的送审单：校验 → 存版本、算对应 → 建索引 → 考金标问题 → 换上。

哪一步不过都不发布，单子退回起草，写明为什么；正在服务的一直不动。
"""

from __future__ import annotations

from typing import Any

from catalog.editing import proposals
from catalog.editing.candidate import Candidate, check_draft, make_candidate, publish_candidate
from catalog.editing.golden import all_golden
from catalog.problems import Problem
from catalog.storage import releases
from catalog.store import CatalogStore
from connectors.admin.jobs.work import Failed, Work
from connectors.building.makers import embedding_model
from retrieval.evaluate.gate import Floor, GateResult, gate, golden_question
from retrieval.searcher import Searcher

STEPS = 6


def publish(work: Work) -> tuple[str, dict[str, Any]]:
    """办一次发布；没过就抛 Failed，结果里有每一条原因。"""
    number, engine = int(work.params["proposal"]), work.catalog
    draft = proposals.read(engine, number)
    if draft is None or draft.state != proposals.APPROVED:
        raise Failed(f"送审单 {number} 没有批准，不能发布。")
    work.tell("检查内容", 0, STEPS)
    serving = releases.current(engine)
    carried = proposals.edits_of_release(engine, serving.id if serving else None)
    _pass(work, number, [p for p in check_draft(draft, carried, work.national) if p.severity == "error"])
    work.tell("存好版本、核对与全国事项的对应", 1, STEPS)
    made = make_candidate(engine, draft, work.national)
    _pass(work, number, made.report.errors)
    verdict = _examine(work, made)
    if not verdict.passed:
        trouble = [{"words": said, "detail": ""} for said in verdict.reasons]
        trouble += [_miss(miss) for miss in verdict.misses]
        proposals.return_it(engine, number, draft.reviewer, "金标问题没有考过，没有发布", trouble)
        raise Failed("金标问题没有考过，没有发布", **_score(verdict))
    work.tell("换上新版本", 5, STEPS)
    info = publish_candidate(engine, made, draft)
    work.console.announce_release()
    proposals.published(engine, number, info.id)
    detail = {"送审单": number, "起草": draft.author, **_score(verdict)}
    work.audit.note(draft.reviewer, "发布", f"第 {info.id} 次发布", detail)
    work.tell("已发布", STEPS, STEPS)
    return f"第 {info.id} 次发布已换上，几秒内市民就看得到", {"release": info.id, **_score(verdict)}


def _pass(work: Work, number: int, problems: list[Problem]) -> None:
    """有问题就退回。"""
    if not problems:
        return
    trouble = [{"words": f"{one.record} {one.column}：{one.message}", "detail": one.remedy} for one in problems[:100]]
    draft = proposals.read(work.catalog, number)
    reviewer = draft.reviewer if draft else ""
    proposals.return_it(work.catalog, number, reviewer, f"有 {len(problems)} 处问题，没有发布", trouble)
    raise Failed(f"有 {len(problems)} 处问题，没有发布", problems=[one.text() for one in problems[:100]])


def _examine(work: Work, made: Candidate) -> GateResult:
    """建好这一版的索引，考金标问题；也考正在服务的那一版，看有没有退步。"""
    golden = [golden_question(one.query, one.codes, one.region or None) for one in all_golden(work.catalog)]
    limits = work.console.tuning
    floor = Floor(limits.gate_hit_at_1, limits.gate_hit_at_3, limits.gate_most_fall)
    work.tell("建这一版的检索索引", 2, STEPS)
    # 已经在用的模型就是它；还没有的（第一次）现建
    places = work.places
    model = places.model if places.model.exists() else embedding_model("", places, lambda *_: None)
    store = made.open(work.catalog, work.regions)
    told = lambda what, done, total: work.tell(f"建索引：{what} {done}/{total}", 2, STEPS)  # noqa: E731
    searcher = Searcher.open(store, work.regions, model, places.index, progress=told)
    if not golden:
        return gate(searcher, golden, floor)
    work.tell(f"考 {len(golden)} 道金标问题", 3, STEPS)
    serving = releases.current(work.catalog)
    before = None
    if serving is not None:
        before = gate(searcher.over(CatalogStore(work.catalog, serving, work.regions)), golden, floor)
    work.tell(f"考 {len(golden)} 道金标问题", 4, STEPS)
    return gate(searcher, golden, floor, before)


def _score(verdict: GateResult) -> dict[str, Any]:
    """给页面和审计看的成绩。"""
    return {"题数": verdict.questions, "第一名答对": verdict.hit_at_1, "前三名答对": verdict.hit_at_3}


def _miss(miss: Any) -> dict[str, str]:
    """一道没考过的题。"""
    found = "、".join(miss.found) or "什么也没找到"
    return {"words": f"问“{miss.question.query}”，排在前面的是：{found}", "detail": miss.remedy}
