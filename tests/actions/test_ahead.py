"""提前编码：算过的不再算，正在算的等它。"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from actions.ahead import AheadEncoder


class SlowEncoder:
    """数一数编码了几回；放行之前一直算不完。记住算过的，与真的编码器一样。"""

    name = "慢"

    def __init__(self) -> None:
        self.go, self.began = threading.Event(), threading.Event()
        self.worked: list[str] = []

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        for text in texts:
            if text not in self.worked:
                self.began.set()
                assert self.go.wait(10)
                self.worked.append(text)
        return np.ones((len(texts), 1))


def test_a_question_waits_for_the_work_already_begun() -> None:
    slow = SlowEncoder()
    ahead = AheadEncoder(slow)  # type: ignore[arg-type]
    assert ahead.start("身份证丢了")
    assert slow.began.wait(10)
    assert not ahead.start("身份证丢了")
    threading.Timer(0.05, slow.go.set).start()
    assert ahead.queries(["身份证丢了"]).shape == (1, 1)
    assert slow.worked == ["身份证丢了"]


def test_without_notice_it_is_just_the_encoder() -> None:
    slow = SlowEncoder()
    slow.go.set()
    ahead = AheadEncoder(slow)  # type: ignore[arg-type]
    assert ahead.queries(["甲", "乙"]).shape == (2, 1)
    assert ahead.name == "慢"
