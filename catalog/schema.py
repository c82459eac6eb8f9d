"""目录里每一种记录的字段定义（pydantic 模型）。

名称依据 DESIGN 第 4 节术语表；事项要素参照《政务服务事项基本目录及实施清单》的要素口径。
事实字段必须在 `basis` 里写明出处，没有出处就留空，回复时说“以办理地公布为准”。
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

NATION = "000000"
"""全国层级的行政区划代码（本项目约定，GB/T 2260 未给全国编码）。"""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Audience = Literal["自然人", "法人"]
ItemType = Literal["行政许可", "行政确认", "行政给付", "行政奖励", "行政裁决", "行政征收", "其他行政权力", "公共服务"]
UseLevel = Literal["国家级", "省级", "市级", "县级", "乡级", "村级"]
Confidence = Literal["H", "M"]
ChannelKind = Literal["online", "app", "mini_program", "window", "phone", "post"]
FactField = Literal[
    "default", "conditions", "materials", "steps", "time_limit", "fee", "channels", "agent", "cross_region", "faq"
]


class Record(BaseModel):
    """所有记录的基类：多写一个字段就是错误，避免拼错的字段被悄悄丢掉。"""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Law(Record):
    """一条依据：法律法规、部门规章、规范性文件或官方办事指南。"""

    name: Text
    number: str = ""
    effective: dt.date
    url: str = ""


class Material(Record):
    """一份申请材料。`waived` 表示可用电子证照或数据共享免提交；`when` 说明什么情形才要。"""

    name: Text
    required: bool = True
    copies: str = ""
    form: str = ""
    obtained_from: str = ""
    waived: bool = False
    when: str = ""


class TimeLimit(Record):
    """法定办结时限。`days` 为空表示没有全国统一的天数。"""

    days: int | None = Field(default=None, ge=0, le=400)
    unit: Literal["工作日", "自然日"] = "工作日"
    text: str = ""


class Fee(Record):
    """收费。`amount_yuan` 为空表示没有全国统一数额。"""

    amount_yuan: float | None = Field(default=None, ge=0)
    text: str = ""


class Channel(Record):
    """一个办理渠道。网上渠道只引用 `portals.yaml` 登记的入口，绝不直接写网址。"""

    kind: ChannelKind
    portal: str = ""
    name: str = ""
    number: str = ""
    note: str = ""


class Faq(Record):
    """一问一答：只写有依据的回答。"""

    q: Text
    a: Text
    basis: str = ""


class Confusion(Record):
    """与哪个事项常被混淆，差别在哪。"""

    code: Slug
    difference: Text


class BasicItem(Record):
    """基本目录里的一个政务服务事项（全国层面的一种事）。"""

    code: Slug
    catalog_code: str = ""
    name: Text
    theme: str = ""
    item_type: ItemType | Literal[""] = "公共服务"
    summary: Text
    audience: list[Audience] = Field(min_length=1)
    department: Text
    use_level: list[UseLevel] = []
    aliases: list[Text] = []
    conditions: list[Text] = []
    materials: list[Material] = []
    steps: list[Text] = []
    time_limit: TimeLimit = TimeLimit()
    fee: Fee = Fee()
    channels: list[Channel] = []
    consult_phone: str = ""
    cross_region: str = ""
    agent: str = ""
    result: str = ""
    faq: list[Faq] = []
    confused_with: list[Confusion] = []
    varies: list[str] = []
    basis: dict[FactField, str] = {}
    confidence: Confidence = "H"
    checked: dt.date
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


class Member(Record):
    """地方“一件事”指南里列出的一个成员事项。`promised_raw` 是来源的原文，单位没有说明时不猜。"""

    name: Text
    promised_raw: str = ""
    result: str = ""


class ServiceItem(BasicItem):
    """实施清单里的一个事项：某地、某部门的版本，来自一份导入的数据。

    来源常常只有名称和链接，所以概述、对象、部门可以为空；空着的事实由 Offer 说明“按全国规定”。
    `covers` 是一条地方记录包含的几个全国事项（“居民身份证办理”含申领、换领、补领）。
    `members`、`package_code` 只用于地方的“一件事”指南。
    """

    item_type: ItemType | Literal[""] = ""
    summary: str = ""
    audience: list[Audience] = []
    department: str = ""
    region: str
    group: str = ""
    covers: list[Slug] = []
    members: list[Member] = []
    package_code: str = ""
    scope_note: str = ""
    promised_raw: str = ""
    fee_raw: str = ""
    online_note: str = ""
    window_note: str = ""
    source_name: str = ""
    task_code: str = ""
    handling_code: str = ""
    basic_code: str = ""
    promised_days: int | None = None
    onsite_visits: int | None = None
    address: str = ""
    hours: str = ""
    complaint_phone: str = ""
    url: str = ""
    source: str
    captured: dt.date


class Option(Record):
    """情形问题的一个选项。`words` 是人们会怎么说这个选项（自由输入时用来识别）。"""

    value: Slug
    label: Text
    words: list[Text] = []


class Question(Record):
    """一个情形问题。只有答案会改变步骤时才问。"""

    key: Slug
    ask: Text
    options: list[Option] = Field(min_length=2)


class Step(Record):
    """一件事里的一步：引用一个事项。`after` 写先办哪些事项；`when` 里各问题的答案都符合才有这一步。"""

    item: Slug
    why: Text
    after: list[Slug] = []
    when: dict[Slug, list[Slug]] = {}
    optional: bool = False
    deadline_days: int | None = Field(default=None, ge=0, le=3650)
    deadline_text: str = ""
    deadline_basis: str = ""
    yields: list[Text] = []


class Event(Record):
    """一件事由什么事件引起，日期怎么问（期限从这天算起）。"""

    name: Text
    ask_date: str = ""


class ServicePackage(Record):
    """一件事（集成式套餐式服务）：情形问题 + 跨部门步骤。"""

    code: Slug
    name: Text
    official: str = ""
    audience: list[Audience] = Field(min_length=1)
    stage: str = ""
    theme: str = ""
    summary: Text
    aliases: list[Text] = []
    event: Event
    questions: list[Question] = []
    steps: list[Step] = Field(min_length=2)
    notes: list[Text] = []
    basis: str
    checked: dt.date
    region: str = NATION
    source: str = ""
    url: str = ""


class Portal(Record):
    """一个官方入口（网站、App、小程序或热线）。`hosts` 进入链接白名单。"""

    id: Slug
    kind: ChannelKind
    name: Text
    region: str = NATION
    url: str = ""
    number: str = ""
    hosts: list[str] = []
    source: Text
    captured: dt.date
    note: str = ""


class RegionEntry(Record):
    """维护者改过或增加的一个行政区划，叠在随包的区划表上；`aliases` 是全部叫法，`successor` 是撤并后归到哪里。"""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}([0-9]{3})?$")]
    name: Text
    level: Literal["", "province", "city", "county", "town"] = ""
    parent: Annotated[str, StringConstraints(pattern=r"^([0-9]{6})?$")] = ""
    aliases: list[Text] = []
    successor: Annotated[str, StringConstraints(pattern=r"^([0-9]{6}([0-9]{3})?)?$")] = ""
    source: Text
    checked: dt.date


class ItemFile(Record):
    """`catalog/national/items/*.yaml` 一个文件的内容。"""

    theme: Text
    laws: dict[str, Law] = {}
    items: list[BasicItem]


class PackageFile(Record):
    """`catalog/national/packages/*.yaml` 一个文件的内容。"""

    laws: dict[str, Law] = {}
    packages: list[ServicePackage]


BASIS = re.compile(r"^(?P<law>[a-z0-9-]+)(?:\s+(?P<clause>.+))?$")
"""依据的写法：`law-id 第X条`；law-id 必须在同一文件的 laws 里登记。"""
