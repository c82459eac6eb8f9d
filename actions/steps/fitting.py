"""命中里谁更合适排在前面：说不要的、年龄不合的、专给某类人办而话里没提的，往后排。"""

from __future__ import annotations

import re

from actions.turn import Turn
from actions.understanding.ages import said_age, suits
from retrieval.results import Hit

SPECIAL: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(named), re.compile(said))
    for named, said in (
        (
            "港澳台|台湾居民|涉外|外国人|华侨|境外人员",
            "港|澳|台|外国|外籍|老外|华侨|境外|海外|国外|出国|来华|侨|[美英法德日韩俄泰]国?(人|籍|老公|老婆)",
        ),
        ("刑事", "刑|拘|抓|捕|坐牢|犯|看守|辩护|公诉|判|进去了|打人|打架|嫌疑|贩|诈骗|盗|偷"),
        ("道路运输|营运", "营运|运营|运输|货|客运|出租|网约|大巴|中巴|拉人|危险品|挂车|教练|道路"),
        ("自学考试", "自考|自学"),
        ("军人|退役", "军|兵|退役|退伍|烈|部队|服役"),
    )
)
"""（专给某类人、某种情形办的事项名里的字, 话里说到它的字）。"""

LEAST_USUAL = 0.5
"""平常的那一件，份额不低于列为选项的这么多倍就排到前面。"""


def without_denied(turn: Turn, hits: list[Hit]) -> list[Hit]:
    """把市民说不要的（“不是买房”）、不合他情形的排到最后；都没有就原样返回。"""
    hits = usual_first(turn, right_age_first(turn, hits))
    words = turn.denial.words if turn.denial else []
    if not words:
        return hits
    unwanted = [hit for hit in hits if any(word in hit.name for word in words)]
    return [hit for hit in hits if hit not in unwanted] + unwanted if len(unwanted) < len(hits) else hits


def right_age_first(turn: Turn, hits: list[Hit]) -> list[Hit]:
    """话里说了年龄：名字里写着年龄段、又不合的排到最后。"""
    age = said_age(turn.text)
    if age is None:
        return hits
    unfit = [hit for hit in hits if suits(hit.name, age) is False]
    return [hit for hit in hits if hit not in unfit] + unfit


def usual_first(turn: Turn, hits: list[Hit]) -> list[Hit]:
    """话里没说是港澳台居民、没说到刑事……第一名却是专给他们办的（“没钱请律师”找到刑事法律援助）：平常的那一件往前排。"""
    said = f"{turn.text}{turn.state.topic or ''}"
    for named, mark in SPECIAL:
        if hits and named.search(hits[0].name) and not mark.search(said):
            least = turn.tools.policy.choice_share * LEAST_USUAL
            usual = [hit for hit in hits if not named.search(hit.name) and hit.score >= least]
            return [*usual, *(hit for hit in hits if hit not in usual)]
    return hits
