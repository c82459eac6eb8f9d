"""映射文件里可用的转换步骤：名字 参数。每一步只做一件小事，做不到就抛 StepError 说明原因。"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from catalog.regions import RegionTable

_EMPTY = {"", "无", "暂无", "/", "-", "—", "null", "none", "nan"}
_LEVELS = {
    "国": "国家级",
    "省": "省级",
    "市": "市级",
    "县": "县级",
    "区": "县级",
    "乡": "乡级",
    "镇": "乡级",
    "村": "村级",
}
_AUDIENCES = {
    "自然人": ("自然人", "个人", "公民", "居民"),
    "法人": ("法人", "企业", "单位", "组织", "个体"),
}


class StepError(ValueError):
    """这个值转换不了：说明为什么、怎么改。"""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def _query(value: str, key: str) -> str:
    """网址里的一个参数。"""
    try:
        return parse_qs(urlsplit(value).query).get(key, [""])[0]
    except ValueError as error:
        raise StepError(f"网址读不懂：{value[:60]}", "核对链接") from error


def _slug(value: str, _arg: str) -> str:
    """小写英文数字加短横线，作代码用。"""
    made = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKC", value).lower()).strip("-")
    if not made or len(made) > 64:
        raise StepError(f"不能当代码：{value[:60]}", "代码要有英文或数字，最长 64 个字符")
    return made


def _prefix(value: str, text: str) -> str:
    """前面加一段。"""
    return text + value


def _region(value: str, _arg: str) -> str:
    """行政区划代码（6、9、12 位）或独一无二的地名 → 6 或 9 位代码。"""
    table = RegionTable.load()
    text = value.strip()
    if re.fullmatch(r"\d{2,12}", text):
        found = table.get(text)
    else:
        named = table.named(text)
        found = named[0] if len(named) == 1 else None
    if found is None:
        raise StepError(f"认不出这个地方：{text[:30]}", "写 6 位或 12 位行政区划代码")
    return found.code


def _split(value: str, separator: str) -> list[str]:
    """按分隔符切开；不给分隔符就按换行、分号、顿号。"""
    parts = value.split(separator) if separator else re.split(r"[\n;；、]+", value)
    return [part.strip() for part in parts if part.strip()]


def _date(value: str, _arg: str) -> str:
    """日期：2026-07-24、2026/7/24、2026年7月24日、2026-07（按当月一日）、Excel 的日期。"""
    found = re.match(r"(\d{4})\D?(\d{1,2})(?:\D?(\d{1,2}))?", value.strip())
    if found:
        year, month, day = int(found[1]), int(found[2]), int(found[3] or 1)
        try:
            return dt.date(year, month, day).isoformat()
        except ValueError as error:
            raise StepError(f"没有这一天：{value[:30]}", "写成 2026-07-24") from error
    raise StepError(f"日期读不懂：{value[:30]}", "写成 2026-07-24")


def _whole(value: str, _arg: str) -> int:
    """整数，可带“个工作日”之类的单位。"""
    found = re.fullmatch(r"(\d+)(?:\.0+)?\s*(?:个)?(?:工作日|自然日|日|天|次)?", value.strip())
    if not found:
        raise StepError(f"不是整数：{value[:30]}", "只写数字；有特殊说明的改用文字字段")
    return int(found[1])


def _match(value: str, pattern: str) -> str:
    """正则第一组（没有组就是整个匹配）；不匹配为空。"""
    found = re.search(pattern, value)
    return (found[1] if found.groups() else found[0]) if found else ""


def _contains(value: str, word: str) -> bool:
    """是否含有某个词。"""
    return word in value


def _whether(value: str, _arg: str) -> bool:
    """是/否。"""
    text = value.strip().lower()
    if text in ("是", "true", "1", "y", "yes", "必要", "必须"):
        return True
    if text in ("否", "false", "0", "n", "no", "非必要"):
        return False
    raise StepError(f"不是“是/否”：{value[:20]}", "写 是 或 否")


def _levels(value: str, _arg: str) -> list[str]:
    """行使层级：省、市、县 → [省级, 市级, 县级]。"""
    return list(dict.fromkeys(_LEVELS[char] for char in value if char in _LEVELS))


def _audience(value: str, _arg: str) -> list[str]:
    """服务对象：个人/法人 → [自然人, 法人]。"""
    return [name for name, words in _AUDIENCES.items() if any(word in value for word in words)]


def _fee(value: str, _arg: str) -> dict[str, Any]:
    """收费：明确写不收费的记 0 元；其余原样保留，不猜数额。"""
    if value.startswith(("不收费", "免费")) or value in ("否", "0"):
        return {"amount_yuan": 0, "text": "不收费"}
    return {"text": value}


def _blank(value: str, _arg: str) -> str:
    """“无”“暂无”“/”当作空。"""
    return "" if value.strip().lower() in _EMPTY else value


def _wrap(value: str, key: str) -> dict[str, str]:
    """放进一个键：办结时限的文字 → {text: …}。"""
    return {key: value}


STEPS: dict[str, Callable[[str, str], Any]] = {
    "query": _query,
    "slug": _slug,
    "prefix": _prefix,
    "region": _region,
    "split": _split,
    "date": _date,
    "int": _whole,
    "match": _match,
    "contains": _contains,
    "whether": _whether,
    "levels": _levels,
    "audience": _audience,
    "fee": _fee,
    "blank": _blank,
    "wrap": _wrap,
}
"""步骤名 → 做法；文档 docs/add-source.md 的表由测试核对。"""


def apply(value: str, step: str) -> Any:
    """执行一步；空值原样返回，不认识的步骤是映射写错了。"""
    name, _, argument = step.partition(" ")
    if name not in STEPS:
        raise StepError(f"没有步骤 {name}", f"可用的步骤：{'、'.join(STEPS)}")
    return STEPS[name](value, argument)
