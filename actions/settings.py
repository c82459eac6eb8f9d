"""读取对话策略参数（actions/settings.yaml）。"""

from __future__ import annotations

import functools
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict


class PolicySettings(BaseModel):
    """对话策略参数，含义见 settings.yaml 的注释。"""

    model_config = ConfigDict(extra="forbid", frozen=True)

    direct_answerable: float
    maybe_answerable: float
    not_found: float
    asking_sure: float
    nearly_found: float
    clear_share: float
    choice_share: float
    max_choices: int
    package_ratio: float
    package_same: float
    option_similarity: float
    option_margin: float
    option_sure: float
    option_polarity: float
    faq_similarity: float
    step_similarity: float
    off_topic_confidence: float
    off_topic_override: float
    rescue_sure: float
    short_message: int
    bare_name: int
    naming_answerable: float
    pull_share: float
    pull_answerable: float
    pull_least: float
    pull_corrected: float
    person_ratio: float
    aside_confidence: float
    subject_answerable: float
    choice_word: float
    choice_fact: float
    choice_sound: float
    choice_kin: float
    choice_unfit: float
    kin_bonus: float
    kin_least: float
    kin_outright: float
    kin_alone: float
    choice_least: float
    clarify_most: int
    more_ratio: float
    event_share: float
    event_answerable: float
    event_sure_share: float
    event_sure_answerable: float
    meaning_share: float
    intent_least: float
    story_length: int
    story_votes: float
    story_lead: float
    fact_least: float
    fact_sure: float
    fact_neighbour: float
    fact_aspect: float
    fact_word: float
    fact_said: float
    fact_apart: float
    fact_stay: float
    fact_told: float
    fact_unfit: float
    resume_days: int
    resume_wrong_tries: int
    resume_wrong_total: int
    resume_wrong_window_s: float


@functools.lru_cache(maxsize=1)
def load_settings() -> PolicySettings:
    """返回随包发布的参数；文件缺字段或多字段都会报错。"""
    path = Path(__file__).with_name("settings.yaml")
    return PolicySettings.model_validate(yaml.safe_load(path.read_text("utf-8")))
