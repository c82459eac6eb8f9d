"""整段对话的考题：`cases/现象.yaml` 里的字段和读法。写错一个键、一个正则，读的时候就报错。"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

FOLDER = Path(__file__).parent / "cases"
OPEN = FOLDER / "open"
"""还没过的题：如实留着，用 `python -m tests.conversations.play` 演；过了就移到上一层，从此由测试看着。"""


def _as_list(value: object) -> object:
    """只有一条时可以不写方括号；单写一个数（如 40）也当作正则。"""
    return [str(one) for one in (value if isinstance(value, list) else [value])]


def _compiled(patterns: list[str]) -> list[str]:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as problem:
            raise ValueError(f"正则 {pattern} 不对：{problem}") from problem
    return patterns


Patterns = Annotated[list[str], BeforeValidator(_as_list), AfterValidator(_compiled)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Turn(Strict):
    """市民说的一句话，和对回复的要求。字段都对应 `Conversation` 的一个词。"""

    say: str = Field(min_length=1)
    expect: Patterns = []
    any: Patterns = []
    forbid: Patterns = []
    service: str = ""
    guide: str = ""
    steps: Patterns = []
    without_step: Patterns = []
    without_service: Patterns = []
    leads_to: Patterns = []
    choices: Patterns | None = None
    chosen: int | None = None
    shorter: bool = False
    no_card: bool = False
    not_lost: bool = False


class Case(Strict):
    """一段对话：编号、它考什么、起始地区（可不写）、三到七句话。"""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = Field(min_length=1)
    region: str = Field(default="", pattern=r"^(\d{6}|\d{9}|\d{12})?$")
    turns: list[Turn] = Field(min_length=3, max_length=7)


def read_cases(folder: Path = FOLDER) -> list[tuple[str, Case]]:
    """全部考题，按（现象，题）排列；有重复编号就报错。"""
    cases = [
        (path.stem, Case.model_validate(raw))
        for path in sorted(folder.glob("*.yaml"))
        for raw in yaml.safe_load(path.read_text("utf-8"))
    ]
    numbers = [case.id for _, case in cases]
    repeated = {number for number in numbers if numbers.count(number) > 1}
    assert not repeated, f"编号重复：{repeated}"
    return cases
