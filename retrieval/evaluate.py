"""排序评测：对一批带答案的问句算 hit@k、MRR、nDCG 和置信区间，逐题说明错在哪，并比较几种做法。

题目来自 jsonl 文件（每行 `query`，答案写 `code`/`codes`，或写匹配官方名的正则 `expect`、`also_ok`），
或仓库自带问句里留出的那部分（索引里先拿掉它们，模型也没学过它们）。
"""

from __future__ import annotations

import copy
import json
import re
import statistics
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from retrieval.metrics import hit_at, interval, ndcg_at, reciprocal_rank
from retrieval.questions import split
from retrieval.ranker import Ranker
from retrieval.results import Hit
from retrieval.searcher import Searcher

DEPTH = 10
METRICS = ("hit@1", "hit@3", "hit@10", "mrr", "ndcg@10")
WAYS: dict[str, dict[str, float]] = {
    "只用 BM25": {"words": 1},
    "向量：只编官方名": {"name": 1},
    "向量：名加说明": {"text": 1},
    "向量：名、说明、别名、问句": {"name": 1, "text": 1, "alias": 0.5, "asked": 1},
    "向量加 BM25，手定权重": {
        "name": 20,
        "text": 20,
        "alias": 5,
        "asked": 20,
        "words": 2,
        "asked_words": 1,
        "exact": 2,
    },
}
"""可比较的几种做法：同一批候选，只换排序权重。"""


@dataclass(frozen=True)
class Judgement:
    """一道题：问句和怎样算答对（编码，或官方名的正则；`also_ok` 算半对）。"""

    id: str
    query: str
    codes: frozenset[str] = frozenset()
    expect: str = ""
    also_ok: str = ""
    group: str = ""
    region: str | None = None

    def relevance(self, hit: Hit) -> float:
        """返回一条结果的相关度：1 对，0.5 半对，0 错。"""
        if self.codes:
            return 1.0 if {hit.code, hit.basic_code} & self.codes else 0.0
        if self.expect and _matches(self.expect, hit.name):
            return 1.0
        return 0.5 if self.also_ok and _matches(self.also_ok, hit.name) else 0.0


@dataclass(frozen=True)
class Answer:
    """一道题的结果：各名次的相关度、前几名和用时。"""

    question: Judgement
    relevances: tuple[float, ...]
    hits: tuple[Hit, ...]
    took_ms: float
    answerable: float

    @property
    def values(self) -> dict[str, float]:
        """返回这题的各项指标。"""
        return {
            "hit@1": hit_at(self.relevances, 1),
            "hit@3": hit_at(self.relevances, 3),
            "hit@10": hit_at(self.relevances, 10),
            "mrr": reciprocal_rank(self.relevances),
            "ndcg@10": ndcg_at(self.relevances, 10),
        }


@dataclass
class Report:
    """一次评测的结果。"""

    name: str
    answers: list[Answer] = field(default_factory=list)

    def summary(self) -> dict[str, dict[str, float]]:
        """返回各指标的均值与 95% 置信区间。"""
        out = {}
        for metric in METRICS:
            values = [answer.values[metric] for answer in self.answers]
            low, high = interval(values)
            out[metric] = {"mean": round(statistics.fmean(values), 4) if values else 0.0, "low": low, "high": high}
        return out

    def latency(self) -> dict[str, float]:
        """返回用时的中位数与九九分位（毫秒）。"""
        took = sorted(answer.took_ms for answer in self.answers)
        if not took:
            return {"p50_ms": 0.0, "p99_ms": 0.0}
        return {"p50_ms": statistics.median(took), "p99_ms": took[min(len(took) - 1, int(len(took) * 0.99))]}

    def misses(self, k: int = 3) -> list[Answer]:
        """返回前 k 名没有完全答对的题。"""
        return [answer for answer in self.answers if hit_at(answer.relevances, k) < 1]

    def table(self) -> str:
        """返回给人看的表。"""
        lines = [f"{self.name}：{len(self.answers)} 题"]
        for metric, value in self.summary().items():
            lines.append(f"  {metric:<8} {value['mean']:.3f}  [{value['low']:.3f}, {value['high']:.3f}]")
        speed = self.latency()
        lines.append(f"  用时 p50 {speed['p50_ms']:.1f} 毫秒，p99 {speed['p99_ms']:.1f} 毫秒")
        return "\n".join(lines)

    def explain(self, most: int = 20) -> str:
        """返回逐题说明：问的什么、排在前面的是谁、各部分得分。"""
        lines = []
        for answer in self.misses()[:most]:
            right = next((place + 1 for place, value in enumerate(answer.relevances) if value == 1), None)
            where = f"正确答案排第 {right}" if right else f"前 {DEPTH} 名没有正确答案"
            lines.append(f"✗ {answer.question.query[:60]}（{where}）")
            for hit, value in list(zip(answer.hits, answer.relevances, strict=True))[: max(3, min(right or 3, 5))]:
                parts = "，".join(f"{name} {part:.2f}" for name, part in hit.parts.items() if abs(part) >= 0.005)
                lines.append(f"    {'√' if value == 1 else ' '} {hit.score:.3f} {hit.name}：{parts}")
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """返回可存成 JSON 的结果。"""
        misses = [
            {"id": a.question.id, "query": a.question.query, "top": [hit.name for hit in a.hits[:5]], **a.values}
            for a in self.misses()
        ]
        return {"name": self.name, "n": len(self.answers), **self.summary(), **self.latency(), "misses": misses}


