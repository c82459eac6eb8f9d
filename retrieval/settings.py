"""读检索设置 `settings.yaml`：每个可调数都在那一个文件里，读进来时检查范围。"""

from __future__ import annotations

import functools
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).with_name("settings.yaml")


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ViewSettings(_Section):
    """编码哪些说法。"""

    alias: bool
    asked: bool
    most_aliases: int = Field(ge=0, le=200)
    most_asked: int = Field(ge=0, le=500)


class CandidateSettings(_Section):
    """各路候选的数量。"""

    vectors: int = Field(ge=10, le=5000)
    regional_vectors: int = Field(ge=0, le=5000)
    words: int = Field(ge=0, le=1000)


class LexicalSettings(_Section):
    """BM25 的两个常数。"""

    k1: float = Field(gt=0, le=3)
    b: float = Field(ge=0, le=1)


class ClauseSettings(_Section):
    """长问句分段的权重。"""

    weight: float = Field(ge=0, le=1)


class MendingSettings(_Section):
    """听错写错的字怎么改。"""

    change: float = Field(ge=0, le=50)
    swap: float = Field(ge=0, le=50)
    beam: int = Field(ge=1, le=50)
    weight: float = Field(ge=0, le=10)


class RegionSettings(_Section):
    """地区偏好。"""

    boost: float = Field(ge=0, le=10)
    per_level: float = Field(ge=0, le=2)


class AudienceSettings(_Section):
    """服务对象偏好。"""

    penalty: float = Field(ge=0, le=10)


class ElsewhereSettings(_Section):
    """何时提示“别处有”。"""

    below: float = Field(ge=0, le=1)
    least: float = Field(ge=0, le=1)
    margin: float = Field(ge=0, le=1)
    rows: int = Field(ge=1, le=1000)


class ResultSettings(_Section):
    """结果数量与分数的尺度。"""

    k: int = Field(ge=1, le=50)
    temperature: float = Field(gt=0, le=10)


class Settings(_Section):
    """检索的全部可调数。"""

    views: ViewSettings
    candidates: CandidateSettings
    lexical: LexicalSettings
    clauses: ClauseSettings
    mending: MendingSettings
    region: RegionSettings
    audience: AudienceSettings
    elsewhere: ElsewhereSettings
    results: ResultSettings


@functools.cache
def load_settings(path: Path = FILE) -> Settings:
    """返回检索设置；字段写错、漏写或超出范围都会报出是哪一个。"""
    return Settings.model_validate(yaml.safe_load(path.read_text("utf-8")))
