"""评测报告：一个自带图的网页文件，不向外请求任何东西。"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from retrieval.evaluate.abstention import Abstention
from retrieval.evaluate.breakdown import RegionCheck
from retrieval.evaluate.plots import bars, line
from retrieval.evaluate.report import METRICS, Report, calibration
from retrieval.evaluate.robustness import Robustness

THRESHOLDS = ((0.65, "直接回答"), (0.40, "给选项"), (0.22, "没找到"))
MOST_MISSES = 60
STYLE = """
body{font:16px/1.6 sans-serif;max-width:860px;margin:2rem auto;padding:0 1rem;color:#1c2733;background:#fff}
table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #c9d3df;padding:.3rem .6rem;text-align:left}
details{border-top:1px solid #c9d3df;padding:.4rem 0}summary{cursor:pointer}.right{color:#17693a;font-weight:bold}
svg{max-width:100%;height:auto}
"""


def page(
    report: Report,
    groups: Sequence[tuple[str, Sequence[Report]]],
    abstention: Abstention | None = None,
    regions: RegionCheck | None = None,
    compared: Sequence[Report] = (),
    robustness: Sequence[Robustness] = (),
    title: str = "检索评测",
) -> str:
    """返回整页 HTML：总成绩、几种做法、分组、弃答曲线、校准、地区、耐错和逐题说明。"""
    parts = [f"<h1>{escape(title)}</h1>", _summary(report)]
    if compared:
        parts += ["<h2>几种做法</h2>", bars("各做法的 hit@1", _rows(compared, "hit@1")), _compared(compared)]
    for name, reports in groups:
        parts += [f"<h2>{escape(name)}</h2>", bars(f"{name}的 hit@1", _rows(reports, "hit@1")), _compared(reports)]
    if abstention is not None:
        parts += ["<h2>弃答</h2>", _abstention(abstention), "<h2>把握准不准</h2>", _calibration(report)]
    if regions is not None:
        parts.append(
            f"<h2>地区</h2><p>各地自己的记录 {regions.asked} 条：在当地问，答错地方的 {regions.wrong_region:.1%}；"
            f"到别的省问，误给出的 {regions.leaked:.1%}。</p>"
        )
    if robustness:
        parts += ["<h2>耐不耐错</h2>", _robustness(robustness)]
    parts += ["<h2>前三名没答对的题</h2>", _misses(report)]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    return (
        f'<!doctype html><html lang="zh"><head>{head}<style>{STYLE}</style></head><body>{"".join(parts)}</body></html>'
    )


def _rows(reports: Sequence[Report], metric: str) -> list[tuple[str, float, float, float]]:
    found = []
    for report in reports:
        value = report.summary()[metric]
        found.append((f"{report.name}（{len(report.answers)}）", value["mean"], value["low"], value["high"]))
    return found


def _summary(report: Report) -> str:
    rows = [
        (metric, f"{value['mean']:.3f}", f"{value['low']:.3f} – {value['high']:.3f}")
        for metric, value in report.summary().items()
    ]
    speed = report.latency()
    rows.append(("用时（毫秒）", f"p50 {speed['p50_ms']:.1f}", f"p99 {speed['p99_ms']:.1f}"))
    return f"<p>{escape(report.name)}：{len(report.answers)} 题。</p>" + _table(("指标", "均值", "95% 区间"), rows)


def _compared(reports: Sequence[Report]) -> str:
    rows = []
    for report in reports:
        summary, speed = report.summary(), report.latency()["p50_ms"]
        cells = [f"{summary[metric]['mean']:.3f}" for metric in METRICS]
        rows.append((report.name, str(len(report.answers)), *cells, f"{speed:.1f}"))
    return _table(("", "题", *METRICS, "p50 毫秒"), rows)


def _abstention(abstention: Abstention) -> str:
    curve = abstention.curve()
    # 点太多时均匀取，曲线看着一样
    points = [(share, right) for _, share, right in curve[:: max(1, len(curve) // 400)]]
    marks = []
    for threshold, name in THRESHOLDS:
        inside = [(share, right) for chance, share, right in curve if chance >= threshold]
        if inside:
            marks.append((*inside[-1], f"{name} {threshold:.2f}"))
    rows = []
    for threshold, name in THRESHOLDS:
        at = abstention.at(threshold)
        rows.append((f"{name} ≥ {threshold:.2f}", f"{at['answered']:.1%}", f"{at['right']:.1%}", f"{at['false']:.1%}"))
    near = (
        f"<p>别处才有的事 {abstention.near_total} 条：说出“别处有”的 {abstention.near_told}，"
        f"当成没这回事的 {abstention.near_nonsense}。</p>"
    )
    heads = ("门槛", "有答案的题作答", "其中对", "无关的话误答")
    return line("作答比例与正确率", points, "作答的比例（含无关的话）", "正确率", marks) + _table(heads, rows) + near


def _calibration(report: Report) -> str:
    rows = calibration(report, 10)
    points = [(row["said"], row["right"]) for row in rows]
    picture = line("预报与实际", points, "预报的把握", "实际答对", diagonal=True)
    cells = [(f"{row['said']:.2f}", f"{row['right']:.2f}", f"{row['n']:.0f}") for row in rows]
    return picture + _table(("预报", "实际", "题"), cells)


def _robustness(rows: Sequence[Robustness]) -> str:
    cells = [
        (
            row.name,
            str(row.changed),
            f"{row.before[0]:.3f} / {row.before[1]:.3f}",
            f"{row.after[0]:.3f} / {row.after[1]:.3f}",
            f"{row.drop:.1f}（{row.low:.1f} – {row.high:.1f}）",
        )
        for row in rows
    ]
    return _table(("改法", "题", "改前 hit@1 / @3", "改后", "hit@3 掉几个百分点"), cells)


def _misses(report: Report) -> str:
    parts = []
    for answer in report.misses()[:MOST_MISSES]:
        right = next((place + 1 for place, value in enumerate(answer.relevances) if value == 1), None)
        where = f"正确答案排第 {right}" if right else "前十名没有正确答案"
        rows = []
        for hit, value in list(zip(answer.hits, answer.relevances, strict=True))[:5]:
            made = "，".join(f"{name} {part:.2f}" for name, part in hit.parts.items() if abs(part) >= 0.005)
            rows.append(
                f"<li{' class=right' if value == 1 else ''}>{escape(hit.name)}<br><small>{escape(made)}</small></li>"
            )
        wanted = "、".join(sorted(answer.question.codes)) or answer.question.expect
        parts.append(
            f"<details><summary>{escape(answer.question.query[:90])}（{where}；应为 {escape(wanted)}）</summary>"
            f"<ol>{''.join(rows)}</ol></details>"
        )
    return "".join(parts) or "<p>没有。</p>"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