def read_questions(path: Path) -> list[Judgement]:
    """返回 jsonl 文件里的题；缺答案的行报出行号。"""
    out = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        row = json.loads(line)
        codes = frozenset(row.get("codes") or ([row["code"]] if row.get("code") else []))
        if not codes and not row.get("expect"):
            raise ValueError(f"{path.name} 第 {number} 行没有答案：请写 code、codes 或 expect。")
        out.append(
            Judgement(
                id=str(row.get("id", number)),
                query=row["query"],
                codes=codes,
                expect=row.get("expect") or "",
                also_ok=row.get("also_ok") or "",
                group=row.get("theme") or row.get("group") or "",
                region=row.get("region"),
            )
        )
    return out


def from_mapping(questions: Mapping[str, Sequence[str]], group: str = "") -> list[Judgement]:
    """返回编码 → 问句对应的题。"""
    return [
        Judgement(id=f"{code}#{number}", query=text, codes=frozenset({code}), group=group)
        for code, texts in questions.items()
        for number, text in enumerate(texts)
    ]


def held_out(searcher: Searcher) -> tuple[Searcher, list[Judgement]]:
    """返回（索引里拿掉了留出问句的检索，留出的题）；题的 group 写明是按说法还是按事项留出。"""
    train, wording, items = split(searcher.questions)
    examined = copy.copy(searcher)
    examined.questions = train
    examined.rebuild()
    return examined, [*from_mapping(wording, "按说法留出"), *from_mapping(items, "按事项留出")]


def evaluate(searcher: Searcher, questions: Iterable[Judgement], name: str = "评测") -> Report:
    """返回检索在这批题上的成绩。"""
    report = Report(name)
    for question in questions:
        result = searcher.search(question.query, region=question.region, k=DEPTH)
        relevances = tuple(question.relevance(hit) for hit in result.hits)
        report.answers.append(Answer(question, relevances, tuple(result.hits), result.took_ms, result.answerable))
    return report


def by_group(report: Report) -> list[Report]:
    """返回按 group 分开的成绩，题多的在前。"""
    groups: dict[str, Report] = {}
    for answer in report.answers:
        groups.setdefault(answer.question.group, Report(answer.question.group or "未分组")).answers.append(answer)
    return sorted(groups.values(), key=lambda one: -len(one.answers))


def compare(searcher: Searcher, questions: Sequence[Judgement], base: Searcher | None = None) -> list[Report]:
    """返回几种做法的成绩：各种手定权重、学得的权重；给了 `base`（无适配器的模型）就再比一行。"""
    reports = []
    for name, weights in WAYS.items():
        variant = copy.copy(searcher)
        variant.ranker = Ranker(weights, searcher.ranker.answerable)
        reports.append(evaluate(variant, questions, name))
    if base is not None:
        reports.append(evaluate(base, questions, "学得的权重，模型不带适配器"))
    reports.append(evaluate(searcher, questions, "学得的权重（线上用的）"))
    return reports


def comparison_table(reports: Sequence[Report]) -> str:
    """返回几种做法并排的表。"""
    lines = ["| 做法 | " + " | ".join(METRICS) + " | p50 毫秒 |", "|---|" + "---|" * (len(METRICS) + 1)]
    for report in reports:
        summary = report.summary()
        cells = [f"{summary[metric]['mean']:.3f}" for metric in METRICS]
        lines.append(f"| {report.name} | " + " | ".join(cells) + f" | {report.latency()['p50_ms']:.1f} |")
    return "\n".join(lines)


def save_json(reports: Sequence[Report], path: Path) -> None:
    """把成绩写成 JSON。"""
    path.write_text(json.dumps([report.as_json() for report in reports], ensure_ascii=False, indent=1), "utf-8")


def calibration(report: Report, bins: int = 5) -> list[dict[str, float]]:
    """返回“能否回答”的校准：每档的平均预报与实际答对率。"""
    out = []
    for low in range(bins):
        inside = [a for a in report.answers if min(int(a.answerable * bins), bins - 1) == low]
        if inside:
            said = statistics.fmean(a.answerable for a in inside)
            right = statistics.fmean(a.values["hit@1"] for a in inside)
            out.append({"n": len(inside), "said": round(said, 3), "right": round(right, 3)})
    return out


def _matches(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, text) or re.search(pattern, unicodedata.normalize("NFKC", text)))
