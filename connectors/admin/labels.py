"""字段和种类的中文叫法；一个值怎么给人看。"""

from __future__ import annotations

from typing import Any

KIND_WORDS = {
    "basic": "全国事项", "package": "一件事", "portal": "办事入口", "item": "各地事项", "guide": "各地一件事指南",
    "region": "地区",
}
INTENT_WORDS = {
    "ask_service": "问一个事项", "tell_event": "说一件事", "ask_materials": "问材料", "ask_steps": "问流程",
    "ask_time": "问时限", "ask_fee": "问费用", "ask_place": "问在哪里办", "ask_online": "问网上能不能办",
    "ask_phone": "问电话", "ask_conditions": "问条件", "ask_agent": "问能不能代办", "ask_elsewhere": "问异地能不能办",
    "ask_difference": "问区别", "ask_result": "问办成什么", "ask_more": "问更多", "ask_order": "问先后",
    "choose": "选一个", "inform_region": "说地区", "correct": "改口", "start_over": "从头来", "affirm": "说是",
    "deny": "说不是", "unsure": "说不清楚", "inform_situation": "说自己的情形", "step_done": "一步办好了",
    "next_step": "问下一步", "skip_step": "跳过一步", "remaining_steps": "问还剩哪些", "repeat": "请再说一遍",
    "simplify": "请说简单点", "greet": "打招呼", "thanks": "道谢", "goodbye": "道别", "bot_challenge": "问是不是机器人",
    "chitchat": "闲聊", "abuse": "骂人", "off_topic": "说的不是办事", "injection": "想套机器人的话",
    "others_privacy": "打听别人的资料", "personal_case": "问个人能得多少", "complain": "投诉", "human": "找人工",
    "emergency": "紧急情况",
}
"""机器人的意图给人看的叫法。"""
FIELD_WORDS = {
    "*": "整条记录", "code": "代码", "id": "代码", "name": "名称", "summary": "概述", "theme": "主题", "stage": "阶段",
    "item_type": "事项类型", "audience": "服务对象", "department": "实施主体", "use_level": "行使层级",
    "aliases": "别名",
    "conditions": "受理条件", "materials": "申请材料", "steps": "办理流程", "time_limit": "法定办结时限", "fee": "收费",
    "channels": "办理渠道", "consult_phone": "咨询电话", "cross_region": "异地办理", "agent": "代办",
    "result": "办理结果",
    "faq": "常见问题", "confused_with": "容易混淆的事项", "varies": "各地不同的字段", "basis": "依据",
    "confidence": "把握",
    "checked": "核对日期", "valid_from": "有效期起", "valid_to": "有效期止", "catalog_code": "基本编码",
    "region": "地区",
    "group": "所属大项", "promised_days": "承诺办结天数", "promised_raw": "承诺时限原文", "fee_raw": "收费原文",
    "onsite_visits": "到现场次数", "address": "办理地点", "hours": "办理时间", "complaint_phone": "监督投诉电话",
    "url": "链接", "online_note": "网上办理说明", "window_note": "窗口办理说明", "task_code": "实施编码",
    "handling_code": "办理项编码", "basic_code": "对应的全国事项", "covers": "包含的全国事项", "captured": "抓取日期",
    "source": "来源", "source_name": "来源名称", "members": "成员事项", "package_code": "对应的一件事",
    "scope_note": "适用范围", "official": "官方名称", "event": "事件", "questions": "情形问题", "notes": "说明",
    "kind": "种类", "number": "号码", "hosts": "允许的主机名", "note": "备注",
    "level": "层级", "parent": "上级", "successor": "并入哪里",
    # 表格里的列
    "required": "必需", "copies": "份数", "form": "形式", "obtained_from": "从哪取得", "waived": "免提交",
    "when": "什么情形",
    "days": "天数", "unit": "单位", "text": "文字说明", "amount_yuan": "金额（元）", "portal": "入口", "q": "问",
    "a": "答",
    "difference": "差别", "item": "事项代码", "why": "为什么", "after": "先办哪些", "optional": "可不办",
    "deadline_days": "期限（天）", "deadline_text": "期限说明", "deadline_basis": "期限依据", "yields": "得到什么",
    "ask_date": "怎么问日期", "key": "问题代码", "ask": "怎么问", "options": "选项", "value": "选项代码",
    "label": "选项",
    "words": "说法",
}


def shown_value(value: Any) -> str:
    """一个字段的值给人看的样子：列表一行一条，表格一行一条用逗号隔开，没有写“（空）”。"""
    if value is None or value == "" or value == []:
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "\n".join(_row(one) for one in value)
    if isinstance(value, dict):
        return "\n".join(f"{FIELD_WORDS.get(key, key)}：{_row(part)}" for key, part in value.items())
    return str(value)


def _row(value: Any) -> str:
    """一行：字典的各项连起来。"""
    if isinstance(value, dict):
        return "，".join(
            f"{FIELD_WORDS.get(key, key)} {_row(part)}" if key != "name" else _row(part) for key, part in value.items()
        )
    if isinstance(value, list):
        return "、".join(_row(part) for part in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
