"""BM25（Robertson & Zaragoza 2009），建索引时就算好每个词元对每篇文档的分（bm25s 的做法，Lù 2024）。

只用 numpy；一万篇短文上单句约 0.1 毫秒，比通用库省去每次组装稀疏矩阵的开销。
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np


class BM25:
    """一组文档的 BM25 打分器。"""

    def __init__(
        self,
        documents: Sequence[Iterable[str]],
        k1: float = 1.2,
        b: float = 0.6,
        like: BM25 | None = None,
        typical: Sequence[bool] | None = None,
    ) -> None:
        """`documents` 是每篇的词元；空文档允许，得分恒为 0。`like` 给了就用它的词频统计和平均长度。

        `typical` 标出哪些文档算平均长度（缺省或一篇也没有时全算）：权重是在写全了的文档上学的，
        混进成千上万条只有名字的，平均长度一短，写全了的反而都当成太长。
        """
        counts = [Counter(words) for words in documents]
        lengths = np.array([sum(c.values()) for c in counts], np.float32)
        self.size = len(counts)
        filled = lengths[lengths > 0]
        chosen = lengths[np.array(typical, bool) & (lengths > 0)] if typical is not None else filled
        sample = chosen if len(chosen) else filled
        own = float(sample.mean()) if len(sample) else 1.0
        self.average: float = own if like is None else like.average
        postings: dict[str, list[int]] = {}
        repeats: dict[str, list[int]] = {}
        for place, count in enumerate(counts):
            for word, times in count.items():
                postings.setdefault(word, []).append(place)
                repeats.setdefault(word, []).append(times)
        number = max(1, len(filled))
        self._idf = {w: math.log(1 + (number - len(p) + 0.5) / (len(p) + 0.5)) for w, p in postings.items()}
        self._unknown = math.log(1 + (number + 0.5) / 0.5)
        if like is not None:
            self._idf, self._unknown = like._idf, like._unknown
        # 全部词元连成一列一次算完，再按词元切开：一个词元一个词元地算，几万次小数组的开销占了建索引的一半
        sizes = [len(places) for places in postings.values()]
        total = sum(sizes)
        at = np.fromiter(itertools.chain.from_iterable(postings.values()), np.int32, total)
        often = np.fromiter(itertools.chain.from_iterable(repeats.values()), np.float32, total)
        idf = np.repeat(np.array([self._idf.get(word, self._unknown) for word in postings], np.float32), sizes)
        norm = k1 * (1 - b + b * lengths[at] / self.average)
        weights = (idf * often * (k1 + 1) / (often + norm)).astype(np.float32)
        ends = np.cumsum(sizes).tolist()
        self._postings = {
            word: (at[end - size : end], weights[end - size : end])
            for word, size, end in zip(postings, sizes, ends, strict=True)
        }

    def scores(self, words: Iterable[str]) -> np.ndarray:
        """返回每篇文档的得分除以问句的总信息量，约在 0 到 2 之间，长短问句可比。"""
        total = np.zeros(self.size, np.float32)
        weight = 0.0
        for word in set(words):
            found = self._postings.get(word)
            weight += self._idf.get(word, self._unknown)
            if found is not None:
                total[found[0]] += found[1]
        return total / np.float32(weight) if weight else total
