"""学习：没答好的问题、问得最多的、停在哪里、好差评、各地收录情况；表格、图和 CSV。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup

from catalog.coverage import Coverage, measure_coverage
from catalog.coverage_chart import coverage_svg
from catalog.editing import proposals
from catalog.editing.candidate import current_record
from catalog.editing.changes import EDITED, Edit, changed_fields
from catalog.editing.golden import add_example, add_golden
from catalog.editing.proposals import NotAllowed
from catalog.editing.records import Key
from connectors.admin.drafting import draft_for, open_draft
from connectors.admin.exporting import csv_answer
from connectors.admin.web import Editor, Form, Stop, address_of, console_of, go, page, text
from connectors.gateway.engine import Engine
from connectors.learning import reading
from connectors.learning.charts import bars, trend
from connectors.learning.log import KIND_WORDS

router = APIRouter()


def _engine(request: Request) -> Engine:
    """检索与目录；还没好就说明。"""
    engine = request.app.state.engine
    if engine.searcher is None:
        raise Stop(503, "检索还在准备", "服务刚启动，检索还在准备，请过一会儿再看。")
    assert isinstance(engine, Engine)
    return engine


def _names(engine: Engine, codes: Iterable[str]) -> dict[str, str]:
    """代码 → 名称。"""
    named = {}
    for code in set(codes):
        found = engine.store.basic(code) or engine.store.package(code)
        offer = engine.store.item(code) if code and found is None else None
        named[code] = found.name if found else offer.item.name if offer else code or "（没有谈到事项）"
    return named


@router.get("/questions")
def questions(request: Request, visit: Editor) -> Response:
    """没答好的问题，意思相近的放在一起。"""
    console, engine = console_of(request), _engine(request)
    assert engine.searcher is not None
    listed = reading.open_questions(console.learning)
    clusters = reading.clustered(listed, engine.searcher.encoder.queries)[:40]
    near = {
        cluster.questions[0].digest: engine.searcher.search(cluster.questions[0].text, k=3).hits for cluster in clusters
    }
    return page(
        request, "questions.html", clusters=clusters, near=near, kinds=KIND_WORDS, keeps=console.settings.keep_questions
    )


@router.post("/questions")
def use(request: Request, visit: Editor, form: Form) -> Response:
    """一键：作别名、作金标问题、作例句，或不用管。"""
    console, act = console_of(request), text(form, "act")
    words, code = text(form, "words"), text(form, "code") or text(form, "picked")
    digests = [str(value) for value in form.getlist("digest")][: reading.MOST]
    if act != "skip" and not code:
        raise Stop(422, "没有选事项", "请选一个事项，或填它的代码。")
    if act == "alias":
        said = _alias(request, visit.person.name, code, words)
    elif act == "golden":
        add_golden(console.catalog, words, [code], visit.person.name, text(form, "region"))
        said = "已作金标问题"
    elif act == "example":
        add_example(console.catalog, words, "ask_service", code, visit.person.name)
        said = "已作例句，重新训练后起作用"
    else:
        said = "不用管"
    reading.handle(console.learning, digests, f"{visit.person.name}：{said}")
    console.audit.note(visit.person.name, "处理没答好的问题", words, said, address_of(request))
    return go(request, "/admin/questions", f"“{words}”：{said}。")


def _alias(request: Request, author: str, code: str, words: str) -> str:
    """把这句话加进事项的别名，放进送审单。"""
    console, visit = console_of(request), request.state.visit
    for kind in ("basic", "package"):
        key = Key(kind, code, "000000")
        _, content, source = current_record(console.catalog, open_draft(console, visit.person), key)
        if content is None:
            continue
        aliases = [*content.get("aliases", []), words]
        changes = changed_fields(content, {**content, "aliases": list(dict.fromkeys(aliases))})
        try:
            draft = draft_for(console, visit.person)
            if changes:
                note = "市民这么问过"
                edit = Edit(0, source, key, str(content["name"]), EDITED, changes, author, note=note)
                proposals.add_edit(console.catalog, draft.id, edit)
        except NotAllowed as problem:
            raise Stop(409, "没有办成", str(problem)) from problem
        return f"已作“{content['name']}”的别名，在送审单 {draft.id} 里"
    raise Stop(422, "没有这个事项", "只能给全国事项或一件事加别名，请核对代码。")


@router.get("/trends")
def trends(request: Request, visit: Editor, region: str = "") -> Response:
    """问得最多的、停在哪里、好差评。"""
    console, engine = console_of(request), _engine(request)
    table = console.regions
    asked = reading.most_asked(console.learning, region.strip())
    stops, unhappy = reading.endings(console.learning), reading.unhappy_endings(console.learning)
    rated, steps = reading.ratings(console.learning), reading.step_ratings(console.learning)
    codes = [code for _, code, _ in asked] + [row[0] for row in unhappy] + [one.code for one in (*rated, *steps)]
    codes += [one.guide for one in steps]
    names = _names(engine, codes)
    asked_bars = [(f"{names[code]}", float(total)) for _, code, total in asked[:15]]
    stop_bars = [(KIND_WORDS[kind], float(total)) for kind, total in stops.items()]
    line = lambda one: Markup(trend([(week, mean) for week, (mean, _) in one.weeks.items()]))  # noqa: E731
    return page(
        request, "trends.html", asked=asked, unhappy=unhappy, rated=rated, names=names, region=region, kinds=KIND_WORDS,
        asked_picture=Markup(bars(asked_bars, " 次")) if asked else "", line=line, steps=steps,
        stop_picture=Markup(bars(stop_bars, " 段")) if stops else "",
        place_name=lambda code: table.full_name(code) if code else "没说地区",
    )


@router.get("/coverage")
def coverage(request: Request, visit: Editor) -> Response:
    """各地、各主题收录了多少：哪里的市民最得不到答案。"""
    console = console_of(request)
    found = measure_coverage(console.catalog)
    talks = [
        (console.regions.full_name(code) if code else "没说地区", missed, total)
        for code, missed, total in reading.unanswered_places(console.learning)
    ]
    svg = Markup(coverage_svg(found))
    return page(request, "coverage.html", found=found, picture=svg, worst=_worst(found), talks=talks)


def _worst(found: Coverage) -> list[tuple[str, str, int, int]]:
    """有地方数据、但某个主题一项也没有对应上的（地区，主题，缺几项，共几项），缺得多的在前。"""
    gaps = [
        (place.name, theme.theme, theme.basic_items - theme.matched.get(place.code, 0), theme.basic_items)
        for place in found.regions
        for theme in found.themes
        if theme.basic_items and not theme.matched.get(place.code)
    ]
    return sorted(gaps, key=lambda one: -one[2])[:40]


def _weeks(one: reading.Rated) -> str:
    """各周的平均，写在一格里。"""
    return "；".join(f"{week} {mean:.1f}" for week, (mean, _) in one.weeks.items())


@router.get("/export/{what}.csv")
def export(request: Request, visit: Editor, what: str) -> Response:
    """各张表导出 CSV。"""
    console = console_of(request)
    head: Sequence[str]
    rows: Iterable[Sequence[Any]]
    if what == "questions":
        head = ["问题", "地区", "结局", "次数", "最近"]
        found = reading.open_questions(console.learning, 10_000)
        rows = ([one.text, one.region, KIND_WORDS[one.kind], one.count, str(one.last_at)[:16]] for one in found)
    elif what == "asked":
        head, rows = ["地区", "代码", "次数"], reading.most_asked(console.learning, limit=10_000)
    elif what == "endings":
        head, rows = ["事项", "地区", "结局", "几段对话"], reading.unhappy_endings(console.learning, 10_000)
    elif what == "ratings":
        head = ["代码", "条数", "平均", "差评", "各周"]
        rated = reading.ratings(console.learning, 10_000)
        rows = ([one.code, one.count, round(one.average, 2), one.low, _weeks(one)] for one in rated)
    elif what == "steps":
        head = ["一件事", "步骤", "条数", "平均", "差评", "各周"]
        found_steps = reading.step_ratings(console.learning, 10_000)
        rows = (
            [one.guide, one.code, one.count, round(one.average, 2), one.low, _weeks(one)] for one in found_steps
        )
    elif what == "coverage":
        head = ["地区代码", "地区", "事项", "指南", "对应全国事项", "有材料", "有链接"]
        places = measure_coverage(console.catalog).regions
        rows = ([p.code, p.name, p.items, p.guides, p.matched, p.with_materials, p.with_link] for p in places)
    else:
        raise Stop(404, "没有这张表", "没有这张表。")
    return csv_answer(f"{what}.csv", head, rows)
