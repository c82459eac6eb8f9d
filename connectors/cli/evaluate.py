"""`zhilu evaluate`：评测检索的好坏。题目来自 jsonl 文件，或仓库自带问句里留出的那部分。"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from connectors.settings import Settings


def evaluate(file: Path | None, compare: bool, groups: bool, explain: int, save: Path | None) -> int:
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
    except (NotBuilt, NotPublishedError) as problem:
        print(problem)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        # 留出问句要重建索引，会清掉用不到的向量：在副本上做，不动正在用的
        shutil.copytree(places.index, Path(folder) / "index")
        searcher = Searcher.open(store, regions, places.model, Path(folder) / "index")
        try:
            questions = evaluation.read_questions(file) if file else None
        except ValueError as problem:
            print(problem)
            return 2
        if questions is None:
            searcher, questions = evaluation.held_out(searcher)
        if compare:
            reports = evaluation.compare(searcher, questions)
            print(evaluation.comparison_table(reports))
        else:
            reports = [evaluation.evaluate(searcher, questions, file.name if file else "留出的问句")]
            print(reports[0].table())
            for one in evaluation.by_group(reports[0]) if groups else []:
                print(one.table())
            if explain:
                print(reports[0].explain(explain))
        if save:
            evaluation.save_json(reports, save)
    return 0
