"""命中的是一件事，还是其中一张证：什么时候该给整件事的指南。"""

from __future__ import annotations

import re

from actions.questions import is_question
from actions.turn import Turn
from actions.understanding.plainly import PEOPLE
from retrieval.results import Hit


def covering(turn: Turn, close: list[Hit]) -> Hit | None:
    """相近的几个是一件事和它里面的步骤，而且一件事排在最前：就给这件事，不用再问是哪一步。否则返回 None。"""
    if len(close) < 2 or close[0].kind != "package":
        return None
    package = turn.tools.store.package(close[0].code, turn.state.region)
    steps = {step.item for step in package.steps} if package else set()
    return close[0] if all((hit.basic_code or hit.code) in steps for hit in close[1:]) else None


def whole_of(turn: Turn, close: list[Hit]) -> Hit | None:
    """要列的几个只是一件事和它里面的步骤：问是哪一个没有意思，给这件事。不是返回 None。"""
    packages = [hit for hit in close if hit.kind == "package"]
    items = [hit for hit in close if hit.kind != "package"]
    return (
        packages[0]
        if len(packages) == 1 and items and all(_has_step(turn, packages[0], hit) for hit in items)
        else None
    )


def told_event(turn: Turn, hits: list[Hit]) -> Hit | None:
    """说的是人生事件、而一件事与第一名差得不远：给这件事的指南。否则返回 None。"""
    if turn.intent not in {"tell_event", "ask_service"} or not hits:
        return None
    telling, policy = turn.intent == "tell_event", turn.tools.policy
    least = hits[0].score * (policy.package_ratio if telling else policy.package_same)
    found = next((h for h in hits[:5] if h.kind == "package" and h.score >= least), None)
    # 听成问办事的，要几乎同分、而且第一名就是其中一步
    return found if found and (telling or _has_step(turn, found, hits[0])) else None


STARTING = re.compile(
    r"(要|想|准备|打算|计划)(自己|合伙|回家|回村)?(来|去)?(开|办|搞|弄)(个|一?家|一?间|一?个)?[^，,。？?吗么呢]{0,8}"
    r"(店|馆|铺|厂|场|超市|诊所|药房|幼儿园|托班|民宿|旅馆|网吧|工作室|公司)"
)
"""要开一家什么：从来不是一张证的事。"""


def started(turn: Turn, hits: list[Hit]) -> Hit | None:
    """说要开一家什么，第一名只是其中一张证（“开个早餐店”找到小餐饮登记）：取包着它的那一件事。不是返回 None。"""
    telling = turn.intent in {"tell_event", "ask_service"} and not is_question(turn.text)
    if not hits or not telling or hits[0].kind == "package" or not STARTING.search(turn.text):
        return None
    return next((hit for hit in hits[1:5] if hit.kind == "package" and _has_step(turn, hit, hits[0])), None)


def _has_step(turn: Turn, package: Hit, item: Hit) -> bool:
    found = turn.tools.store.package(package.code, turn.state.region)
    return found is not None and any(step.item == (item.basic_code or item.code) for step in found.steps)


TURNING = (
    # “烦死了”“累死了”不是有人死了
    (re.compile(rf"去世|过世|病逝|({PEOPLE})[^，,。 烦累急气吓笑]{{0,6}}死(了|在)"), "家里人去世了要办什么"),
    (re.compile(r"失业|辞退|裁员|倒闭"), "失业了要办什么"),
    (re.compile(r"生了(个|二胎|三胎|对|一个|双胞胎|儿子|女儿|闺女|丫头|娃|孩子|宝宝)"), "生了孩子要办什么"),
    (re.compile(r"(退伍|复员|退役)(回|到|了)|当兵回来"), "退伍回家要办什么"),
)
"""把日子拦腰截断的大事：一提到它，其余多半是交代家里的情况；夹在别的话里时句意会被带偏，单拎出来去找。"""


def turning_points(text: str) -> list[str]:
    """话里说到的人生大事，各化成一句直白的话；没有是空列表。"""
    return [plain for pattern, plain in TURNING if pattern.search(text)]


WHICH_FIRST = re.compile(r"先.{0,4}(哪|什么|啥|谁)|顺序|先后")
"""问先办哪个；“先转还是先退”是在两样里问一样。"""


def whole_of_choices(turn: Turn, asked: str) -> Hit | None:
    """列着几张证，问“先办哪个后办哪个”：包着其中两件以上的那一件事，它的步骤就是先后；没有返回 None。

    `asked` 是列选项之前说过的话。
    """
    codes = {choice["code"] for choice in turn.state.choices}
    best, most = None, 1
    for hit in turn.search_more(asked, turn.tools.policy.max_choices * 4) if asked else []:
        package = turn.tools.store.package(hit.code, turn.state.region) if hit.kind == "package" else None
        inside = sum(step.item in codes for step in package.steps) if package else 0
        if inside > most:
            best, most = hit, inside
    return best
