"""评测成绩：各指标的均值与置信区间、逐题说明、校准。"""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from retrieval.evaluate.judgements import Judgement
from retrieval.metrics import hit_at, interval, ndcg_at, reciprocal_rank
from retrieval.results import Hit

DEPTH = 10
METRICS = ("hit@1", "hit@3", "hit@10", "mrr", "ndcg@10")


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

    def as_json(self, misses: bool = True) -> dict[str, Any]:
        """返回可存成 JSON 的结果；`misses` 为假时不列错题。"""
        missed = [
            {"id": a.question.id, "query": a.question.query, "top": [hit.name for hit in a.hits[:5]], **a.values}
            for a in (self.misses() if misses else ())
        ]
        return {"name": self.name, "n": len(self.answers), **self.summary(), **self.latency(), "misses": missed}


def by_group(report: Report) -> list[Report]:
    """返回按 group 分开的成绩，题多的在前。"""
    groups: dict[str, Report] = {}
    for answer in report.answers:
        groups.setdefault(answer.question.group, Report(answer.question.group or "未分组")).answers.append(answer)
    return sorted(groups.values(), key=lambda one: -len(one.answers))


def comparison_table(reports: Sequence[Report]) -> str:
    """返回几种做法并排的表：hit@1、hit@3 带 95% 区间，最后一列是每毫秒换来多少 hit@1。"""
    heads = ["做法", "hit@1", "hit@3", *METRICS[2:], "p50 毫秒", "hit@1 每毫秒"]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for report in reports:
        summary, speed = report.summary(), report.latency()["p50_ms"]
        ranges = [f"{v['mean']:.3f} [{v['low']:.3f}, {v['high']:.3f}]" for v in (summary["hit@1"], summary["hit@3"])]
        cells = [f"{summary[metric]['mean']:.3f}" for metric in METRICS[2:]]
        worth = summary["hit@1"]["mean"] / speed if speed else 0.0
        lines.append("| " + " | ".join([report.name, *ranges, *cells, f"{speed:.1f}", f"{worth:.3f}"]) + " |")
    return "\n".join(lines)


def save_json(reports: Sequence[Report], path: Path, **more: Any) -> None:
    """把成绩写成 JSON：`reports` 是各份成绩，`more` 是弃答、地区、耐错等另外的结果。"""
    stored = {"reports": [report.as_json() for report in reports], **more}
    path.write_text(json.dumps(stored, ensure_ascii=False, indent=1), "utf-8")


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
