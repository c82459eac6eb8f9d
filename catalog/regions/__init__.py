"""行政区划：代码、名称、上下级、简称与旧名。

本包拥有随包发布的区划数据（data/）。它不导入 catalog 的其他部分。
"""

from catalog.regions.table import NATION, Level, Region, RegionTable

__all__ = ["NATION", "Level", "Region", "RegionTable"]
