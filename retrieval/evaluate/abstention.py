"""弃答：把“不是办事的话”“别处才有的事”混进来，看按把握作答时答多少、答对多少。

三种题：有答案的、无关的（答了就是错）、别处才有的（应当说“这里没有，别处有”）。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from retrieval.evaluate.report import Answer
from retrieval.searcher import Searcher

OFF_TOPIC = Path(__file__).with_name("off_topic.yaml")
NEAR = 200
"""最多考多少条“别处才有的事”。"""
NATION = "000000"


@dataclass(frozen=True)
class Abstention:
    """弃答的成绩：把握与对错（有答案的题在前，无关的在后），以及“别处才有”认出的比例（没有这样的题时为 None）。"""

    chances: np.ndarray
    right: np.ndarray
    off_topic: np.ndarray
    near_total: int
    near_told: int
    near_nonsense: int

    def curve(self) -> list[tuple[float, float, float]]:
        """返回（门槛，作答比例，作答里的正确率），门槛从高到低。"""
        order = np.argsort(-self.chances, kind="stable")
        answered = np.arange(1, len(order) + 1)
        accuracy = np.cumsum(self.right[order]) / answered
        return [
            (float(self.chances[place]), float(count / len(order)), float(value))
            for place, count, value in zip(order, answered, accuracy, strict=True)
        ]

    def at(self, threshold: float) -> dict[str, float]:
        """返回以 `threshold` 为门槛时：有答案的题答了多少、其中对多少，无关的题误答多少（都是 0 到 1）。"""
        asked, said = ~self.off_topic, self.chances >= threshold
        answered = asked & said
        return {
            "threshold": threshold,
            "answered": _share(answered.sum(), asked.sum()),
            "right": _share(self.right[answered].sum(), answered.sum()),
            "false": _share((self.off_topic & said).sum(), self.off_topic.sum()),
        }

    def as_json(self) -> dict[str, Any]:
        """返回可存成 JSON 的结果：几个常用门槛、“别处才有”的成绩。"""
        near = {"total": self.near_total, "told": self.near_told, "taken_for_off_topic": self.near_nonsense}
        return {"thresholds": [self.at(value) for value in (0.22, 0.40, 0.65)], "elsewhere": near}


def abstention(searcher: Searcher, answers: Sequence[Answer]) -> Abstention:
    """返回弃答的成绩；`answers` 是有答案的题的结果。"""
    chances = [answer.answerable for answer in answers]
    right = [answer.values["hit@1"] >= 1 for answer in answers]
    off_topic: list[str] = yaml.safe_load(OFF_TOPIC.read_text("utf-8"))
    chances += [searcher.search(text, k=1).answerable for text in off_topic]
    right += [False] * len(off_topic)
    total, told, nonsense = _near_misses(searcher)
    return Abstention(
        np.array(chances),
        np.array(right, bool),
        np.array([False] * len(answers) + [True] * len(off_topic)),
        total,
        told,
        nonsense,
    )


def _near_misses(searcher: Searcher) -> tuple[int, int, int]:
    """拿只有某地才有的事项去别省问，返回（题数，认出“别处有”的，被当成没这回事的）。"""
    index = searcher.state.index
    shard = index.elsewhere()
    if shard is None:
        return 0, 0, 0
    step = max(1, len(shard) // NEAR)
    total = told = nonsense = 0
    for document in shard.documents[::step][:NEAR]:
        # 去掉名字里的地名再到没有它的省问
        home = next(iter(document.regions))
        away = "110000" if not home.startswith("11") else "310000"
        text = document.name.rsplit("（", 1)[0]
        result = searcher.search(text, region=away, k=1)
        if result.answerable >= searcher.settings.elsewhere.below:
            continue  # 当地（或全国）有很像的，答了也不算错
        total += 1
        told += result.elsewhere is not None
        nonsense += result.elsewhere is None
    return total, told, nonsense


def _share(part: float, whole: float) -> float:
    return round(float(part) / float(whole), 4) if whole else 0.0
