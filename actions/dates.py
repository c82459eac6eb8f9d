"""从话里听出事件的日期：只认说得准的（“8月3号”“昨天”“2026年8月3日”），“上个月”这类不猜。"""

from __future__ import annotations

import datetime as dt
import re

MONTH_DAY = re.compile(r"(?:(\d{4})年|(今年|去年))?(\d{1,2})月(\d{1,2})[日号]")
RELATIVE = {"大前天": 3, "前天": 2, "昨天": 1, "昨晚": 1, "今天": 0, "今早": 0}
HAPPENED = re.compile(rf"({'|'.join(RELATIVE)})(?!又|再|还|问|说|想|打算|要|得|能|可以|去(?!世)|来|办|跟|给|和|他|她)")
"""后面接着说话、想办、又变了卦的（“他今天又松口了”），那天不是事情发生的日子：记错了期限比不记更害人。"""


def spoken_date(text: str, today: dt.date) -> dt.date | None:
    """话里说的日期；没说年份取最近的过去那一天；不是合法日期或说得不准返回 None。"""
    match = MONTH_DAY.search(text)
    if match:
        year, word, month, day = match.groups()
        chosen = int(year) if year else today.year - (word == "去年")
        try:
            date = dt.date(chosen, int(month), int(day))
            return date.replace(year=chosen - 1) if date > today and not year and not word else date
        except ValueError:
            return None
    spoken = HAPPENED.search(text)
    return today - dt.timedelta(days=RELATIVE[spoken[1]]) if spoken else None
