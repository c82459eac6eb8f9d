"""看一份文件的表头，提议映射：这是哪个已有来源、哪一列是什么。提议的都由人核对过才用。"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from catalog.importing.mapping import SOURCES, Column, Mapping, find_mapping
from catalog.importing.readers import Table, read_table
from catalog.importing.readers.rows import clean_header
from catalog.problems import Problem

HEADERS: dict[str, tuple[str, ...]] = {
    "name": (
        "事项名称", "事项", "服务事项", "服务名称", "办事事项", "名称", "主题名称", "办理项名称", "实施清单名称",
        "item_name", "name", "title",
    ),
    "code": (
        "代码", "事项代码", "事项编码", "事项编号", "编码", "编号", "权力编码", "权责编码", "唯一编码",
        "code", "item_code", "rights_code",
    ),
    "task_code": ("实施编码", "实施清单编码", "task_code"),
    "catalog_code": ("基本编码", "基本目录编码", "目录编码", "catalog_code"),
    "handling_code": ("业务办理项编码", "办理项编码", "handling_code"),
    "region": (
        "所在地区", "所属地区", "所属区域", "辖区", "行政区划代码", "区划代码", "行政区划", "地区",
        "region", "region_code", "areacode",
    ),
    "department": (
        "实施主体", "部门", "实施机构", "实施部门", "受理部门", "办理部门", "责任部门", "承办部门", "承办单位",
        "受理单位", "主管部门",
        "department", "implementing_org",
    ),
    "item_type": ("事项类型", "事项类别", "权力类型", "权力类别", "item_type"),
    "audience": ("服务对象", "service_object", "audience"),
    "use_level": ("行使层级", "level"),
    "group": ("大项", "所属大项", "主项名称", "主项", "main_item"),
    "theme": ("主题", "主题分类", "category", "theme"),
    "summary": ("概述", "简介", "事项简介", "事项说明", "summary"),
    "conditions": ("受理条件", "办理条件", "申请条件", "申办条件", "conditions"),
    "materials": ("申请材料", "材料", "所需材料", "申报材料", "提交材料", "材料清单", "材料名称", "materials"),
    "steps": ("办理流程", "办事流程", "办理步骤", "办理程序", "steps"),
    "time_limit": ("法定办结时限", "法定时限", "法定期限", "法定办理时限"),
    "promised_raw": ("承诺办结时限", "承诺时限", "承诺期限", "承诺办理时限"),
    "fee": ("收费", "收费情况", "收费标准", "费用", "是否收费", "fee"),
    "address": ("办理地点", "办公地址", "受理地点", "受理地址", "窗口地址", "地址", "address"),
    "hours": ("办理时间", "办公时间", "受理时间", "工作时间", "hours"),
    "consult_phone": ("咨询方式", "咨询电话", "联系电话", "联系方式", "电话", "phone"),
    "complaint_phone": ("监督投诉方式", "监督投诉电话", "投诉电话", "监督电话"),
    "url": (
        "办理链接", "链接", "网址", "办理网址", "办事链接", "办理入口", "网上办理地址", "在线办理地址", "办事指南链接",
        "link", "url", "portal_url",
    ),
    "result": ("办理结果", "结果名称", "审批结果", "结果文书", "result"),
}
"""目录的字段 → 各地导出时常用的表头。"""
STEPS: dict[str, list[str]] = {
    "code": ["slug"], "region": ["region"], "audience": ["audience"], "use_level": ["levels"],
    "conditions": ["split"], "steps": ["split"], "time_limit": ["wrap text"], "fee": ["fee"],
}
"""没有现成映射时，各字段通常要的转换。"""
LIKE = 82
"""表头像到什么程度（0–100）才敢提议。"""


def known_sources(folder: Path = SOURCES) -> list[Mapping]:
    """随包的来源映射。"""
    names = sorted(path.stem for path in folder.glob("*.yaml") if not path.stem.endswith(".matches"))
    return [mapping for mapping, _ in (find_mapping(name, folder) for name in names) if mapping is not None]


PEEKED_ROWS = 500
"""很大的 Excel 先看这么多行：认列够了，十万行全读要占着网关十几秒。"""


def peek(path: Path, rows: list[str] | None = None) -> Table:
    """读出文件的表头和行，不解释内容；很大的 Excel 只看前面一些（`partial` 为真）。JSON 试着按各来源的写法展开。"""
    words = frozenset(clean_header(word) for group in HEADERS.values() for word in group)
    table = read_table(path, "", rows=rows or [], sheet="", wanted=words, most=PEEKED_ROWS)
    if not table.rows and path.suffix.lower() == ".json" and not rows:
        for mapping in known_sources():
            tried = read_table(path, "json", rows=mapping.rows, sheet="", wanted=words)
            if tried.rows:
                return tried
    return table


def propose(columns: list[str], source: Mapping | None) -> dict[str, list[str]]:
    """目录的字段 → 文件里的列。已有来源的按它的映射，表头换了说法的按同义词找。"""
    fields = list(source.columns) if source else list(HEADERS)
    chosen: dict[str, list[str]] = {}
    for field in fields:
        wanted = [clean_header(name) for name in source.columns[field].source] if source else []
        if source and source.columns[field].const is not None:
            continue
        here = [name for name in wanted if name in columns]
        if not here:
            asked = [*wanted, *(word for name in wanted for word in _same_as(name)), *HEADERS.get(field, ())]
            here = _nearest(asked, columns)
        if here:
            chosen[field] = here
    return chosen


def _same_as(name: str) -> tuple[str, ...]:
    """与这个表头意思相同的别的表头：来源里叫 link，文件里叫“办理链接”。"""
    for group in HEADERS.values():
        if name.lower() in {word.lower() for word in group}:
            return group
    return ()


def _nearest(words: list[str], columns: list[str]) -> list[str]:
    """文件里最像的一列；没有够像的就是空。"""
    for word in words:
        for column in columns:
            if column.lower() == word.lower():
                return [column]
    for word in words:
        near = process.extractOne(word, columns, scorer=fuzz.ratio, score_cutoff=LIKE)
        if near:
            return [near[0]]
    return []


def best_source(columns: list[str], sources: list[Mapping]) -> Mapping | None:
    """最像哪个已有来源：必需的字段都找得到列，用上的列最多。"""
    scored = []
    for source in sources:
        chosen = propose(columns, source)
        needed = [name for name, column in source.columns.items() if column.required and column.const is None]
        if all(name in chosen for name in needed):
            scored.append((len({name for names in chosen.values() for name in names}), source))
    return max(scored, key=lambda one: one[0])[1] if scored else None


def with_columns(source: Mapping, chosen: dict[str, list[str]], kind: str) -> Mapping:
    """已有来源的映射换上这份文件的列名；转换步骤照旧。没选列的字段不导入（固定值的照旧）。"""
    columns = {
        name: column if column.const is not None else column.model_copy(update={"source": chosen[name]})
        for name, column in source.columns.items()
        if column.const is not None or name in chosen
    }
    same = kind == source.format
    return source.model_copy(
        update={"columns": columns, "format": kind, "rows": source.rows if same else [], "sheet": "", "ignore": []}
    )


def new_mapping(name: str, title: str, region: str, captured: Any, chosen: dict[str, list[str]]) -> Mapping:
    """一个新来源的映射。"""
    columns: dict[str, Column] = {}
    for field, names in chosen.items():
        made: dict[str, Any] = {"from": names, "required": field in ("name", "code")}
        columns[field] = Column.model_validate({**made, "steps": STEPS.get(field, [])})
    content = {"name": name, "title": title, "region": region, "captured": captured, "columns": columns}
    return Mapping.model_validate(content)


def unusable(mapping: Mapping) -> list[Problem]:
    """映射缺了必不可少的。"""
    problems = []
    for field, said in (("name", "事项名称"), ("code", "代码")):
        if field not in mapping.columns:
            problems.append(Problem("映射错误", f"没有选“{said}”是哪一列", "选一列再继续", "", None, field))
    if "region" not in mapping.columns and not mapping.region:
        remedy = "选行政区划是哪一列，或填这份文件的地区"
        problems.append(Problem("映射错误", "不知道是哪个地方的", remedy, "", None, "region"))
    if "captured" not in mapping.columns and mapping.captured is None:
        problems.append(Problem("映射错误", "不知道数据的日期", "填这份数据是哪天导出的", "", None, "captured"))
    return problems
