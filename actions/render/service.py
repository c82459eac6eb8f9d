"""服务卡片：一个事项在一个地方怎么办。"""

from __future__ import annotations

from typing import Any

from actions.wording import say
from catalog.regions import Region
from catalog.schema import BasicItem, Material
from catalog.store import Offer


def time_limit_text(item: BasicItem) -> str:
    """法定时限的一句话；没有全国统一规定时返回“以办理地公布为准”。"""
    limit = item.time_limit
    if limit.text and limit.days is None:
        return limit.text
    if limit.days == 0:
        return limit.text or "当场办结"
    if limit.days is not None:
        return f"法定{limit.days}个{limit.unit}" + (f"（{limit.text}）" if limit.text else "")
    return say("confirm_locally")


def fee_text(item: BasicItem) -> str:
    """收费的一句话；没有依据时返回“以办理地公布为准”。"""
    fee = item.fee
    if fee.text:
        return fee.text
    if fee.amount_yuan == 0:
        return "不收费"
    if fee.amount_yuan is not None:
        return f"{fee.amount_yuan:g}元"
    return say("confirm_locally")


def material_text(material: Material) -> str:
    """一份材料的一句话：名称、份数、什么情形要、能否免提交。"""
    notes = [n for n in (material.when, material.copies, material.form) if n]
    if not material.required and not material.when:
        notes.insert(0, "按情况提供")
    if material.waived:
        notes.append("有电子证照的可免提交")
    return material.name + (f"（{'，'.join(notes)}）" if notes else "")


def entry_text(offer: Offer) -> str:
    """官方入口的一句话；没有网上入口时说去哪个窗口。"""
    if offer.entry and offer.entry.url:
        return f"{offer.entry.name} {offer.entry.url}"
    if offer.entry:
        return offer.entry.name
    return f"{offer.item.department}，具体地点可拨打 {say('hotline')} 咨询"


def fallback_text(offer: Offer) -> str:
    """备用渠道：窗口名称、地址和电话。"""
    parts = [c.address or c.name for c in offer.channels if c.kind == "window"]
    return "；".join(parts) or f"{offer.item.department}的办事窗口"


def place_label(offer: Offer, asked: Region | None) -> str:
    """卡片标题里的地区：当地有自己的规定就写当地；按全国规定答时两样都写明。"""
    if asked is None or asked.code == offer.region.code:
        return offer.region.name
    if offer.is_national_default:
        return f"{asked.name}，按全国规定"
    return f"{asked.name}，{offer.region.name}的规定"


def service_dict(offer: Offer) -> dict[str, Any]:
    """DESIGN 第 3 节规定的 `service` 对象。"""
    item = offer.item
    entry = offer.entry
    return {
        "code": item.code,
        "name": item.name,
        "department": item.department,
        "region": {"code": offer.region.code, "name": offer.region.name, "level": offer.region.level},
        "summary": item.summary,
        "conditions": list(item.conditions),
        "materials": [
            {
                "name": m.name,
                "required": m.required,
                "copies": m.copies,
                "form": m.form,
                "obtained_from": m.obtained_from,
                "waived": m.waived,
                "when": m.when,
            }
            for m in item.materials
        ],
        "steps": list(item.steps),
        "statutory_days": item.time_limit.days,
        "promised_days": getattr(item, "promised_days", None),
        "time_limit": time_limit_text(item),
        "fee": fee_text(item),
        "channels": [channel_dict(c) for c in offer.channels],
        "entry": {"name": entry.name, "url": entry.url, "reason": entry.reason} if entry else None,
        "consult_phone": item.consult_phone or say("hotline"),
        "source": dict(offer.sources[0]) if offer.sources else {"name": "", "url": "", "updated": ""},
        "warnings": list(offer.warnings),
    }


def channel_dict(channel: Any) -> dict[str, str]:
    """一个渠道：只带有值的字段。"""
    values = {"kind": channel.kind, "name": channel.name}
    for key in ("url", "address", "number", "note"):
        if getattr(channel, key, ""):
            values[key] = getattr(channel, key)
    return values


def service_message(offer: Offer, asked: Region | None, lead: str = "") -> dict[str, Any]:
    """服务卡片消息；`text` 单独成文，只能显示文字的渠道也够用。"""
    item = offer.item
    lines = [lead] if lead else []
    lines += [f"【{item.name}】（{place_label(offer, asked)}）", item.summary, f"办理部门：{item.department}"]
    if item.conditions:
        lines.append("条件：" + "；".join(item.conditions))
    if item.materials:
        lines.append("材料：" + "；".join(material_text(m) for m in item.materials))
    else:
        lines.append(f"材料：{say('confirm_locally')}")
    lines += [f"时限：{time_limit_text(item)}", f"费用：{fee_text(item)}", f"去哪办：{entry_text(offer)}"]
    lines.append(f"窗口：{fallback_text(offer)}；咨询电话：{item.consult_phone or say('hotline')}")
    if offer.sources:
        source = offer.sources[0]
        lines.append(f"依据：{source['name']}（{source['updated']}核对）")
    lines += [f"提示：{warning}" for warning in offer.warnings]
    return {"type": "service", "text": "\n".join(lines), "service": service_dict(offer)}
