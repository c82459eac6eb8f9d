"""目录检查：每种检查一个文件，都是“记录 → 问题列表”。本包只发现问题，不改数据。"""

from catalog.checks.run import check_imported, check_national
from catalog.checks.sources import check_sources

__all__ = ["check_imported", "check_national", "check_sources"]
