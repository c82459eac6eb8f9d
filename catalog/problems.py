"""数据里的问题：有类型、有位置、说清楚错在哪、怎么改。问题是值，不是异常。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """一个问题。`row` 是文件里的行号（YAML、CSV、表格）或第几条（JSON）；`column` 是字段或表头。"""

    type: str
    message: str
    remedy: str
    file: str = ""
    row: int | None = None
    column: str = ""
    severity: Severity = "error"
    record: str = ""

    @property
    def place(self) -> str:
        """位置：文件:行 [字段]，能直接复制去打开。"""
        spot = f"{self.file}:{self.row}" if self.row else self.file
        return f"{spot} [{self.column}]" if self.column else spot

    def text(self) -> str:
        """给人看的一行话：位置、错误、怎么改。"""
        mark = "错误" if self.severity == "error" else "提醒"
        subject = f"{self.record}：" if self.record else ""
        return f"{mark} {self.place} {subject}{self.message}。怎么改：{self.remedy}"

    def as_dict(self) -> dict[str, Any]:
        """可写进 JSON 的形式。"""
        return asdict(self)


@dataclass
class Report:
    """一次检查或导入的结果：做了什么（facts）、发现什么（problems）。"""

    title: str
    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """没有错误（提醒不算）。"""
        return not self.errors

    @property
    def errors(self) -> list[Problem]:
        """只要错误。"""
        return [problem for problem in self.problems if problem.severity == "error"]

    def count_by_type(self) -> dict[str, int]:
        """每类问题有几个，多的在前。"""
        return dict(Counter(problem.type for problem in self.problems).most_common())

    def add(self, problems: Iterable[Problem]) -> Report:
        """并入更多问题，返回自己。"""
        self.problems.extend(problems)
        return self

    def lines(self, limit: int = 200) -> list[str]:
        """给终端看的若干行：标题、事实、问题（最多 limit 条，余下的说数量，不悄悄省略）。"""
        out = [self.title] + [f"  {key}：{value}" for key, value in self.facts.items()]
        ordered = sorted(self.problems, key=lambda p: (p.severity != "error", p.file, p.row or 0))
        out += [problem.text() for problem in ordered[:limit]]
        if len(ordered) > limit:
            out.append(f"……还有 {len(ordered) - limit} 个问题没有列出")
        return out
