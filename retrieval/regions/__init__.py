"""从一句话里认出地区。区划数据归 catalog.regions，这里只有认的规则。"""

from retrieval.regions.finder import RegionFinder, find_regions
from retrieval.regions.mentions import Mention, RegionMentions

__all__ = ["Mention", "RegionFinder", "RegionMentions", "find_regions"]
