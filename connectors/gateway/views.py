"""目录记录 → HTTP 契约里的 JSON。只排列字段，不添加事实。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalog.regions import Region
from catalog.schema import ServiceItem, ServicePackage

if TYPE_CHECKING:
    from catalog.store import Offer

MAYBE_LOCAL = "以办理地公布为准"


def region_brief(region: Region | None) -> dict[str, str] | None:
    """地区的代码、名称、层级。"""
    return {"code": region.code, "name": region.name, "level": region.level} if region else None


def service_card(offer: Offer) -> dict[str, Any]:
    """契约里的 service 对象。"""
    item = offer.item
    return {
        "code": item.code,
        "name": item.name,
        "department": item.department,
        "region": region_brief(offer.region),
        "conditions": list(item.conditions),
        "materials": [
            {
                "name": one.name, "required": one.required, "copies": one.copies, "form": one.form,
                "obtained_from": one.obtained_from, "waived": one.waived, "when": one.when,
            }
            for one in item.materials
        ],
        "steps": list(item.steps),
        "statutory_days": item.time_limit.days,
        "promised_days": offer.promised_days,
        "time_limit": time_limit_words(offer),
        "fee": fee_words(offer),
        "channels": [channel.as_dict() for channel in offer.channels],
        "entry": offer.entry.as_dict() if offer.entry else None,
        "consult_phone": item.consult_phone,
        "source": offer.sources[0] if offer.sources else None,
        "warnings": list(offer.warnings),
    }


def fee_words(offer: Offer) -> str:
    """收费的一句话。"""
    fee = offer.item.fee
    if fee.text or fee.amount_yuan is None:
        return fee.text or MAYBE_LOCAL
    return f"{fee.amount_yuan:g} 元" if fee.amount_yuan else "不收费"


def time_limit_words(offer: Offer) -> str:
    """办结时限的一句话。"""
    limit = offer.item.time_limit
    if limit.text:
        return limit.text
    return f"{limit.days} 个{limit.unit}" if limit.days is not None else MAYBE_LOCAL


def item_view(offer: Offer) -> dict[str, Any]:
    """`GET /api/items/{code}`：service 对象，加上事项的其余要素。"""
    item = offer.item
    more: dict[str, Any] = {
        "summary": item.summary,
        "aliases": list(item.aliases),
        "item_type": item.item_type,
        "theme": item.theme,
        "audience": list(item.audience),
        "use_level": list(item.use_level),
        "catalog_code": item.catalog_code,
        "agent": item.agent,
        "cross_region": item.cross_region,
        "result": item.result,
        "faq": [one.model_dump() for one in item.faq],
        "confused_with": [one.model_dump() for one in item.confused_with],
        "basis": dict(item.basis),
        "checked": item.checked.isoformat(),
        "sources": offer.sources,
        "is_national_default": offer.is_national_default,
    }
    if isinstance(item, ServiceItem):
        more |= {
            "task_code": item.task_code,
            "handling_code": item.handling_code,
            "basic_code": item.basic_code,
            "onsite_visits": item.onsite_visits,
            "address": item.address,
            "hours": item.hours,
            "complaint_phone": item.complaint_phone,
            "captured": item.captured.isoformat(),
        }
    return service_card(offer) | more


def package_view(package: ServicePackage, names: dict[str, str], region: Region | None) -> dict[str, Any]:
    """`GET /api/packages/{code}`：一件事的情形问题与步骤；步骤带上事项名称。"""
    body = package.model_dump(mode="json")
    for number, step in enumerate(body["steps"], start=1):
        step["number"] = number
        step["name"] = names.get(step["item"], step["item"])
    body["region"] = region_brief(region)
    return body
