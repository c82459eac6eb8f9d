"""取候选：向量最近的、词法得分高的、正好相同的；全国一组，地区链上各级各一组。"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retrieval.settings import CandidateSettings
from retrieval.shard import Shard


@dataclass(frozen=True)
class Asked:
    """规范化、编码、切好词的一句问句；`vectors` 第一行是整句，其余是长句的各段。"""

    text: str
    vectors: np.ndarray
    words: list[str]


@dataclass
class Pool:
    """一组文档里的候选：`places` 是文档编号，`words` 是全组的词法分。"""

    shard: Shard
    places: np.ndarray
    words: np.ndarray


def candidates(national: Shard | None, local: list[Shard], asked: Asked, settings: CandidateSettings) -> list[Pool]:
    """返回各组的候选；同一件事的全国记录与地方记录互相带上，几级都有的同一篇只留最近一级的。"""
    pools = [pool_of(shard, asked, settings.regional_vectors, settings.words) for shard in local]
    if national is not None:
        wide = pool_of(national, asked, settings.vectors, settings.words)
        _exchange(wide, pools)
        pools.append(wide)
    seen: set[str] = set()
    for pool in pools:
        fresh = [place for place in pool.places if pool.shard.documents[place].doc_id not in seen]
        seen.update(pool.shard.documents[place].doc_id for place in fresh)
        pool.places = np.array(fresh, np.int64)
    return [pool for pool in pools if len(pool.places)]


def pool_of(shard: Shard, asked: Asked, rows: int, most_words: int) -> Pool:
    """返回一组文档里的候选：正好相同的、向量最近的 `rows` 行、词法得分最高的 `most_words` 篇。"""
    words = shard.words.scores(asked.words)
    parts = [np.array(shard.exact(asked.text), np.int64), shard.nearest(asked.vectors, rows), _best(words, most_words)]
    return Pool(shard, np.unique(np.concatenate(parts)).astype(np.int64), words)


def _exchange(national: Pool, local: list[Pool]) -> None:
    """有全国的就带上当地的，有当地的就带上全国的。"""
    codes = [national.shard.documents[place].code for place in national.places]
    back: set[int] = set()
    for pool in local:
        extra = [place for code in codes for place in pool.shard.by_basic.get(code, ())]
        pool.places = np.union1d(pool.places, np.array(extra, np.int64))
        basics = (pool.shard.documents[place].basic_code for place in pool.places)
        back.update(national.shard.by_code[code] for code in basics if code in national.shard.by_code)
    national.places = np.union1d(national.places, np.array(sorted(back), np.int64))


def _best(scores: np.ndarray, count: int) -> np.ndarray:
    count = min(count, len(scores))
    if not count:
        return np.zeros(0, np.int64)
    top = np.argpartition(-scores, count - 1)[:count]
    return top[scores[top] > 0]
