"""每种记录的表单有哪些格。名称与 catalog/schema.py 的字段一一对应。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

from catalog.schema import Audience, FactField, ItemType, UseLevel
from connectors.admin.labels import FIELD_WORDS

CHANNEL_KINDS = (
    ("online", "网上"), ("app", "手机应用"), ("mini_program", "小程序"), ("window", "窗口"), ("phone", "电话"),
    ("post", "邮寄")
)
BASIS_FIELDS: tuple[str, ...] = get_args(FactField)


@dataclass(frozen=True)
class Field:
    """一格。`widget` 是怎么填；`columns` 是表格的列或一组里的各格；`spare` 是表格末尾留几行空的。"""

    name: str
    widget: str = "text"
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    columns: tuple[Field, ...] = ()
    spare: int = 2
    default: bool = False
    fixed: bool = False

    @property
    def label(self) -> str:
        """格子的叫法。"""
        return FIELD_WORDS.get(self.name, self.name)


def _same(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """值和叫法相同的选项。"""
    return tuple((value, value) for value in values)


_NAME = Field("name", hint="官方叫法，不加地名")
_SUMMARY = Field("summary", "area", "一两句大白话：什么情况下办、办成什么")
_AUDIENCE = Field("audience", "choices", options=_same(get_args(Audience)))
_ALIASES = Field("aliases", "lines", "群众会怎么说，一行一个。别写成别的事项的名称")
_CHECKED = Field("checked", "date", "哪天对照现行规定核对过")
_MATERIALS = Field(
    "materials", "rows", "要交的材料。名称清空就是删掉这一行",
    columns=(
        Field("name"), Field("required", "check", default=True), Field("copies"), Field("form"),
        Field("obtained_from"), Field("waived", "check"), Field("when"),
    ),
)
_LIMIT = Field(
    "time_limit", "group", "全国没有统一天数就不填天数，写文字说明",
    columns=(Field("days", "number"), Field("unit", "choice", options=_same(("工作日", "自然日"))), Field("text")),
)
_FEE = Field("fee", "group", "全国没有统一数额就不填金额", columns=(Field("amount_yuan", "decimal"), Field("text")))
_CHANNELS = Field(
    "channels", "rows", "网上渠道在“入口”写办事入口的代码（province 表示所在省的政务服务网），不写网址",
    columns=(
        Field("kind", "choice", options=(("", "—"), *CHANNEL_KINDS)), Field("portal"), Field("name"), Field("number"),
        Field("note"),
    ),
)
_FAQ = Field("faq", "rows", "只写有依据的回答", columns=(Field("q"), Field("a", "area"), Field("basis")))
_CONFUSED = Field("confused_with", "rows", columns=(Field("code"), Field("difference")))
_BASIS = Field(
    "basis", "pairs", "写“依据代码 第几条”，几条用；隔开。default 是整条的依据", options=_same(BASIS_FIELDS), spare=1
)
_TYPE = Field("item_type", "choice", options=_same(("", *get_args(ItemType))))
_LEVELS = Field("use_level", "choices", options=_same(get_args(UseLevel)))
_SHARED = (
    _ALIASES, Field("conditions", "lines", "一行一条"), _MATERIALS, Field("steps", "lines", "一行一步"), _LIMIT, _FEE,
    _CHANNELS, Field("consult_phone"), Field("cross_region", "area"), Field("agent", "area"), Field("result"), _FAQ,
)
_BASIC = (
    Field("code", hint="小写英文、数字和短横线，定了就不改", fixed=True), _NAME, _SUMMARY, Field("theme"), _TYPE,
    _AUDIENCE,
    Field("department"), _LEVELS, *_SHARED, _CONFUSED,
    Field("varies", "lines", "各地规定不同的字段名，一行一个，如 fee、time_limit"), _BASIS,
    Field("confidence", "choice", options=(("H", "高"), ("M", "中"))), _CHECKED, Field("valid_from", "date"),
    Field("valid_to", "date", "过了这天会进“快到期”的清单"), Field("catalog_code"),
)
_ITEM = (
    Field("code", fixed=True), Field("region", hint="行政区划代码", fixed=True), _NAME, _SUMMARY, _TYPE,
    replace(_AUDIENCE), Field("department"), Field("url", hint="主机名要在办事入口里登记过，否则不会给市民看"),
    *_SHARED,
    Field("promised_days", "number"), Field("onsite_visits", "number"), Field("address"), Field("hours"),
    Field("complaint_phone"), Field("basic_code", hint="对应全国目录里哪个事项的代码"), Field("group"),
    Field("promised_raw"), Field("fee_raw"), Field("online_note"), Field("window_note"), Field("catalog_code"),
    Field("task_code"), Field("handling_code"), Field("captured", "date"), _CHECKED, Field("valid_to", "date"),
    Field("source", fixed=True), Field("source_name"),
)
_GUIDE = (
    *_ITEM, Field("members", "rows", columns=(Field("name"), Field("promised_raw"), Field("result"))),
    Field("package_code"), Field("scope_note"),
)
_PACKAGE = (
    Field("code", hint="小写英文、数字和短横线，定了就不改", fixed=True), _NAME, Field("official"), _SUMMARY, _AUDIENCE,
    Field("theme"), Field("stage"), _ALIASES,
    Field("event", "group", "什么事引起的；有期限的要写怎么问日期", columns=(Field("name"), Field("ask_date"))),
    Field(
        "questions", "rows", "只问会改变步骤的。选项一行一个：代码｜给人看的话｜别的说法、别的说法",
        columns=(Field("key"), Field("ask"), Field("options", "choices_text")),
    ),
    Field(
        "steps", "rows", "先办哪些：写事项代码，一行一个。什么情形：问题代码=选项代码,选项代码；…",
        columns=(
            Field("item"), Field("why", "area"), Field("after", "lines"), Field("when", "when_text"),
            Field("optional", "check"), Field("deadline_days", "number"), Field("deadline_text"),
            Field("deadline_basis"), Field("yields", "lines"),
        ),
    ),
    Field("notes", "lines"), Field("basis", "area"), _CHECKED,
)
_PORTAL = (
    Field("id", hint="小写英文、数字和短横线，定了就不改", fixed=True),
    Field("kind", "choice", options=CHANNEL_KINDS), _NAME,
    Field("region", hint="行政区划代码，全国是 000000", fixed=True),
    Field("url"), Field("number"),
    Field("hosts", "lines", "一行一个主机名，如 www.sczwfw.gov.cn；只有登记过的才会给市民看"),
    Field("source", hint="从哪里查到的"), Field("captured", "date"), Field("note", "area"),
)
_REGION = (
    Field("code", hint="6 位（县级以上）或 9 位（乡镇街道）行政区划代码，定了就不改", fixed=True),
    Field("name", hint="全称，如 广安区。改了名的，把旧名留在别名里"),
    Field(
        "level", "choice",
        options=(("", "按代码"), ("province", "省"), ("city", "市"), ("county", "区县"), ("town", "乡镇街道")),
    ),
    Field("parent", hint="上级的 6 位代码；不写就按代码推"),
    Field("aliases", "lines", "群众会怎么叫，一行一个，如 广州市的“羊城”。去掉一行，就不再当作这里"),
    Field("successor", hint="撤并了才填：并入的那个地方的代码。以后说这个名字，就是说那里"),
    Field("source", hint="从哪里查到的，如 民政部批复文号"), _CHECKED,
)
FORMS: dict[str, tuple[Field, ...]] = {
    "basic": _BASIC, "item": _ITEM, "guide": _GUIDE, "package": _PACKAGE, "portal": _PORTAL,
    "region": _REGION,
}
"""种类 → 表单的各格。"""
