"""“你这里没有，别处有”：本地没有像样的答案时，到别处才有的地方事项里找，和“根本没有这种事”分开。"""

from __future__ import annotations

import numpy as np

from retrieval.candidates import Asked, pool_of
from retrieval.features import features
from retrieval.ranker import MOST_LEAD, Ranker
from retrieval.results import Elsewhere
from retrieval.settings import Settings
from retrieval.shard import Shard


def find_elsewhere(
    shard: Shard | None, asked: Asked, here: set[str], answerable: float, ranker: Ranker, settings: Settings
) -> Elsewhere | None:
    """返回别处才有的那件事；没有把握、或不比本地的第一名（把握 `answerable`）明显更像时返回 None。

    `here` 是所问地区的地区链：链上看得见的不算别处。
    """
    if shard is None:
        return None
    chosen = settings.elsewhere
    pool = pool_of(shard, asked, chosen.rows, chosen.rows)
    places = np.array([place for place in pool.places if not here & shard.documents[place].regions], np.int64)
    if not len(places):
        return None
    matrix = features(shard, places, asked.vectors, asked.text, settings.clauses.weight, pool.words)
    totals = ranker.scores(matrix)
    order = np.argsort(-totals)
    best = shard.documents[places[order[0]]]
    # 同名的事几个地方都有：领先要和别的事比
    other = next((row for row in order if shard.documents[places[row]].name != best.name), None)
    lead = float(totals[order[0]] - totals[other]) if other is not None else MOST_LEAD
    chance = round(ranker.probability(matrix[order[0]], lead), 4)
    if chance < max(chosen.least, answerable + chosen.margin):
        return None
    return Elsewhere(best.code, best.name, tuple(sorted(best.regions)), chance)
