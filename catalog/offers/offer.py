"""把地方记录和全国目录合成一个答案。

地方记录有的用地方的；地方没写的借用全国规定，并明说“这些是全国规定，以办理地公布为准”。
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog.differences import differences
from catalog.links import is_allowed
from catalog.matching import COVERS
from catalog.national_layer import Citation
from catalog.offers.channels import PortalTable, ResolvedChannel
from catalog.offers.entry import Entry, choose_entry
from catalog.outdated import outdated_hits
from catalog.regions import NATION, Region
from catalog.schema import BasicItem, Fee, ServiceItem, TimeLimit

CONFIRM = "以办理地公布为准"
_BORROWED = {
    "conditions": "办理条件",
    "materials": "申请材料",
    "steps": "办理流程",
    "time_limit": "法定时限",
    "fee": "收费",
    "consult_phone": "咨询电话",
    "cross_region": "异地办理",
    "agent": "代办",
    "result": "办理结果",
    "faq": "常见问题",
    "summary": "",
    "aliases": "",
    "audience": "",
    "theme": "",
    "confused_with": "",
    "varies": "",
    "department": "办理部门",
    "valid_to": "",
}
_VARIES = {"time_limit": "办理时限", "fee": "收费", "materials": "材料", "conditions": "条件", "channels": "办理渠道"}
_VARIES |= {"steps": "办理流程", "agent": "代办要求", "cross_region": "异地办理", "department": "办理部门"}


@dataclass(frozen=True, slots=True)
class Source:
    """一处来源：名称、网址、更新日期。"""

    name: str
    url: str = ""
    updated: str = ""

    def as_dict(self) -> dict[str, str]:
        """回复里用的形式。"""
        return {"name": self.name, "url": self.url, "updated": self.updated}


@dataclass(frozen=True, slots=True)
class Variant:
    """当地把一件事拆成几个办理项时，其中的一个。"""

    code: str
    name: str
    url: str


@dataclass(frozen=True)
class Offer:
    """某地某事项的答案。

    `item` 是合成后的内容；`basic` 是对应的全国事项（没有对应为 None）；`region` 是给出答案的那一级；
    `borrowed` 是借用全国规定的字段；`is_national_default` 表示完全按全国规定回答；`match_rule` 是认定两者相同的规则。
    """

    item: BasicItem | ServiceItem
    basic: BasicItem | None
    region: Region
    entry: Entry | None
    channels: list[ResolvedChannel]
    sources: list[dict[str, str]]
    warnings: list[str]
    is_national_default: bool
    borrowed: tuple[str, ...] = ()
    match_rule: str = ""
    citations: list[Citation] = field(default_factory=list)
    variants: list[Variant] = field(default_factory=list)

    @property
    def code(self) -> str:
        """事项代码。"""
        return self.item.code

    @property
    def promised_days(self) -> int | None:
        """当地承诺的时限；没有写返回 None。"""
        return self.item.promised_days if isinstance(self.item, ServiceItem) else None


def merge(regional: ServiceItem, basic: BasicItem) -> tuple[ServiceItem, tuple[str, ...]]:
    """地方记录补上全国规定后的样子，以及补了哪些给人看的字段。"""
    filled: dict[str, object] = {}
    for name in _BORROWED:
        own, other = getattr(regional, name), getattr(basic, name)
        empty = own in ("", [], None) or own == TimeLimit() or own == Fee()
        if empty and other not in ("", [], None) and other != TimeLimit() and other != Fee():
            filled[name] = other
    # 当地写了收费原文，就不再借用全国的收费。
    if regional.fee_raw:
        filled.pop("fee", None)
    if not regional.channels:
        filled["channels"] = basic.channels
    filled["confidence"] = basic.confidence
    borrowed = tuple(name for name in filled if _BORROWED.get(name))
    return regional.model_copy(update=filled), borrowed


def _sources(
    regional: ServiceItem | None, basic: BasicItem | None, cites: Sequence[Citation], hosts: frozenset[str]
) -> list[Source]:
    """来源：先当地的，再全国依据。白名单外的网址不给。"""
    found: list[Source] = []
    if regional:
        url = regional.url if is_allowed(regional.url, hosts) else ""
        found.append(Source(regional.source_name or regional.source, url, regional.captured.isoformat()))
    if basic:
        checked = basic.checked.isoformat()
        for cite in cites:
            number = f"（{cite.number}）" if cite.number else ""
            found.append(
                Source(
                    f"《{cite.name}》{number}{cite.clause}", cite.url if is_allowed(cite.url, hosts) else "", checked
                )
            )
        if not cites:
            found.append(Source("全国基本目录（本项目整理）", "", checked))
    return found


def build_offer(
    *,
    regional: ServiceItem | None,
    basic: BasicItem | None,
    citations: Sequence[Citation],
    asked: Region | None,
    nation: Region,
    region_of_record: Region | None,
    portals: PortalTable,
    hosts: frozenset[str],
    match_rule: str = "",
    variants: Sequence[Variant] = (),
    today: dt.date | None = None,
) -> Offer:
    """合成一个答案；`regional` 和 `basic` 至少有一个。`variants` 是当地拆成的几个办理项（两个以上才有）。"""
    borrowed: tuple[str, ...] = ()
    item: BasicItem | ServiceItem
    if regional is not None and basic is not None:
        item, borrowed = merge(regional, basic)
        if variants or match_rule == COVERS:  # 问的是这件事：名称和代码用全国的，不用当地拆开或合并的叫法
            item = item.model_copy(update={"name": basic.name, "code": basic.code})
    elif regional is not None:
        item = regional
    elif basic is not None:
        item = basic
    else:
        raise ValueError("没有记录可以回答")
    answered = region_of_record or nation
    place = asked or answered
    channels = portals.channels(item, place.code if asked else answered.code)
    deep_link = regional.url if regional else ""
    entry = choose_entry(
        channels,
        deep_link=deep_link,
        link_name=regional.name if regional and regional.name != item.name else "",
        link_region=region_of_record,
        region=place,
        portals=portals,
        hosts=hosts,
    )
    if entry is None:
        # 只有名称、没有链接的地方记录：至少给出所在省的总入口。
        portal = portals.for_region(place.code) or portals.get("gjzwfw")
        entry = Entry(portal.name, portal.url, "政务服务总入口，登录后按事项名称搜索") if portal else None
    warnings = _warnings(item, regional, borrowed, asked, answered, entry, today or dt.date.today())
    if regional is not None:
        warnings = [*disagreements(regional, basic, answered.name), *warnings]
    if variants:
        names = "、".join(variant.name for variant in variants)
        warnings.insert(0, f"{answered.name}把这件事分成 {len(variants)} 个办理项（{names}），请按您的情况选。")
    return Offer(
        item=item,
        basic=basic,
        region=answered,
        entry=entry,
        channels=channels,
        sources=[
            source.as_dict()
            for source in _sources(regional, basic if (borrowed or not regional) else None, citations, hosts)
        ],
        warnings=warnings,
        is_national_default=regional is None,
        borrowed=borrowed,
        match_rule=match_rule,
        citations=list(citations),
        variants=list(variants),
    )


def disagreements(regional: ServiceItem, basic: BasicItem | None, place: str) -> list[str]:
    """当地说法过时，或与全国规定不一致的地方，一处一句；名称是官方叫法，不算。"""
    said = [
        f"{place}公布的内容里有“{hit.sentence[:30]}”，但{hit.rule.say}，请先核实。"
        for hit in outdated_hits(regional)
        if hit.path != ("name",)
    ]
    if basic is not None:
        said += [
            f"当地公布的与全国规定不一致（{one.words}），{CONFIRM}。"
            for one in differences(regional, basic, place, "全国规定")
        ]
    return list(dict.fromkeys(said))


def _warnings(
    item: BasicItem | ServiceItem,
    regional: ServiceItem | None,
    borrowed: tuple[str, ...],
    asked: Region | None,
    answered: Region,
    entry: Entry | None,
    today: dt.date,
) -> list[str]:
    """要提醒的话，每条独立成句。"""
    said: list[str] = []
    if regional is None and asked is not None and asked.code != NATION:
        said.append(f"暂未收录{asked.name}的办理信息，以下按全国规定列出，{CONFIRM}。")
    if borrowed:
        words = "、".join(dict.fromkeys(_BORROWED[name] for name in borrowed))
        thin = regional is not None and not (regional.materials or regional.conditions)
        lacking = "只公布了名称和办理链接，其余" if thin else f"公布的信息里没有{words}，这些"
        said.append(f"{answered.name}{lacking}按全国规定列出，{CONFIRM}。")
    elif regional is not None and not (item.materials or item.conditions):
        said.append(f"{answered.name}只公布了名称和办理链接，材料和条件请看链接或向窗口确认。")
    if regional is not None and regional.scope_note:
        said.append(f"来源注明“{regional.scope_note}”，请先确认您所在的市县是否适用。")
    if regional is not None and regional.promised_raw:
        said.append(f"来源写的承诺时限是“{regional.promised_raw}”，单位没有说明，{CONFIRM}。")
    varies = [_VARIES[name] for name in item.varies if name in _VARIES]
    if varies and not said:
        said.append(f"{'、'.join(varies)}各地不同，{CONFIRM}。")
    elif item.confidence == "M" and not said:
        said.append(f"部分细节各地有差异，{CONFIRM}。")
    if item.valid_to is not None and item.valid_to < today:
        said.append(f"这条规定的有效期到 {item.valid_to.isoformat()} 为止，可能已经变化，请先咨询。")
    if entry is not None and entry.insecure:
        said.append("办理链接是官方公布的 http 老链接（未加密），请不要在公共网络上填写个人信息。")
    return said
