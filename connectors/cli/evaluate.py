"""`zhilu evaluate`：评测检索的好坏。题目来自 jsonl 文件，或仓库自带问句里留出的那部分。"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors.settings import Settings

if TYPE_CHECKING:
    from retrieval.evaluate import Judgement, Report
    from retrieval.searcher import Searcher


@dataclass(frozen=True)
class Wanted:
    """要看哪些：几种做法并排、分组、耐错、逐题说明几道、只抽几题、存成 JSON 和网页的路径。"""

    compare: bool = False
    groups: bool = False
    robust: bool = False
    explain: int = 0
    limit: int = 0
    save: Path | None = None
    html: Path | None = None


def evaluate(file: Path | None, wanted: Wanted) -> int:
    """打印成绩，返回退出码。"""
    from catalog.regions import RegionTable
    from catalog.store import NotPublishedError
    from connectors.building.places import Places
    from connectors.gateway.opening import NotBuilt, open_catalog
    from retrieval import evaluate as evaluation
    from retrieval.searcher import Searcher

    settings, regions = Settings(), RegionTable.load()
    places = Places(settings.state)
    try:
        store = open_catalog(settings, regions).store
        questions = evaluation.read_questions(file) if file else None
    except (NotBuilt, NotPublishedError, ValueError) as problem:
        print(problem)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        # 留出问句要重建索引，会清掉用不到的向量：在副本上做，不动正在用的
        shutil.copytree(places.index, Path(folder) / "index")
        searcher = Searcher.open(store, regions, places.model, Path(folder) / "index")
        if questions is None:
            searcher, questions = evaluation.held_out(searcher)
        if 0 < wanted.limit < len(questions):
            # 均匀地取，免得只评到排在前面的主题
            questions = [questions[place * len(questions) // wanted.limit] for place in range(wanted.limit)]
        base = _plain(searcher, places.models, Path(folder)) if wanted.compare else None
        _run(searcher, questions, base, wanted, file.name if file else "留出的问句")
    return 0


def _plain(searcher: Searcher, models: Path, folder: Path) -> Searcher:
    """同样的目录和问句，模型不带适配器；要把文字另编一遍，两核约两分钟。"""
    from retrieval.model.build import ensure_model
    from retrieval.searcher import Searcher

    print("不带适配器的模型要把文字另编一遍，约两分钟……", flush=True)
    plain = ensure_model(models, adapter=None)
    return Searcher.open(searcher.store, searcher.regions, plain, folder / "plain", questions=searcher.questions)


def _run(searcher: Searcher, questions: list[Judgement], base: Searcher | None, wanted: Wanted, title: str) -> None:
    from retrieval import evaluate as evaluation

    report = evaluation.evaluate(searcher, questions, title)
    print(report.table())
    groups: list[tuple[str, list[Report]]] = []
    compared: list[Report] = []
    robust: list[Any] = []
    if wanted.groups or wanted.html:
        groups = [
            ("怎么留出的", evaluation.by_group(report)),
            ("主题", evaluation.by_theme(report, searcher)),
            ("难处", evaluation.by_phenomenon(report, searcher)),
        ]
    for name, reports in groups if wanted.groups else []:
        print(f"\n{name}\n{evaluation.comparison_table(reports)}")
    if wanted.compare:
        for name in dict.fromkeys(question.group for question in questions):
            part = [question for question in questions if question.group == name]
            compared = evaluation.compare(searcher, part, base)
            print(f"\n{name or '全部'} {len(part)} 题\n{evaluation.comparison_table(compared)}")
    if wanted.robust:
        robust = evaluation.robustness(searcher, questions)
        print(f"\n{evaluation.robustness_table(robust)}")
    refusing = evaluation.abstention(searcher, report.answers)
    regions = evaluation.check_regions(searcher)
    wrong = evaluation.wrong_region(report.answers, searcher.regions)
    print(_refusing(refusing.as_json()))
    print(f"地区：{regions.asked} 条地方记录，答错地方 {regions.wrong_region:.1%}，在别的省误给出 {regions.leaked:.1%}")
    if wrong is not None:
        print(f"写明地区的题里答错地方的：{wrong:.1%}")
    if wanted.explain:
        print(report.explain(wanted.explain))
    if wanted.save:
        more: dict[str, Any] = {"abstention": refusing.as_json(), "regions": regions.as_json(), "wrong_region": wrong}
        more |= {"groups": {name: [one.as_json(False) for one in reports] for name, reports in groups}}
        more |= {"calibration": evaluation.calibration(report, 10), "robustness": [asdict(row) for row in robust]}
        evaluation.save_json([report, *compared], wanted.save, **more)
    if wanted.html:
        text = evaluation.page(report, groups, refusing, regions, compared, robust, f"检索评测：{title}")
        wanted.html.write_text(text, "utf-8")
        print(f"报告写在 {wanted.html}")


def _refusing(result: dict[str, Any]) -> str:
    lines = ["弃答（门槛：有答案的题答了多少、其中对多少；无关的话误答多少）"]
    for at in result["thresholds"]:
        lines.append(f"  ≥ {at['threshold']:.2f}：{at['answered']:.1%}，{at['right']:.1%}；{at['false']:.1%}")
    near = result["elsewhere"]
    lines.append(f"  别处才有的事 {near['total']} 条：说出“别处有”的 {near['told']}")
    return "\n".join(lines)
