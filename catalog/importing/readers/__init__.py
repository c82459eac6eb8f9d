"""把一个文件读成一行一行的值，记住每行在文件里的位置。只读，不解释内容。"""

from catalog.importing.readers.choosing import read_table
from catalog.importing.readers.rows import RawRow, Table

__all__ = ["RawRow", "Table", "read_table"]
