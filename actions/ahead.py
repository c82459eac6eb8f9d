"""提前编码：机器人还在理解一句话时，动作服务已经开始给它算句向量。

一轮里最贵的一步是编码（约 7 毫秒），与机器人那一段互不依赖，所以同时做。没人提前说也一样能答，只是多等这一步。
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np

from retrieval.encoder import Encoder
from retrieval.normalise import normalise

MOST_WAITING = 32
"""同时在算的句子超过这么多，就不再提前接活。"""


class AheadEncoder:
    """包在向量编码器外面：`start` 在后台算，`queries` 遇到正在算的就等它，不重复算。"""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._coming: OrderedDict[str, Future[Any]] = OrderedDict()
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="ahead")

    def __getattr__(self, name: str) -> Any:
        """其余成员与原编码器相同。"""
        return getattr(self._encoder, name)

    def start(self, said: str) -> bool:
        """在后台编码市民的一句话；正忙或正在算时返回 False。"""
        text = normalise(said).text
        with self._lock:
            if not text or text in self._coming or len(self._coming) >= MOST_WAITING:
                return False
            self._coming[text] = self._pool.submit(self._encode, text)
        return True

    def _encode(self, text: str) -> None:
        try:
            self._encoder.queries([text])
        finally:
            with self._lock:
                self._coming.pop(text, None)

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """问句的向量；正在后台算的等它算完。"""
        with self._lock:
            coming = [self._coming[text] for text in texts if text in self._coming]
        for future in coming:
            future.result()
        return self._encoder.queries(texts)
