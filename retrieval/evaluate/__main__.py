"""`zhilu evaluate`（也是 `python -m retrieval.evaluate`）：评测当前目录与模型。"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from catalog.regions import RegionTable
from catalog.store import CatalogStore
from retrieval.evaluate import by_group, calibration, compare, comparison_table, evaluate, held_out, read_questions
from retrieval.evaluate.judgements import Judgement
from retrieval.evaluate.report import Report, save_json
from retrieval.model.build import ensure_model
from retrieval.searcher import Searcher


def main(arguments: list[str] | None = None) -> int:
    """运行评测并打印结果，返回退出码。"""
    parser = argparse.ArgumentParser(prog="zhilu evaluate", description="评测检索；不给文件就用仓库留出的问句。")
    parser.add_argument("file", nargs="?", type=Path, help="jsonl 题目文件：每行 query 和 code/codes 或 expect")
    parser.add_argument("--compare", action="store_true", help="比较几种做法（BM25、各种向量、融合、有无适配器）")
    parser.add_argument("--explain", type=int, default=0, metavar="N", help="逐题说明前 N 道错题")
    parser.add_argument("--json", type=Path, help="把成绩另存为 JSON")
    parser.add_argument("--limit", type=int, default=0, help="均匀地抽 N 题")
    options = parser.parse_args(arguments)
    if options.file is not None and not options.file.is_file():
        print(f"找不到题目文件 {options.file}。", file=sys.stderr)
        return 2
    searcher, questions = _opened(options.file)
    if 0 < options.limit < len(questions):
        # 均匀地取，免得只评到排在前面的主题
        questions = [questions[place * len(questions) // options.limit] for place in range(options.limit)]
    if not questions:
        print("没有题目：nlu_data/questions/ 里还没有问句，或文件是空的。", file=sys.stderr)
        return 2
    reports = _run(searcher, questions, options.compare, options.explain)
    if options.json is not None:
        save_json(reports, options.json)
    return 0


def _opened(file: Path | None) -> tuple[Searcher, list[Judgement]]:
    state = Path(os.environ.get("ZHILU_STATE_DIR") or ".zhilu")
    store = CatalogStore.open(os.environ.get("ZHILU_DATABASE_URL") or state)
    model = os.environ.get("ZHILU_EMBEDDING_MODEL") or ensure_model(state / "models")
    searcher = Searcher.open(store, RegionTable.load(), model, state / "index", progress=_tell)
    return (searcher, read_questions(file)) if file is not None else held_out(searcher)


def _run(searcher: Searcher, questions: list[Judgement], comparing: bool, explained: int) -> list[Report]:
    if comparing:
        state = Path(os.environ.get("ZHILU_STATE_DIR") or ".zhilu")
        plain = ensure_model(state / "models", adapter=None)
        base = Searcher.open(searcher.store, searcher.regions, plain, state / "index", questions=searcher.questions)
        reports = compare(searcher, questions, base)
        print(comparison_table(reports))
        report = reports[-1]
    else:
        report = evaluate(searcher, questions)
        reports = [report, *(by_group(report) if len(by_group(report)) > 1 else [])]
        print("\n".join(one.table() for one in reports))
        print(
            "能否回答的校准（预报 → 实际）：",
            "，".join(f"{r['said']:.2f} → {r['right']:.2f}" for r in calibration(report)),
        )
    if explained:
        print(report.explain(explained))
    return reports


def _tell(what: str, done: int, total: int) -> None:
    print(f"{what} {done}/{total}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
