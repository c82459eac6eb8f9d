"""导入各地数据：按映射文件把 JSON、CSV、Excel 变成统一的地方事项。

读文件（readers）→ 按列取值（mapping、steps）→ 校验成 ServiceItem。每一行要么进来，要么变成有位置的 Problem。
本包只产出记录和问题，不写数据库。
"""

from catalog.importing.importer import Imported, import_rows
from catalog.importing.mapping import Mapping, find_mapping

__all__ = ["Imported", "Mapping", "find_mapping", "import_rows"]
