"""回答某一个方面：材料、步骤、时限、费用、地点、网上、电话、条件、代办、异地、区别、结果。"""

from __future__ import annotations

from actions.questions import fields_asked
from actions.render.service import entry_text, fallback_text, fee_text, material_text, place_label, time_limit_text
from actions.wording import say
from catalog.regions import Region
from catalog.schema import BasicItem, Portal
from catalog.store import Offer

FIELD_NAMES = {
    "materials": "材料",
    "steps": "办理流程",
    "time": "办理时限",
    "fee": "费用",
    "place": "办理地点",
    "online": "网上办理",
    "phone": "咨询电话",
    "conditions": "办理条件",
    "agent": "代办",
    "elsewhere": "异地办理",
    "difference": "区别",
    "result": "办理结果",
}
"""可以单独回答的方面 → 中文名。"""

LOCAL_FACTS = {"materials", "time", "fee", "conditions"}
"""各地常有不同、需要提醒“以办理地公布为准”的方面。"""


def field_text(offer: Offer, field: str, asked: Region | None, portal: Portal | None) -> str:
    """某一方面的回答，带事项名、地区和出处；目录没有统一规定时如实说“以办理地公布为准”。

    `asked` 是市民所在地区，`portal` 是那里的政务服务总入口：事项没有网上入口时给它。
    """
    item = offer.item
    body = _online(offer, portal) if field == "online" else _body(offer, field)
    if not body or body.endswith(f"：{say('confirm_locally')}"):
        # 没有统一规定，而常见问答里正好有人问过这一方面的，用那条答
        body = asked_before(item, field) or body
    if not body:
        body = say("no_field", name=item.name, field=FIELD_NAMES[field])
        body += f"可以查看 {entry_text(offer)}，或拨打 {phone(offer)} 咨询。"
    lines = [f"【{item.name}】（{place_label(offer, asked)}）{body}"]
    if field in LOCAL_FACTS and say("confirm_locally") not in body:
        if offer.is_national_default and asked is not None and asked.level != "nation":
            lines.append(say("national_default", region=asked.name))
        elif item.confidence == "M":
            lines.append(f"具体{say('confirm_locally')}。")
    if offer.sources:
        lines.append(f"依据：{offer.sources[0]['name']}（{offer.sources[0]['updated']}核对）")
    return "\n".join(lines)


def asked_before(item: BasicItem, field: str) -> str:
    """常见问答里问这一方面的几条，一条一句；没有返回空串。"""
    return "；".join(f"{faq.q.rstrip('？?')}？{faq.a}" for faq in item.faq if field in fields_asked(faq.q))


def phone(offer: Offer) -> str:
    """咨询电话；没有专门热线时是 12345。"""
    return offer.item.consult_phone or say("hotline")


def _body(offer: Offer, field: str) -> str:
    """一个方面的正文；目录里没有时返回空串。"""
    item = offer.item
    if field == "materials":
        return "需要的材料：" + "；".join(material_text(m) for m in item.materials) if item.materials else ""
    if field == "steps":
        steps = "；".join(f"{n}. {step}" for n, step in enumerate(item.steps, 1))
        return f"怎么办：{steps}。入口：{entry_text(offer)}" if steps else ""
    if field == "time":
        return f"办理时限：{time_limit_text(item)}"
    if field == "fee":
        return f"费用：{fee_text(item)}"
    if field == "place":
        where = f"办理部门：{item.department}。窗口：{fallback_text(offer)}。官方入口：{entry_text(offer)}。"
        return where + f"地点、时间{say('confirm_locally')}，可先打 {phone(offer)}。"
    if field == "phone":
        other = "" if phone(offer) == say("hotline") else f"；也可拨打 {say('hotline')}"
        return f"咨询电话：{phone(offer)}{other}"
    if field == "conditions":
        return "办理条件：" + "；".join(item.conditions) if item.conditions else ""
    if field == "agent":
        return item.agent
    if field == "elsewhere":
        return item.cross_region
    if field == "difference":
        return "".join(c.difference for c in item.confused_with)
    if field == "result":
        return _result(offer)
    raise KeyError(field)


def _result(offer: Offer) -> str:
    post = "；".join(c.note or "支持邮寄" for c in offer.channels if c.kind == "post")
    given = f"办好后拿到：{offer.item.result}。" if offer.item.result else ""
    if post:
        return f"{given}邮寄：{post}。"
    return f"{given}能否邮寄{say('confirm_locally')}，可打 {phone(offer)} 问是窗口领取还是快递。"


def _online(offer: Offer, portal: Portal | None) -> str:
    links = [
        f"{c.name} {c.url}".strip() + (f"（{c.note}）" if c.note else "")
        for c in offer.channels
        if c.kind in {"online", "app", "mini_program"}
    ]
    if offer.entry and offer.entry.url and not any(offer.entry.url in link for link in links):
        links.insert(0, f"{offer.entry.name} {offer.entry.url}")
    if links:
        return "网上入口：" + "；".join(links) + f"。能否全程网办{say('confirm_locally')}。"
    if portal is not None:
        return say("no_online", name=portal.name, url=portal.url, window=fallback_text(offer))
    return f"没有收录网上入口，请到窗口办：{fallback_text(offer)}；或拨打 {phone(offer)} 咨询。"
