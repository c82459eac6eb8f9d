"""排序指标，一个一份文件，都只看“每个名次的相关度”这一列数。"""

from retrieval.metrics.bootstrap import interval
from retrieval.metrics.hit import hit_at
from retrieval.metrics.mrr import reciprocal_rank
from retrieval.metrics.ndcg import ndcg_at

__all__ = ["hit_at", "interval", "ndcg_at", "reciprocal_rank"]
