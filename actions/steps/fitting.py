"""命中里谁更合适排在前面：说不要的、年龄不合的、专给某类人办而话里没提的，往后排；列成选项时，离谱的不列。"""

from __future__ import annotations

import re

from actions.facts import FUNCTION
from actions.turn import Turn
from actions.understanding.ages import said_age, suits
from actions.understanding.subjects import KINDS, said_subjects
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

RESIDENT = re.compile(
    r"(?P<place>台湾|香港|澳门|港澳|港澳台)(过?来的|那边来的|人(?!民)|同胞|居民|户籍|身份)|(是|从)(?P<from>台湾|香港|澳门)来"
)
"""说话的、要办证的是港澳台居民。"""

MAINLANDER = re.compile(r"^(往来|前往)(台湾|港澳)|^普通护照|^居民身份证|^居民户口簿")
"""内地居民才办的证件。"""

LEAST_USUAL = 0.5
"""平常的那一件，份额不低于列为选项的这么多倍就排到前面。"""


def without_denied(turn: Turn, hits: list[Hit]) -> list[Hit]:
    """把市民说不要的（“不是买房”）、不合他情形的排到最后；都没有就原样返回。"""
    hits = residents_first(turn, usual_first(turn, right_age_first(turn, hits)))
    words = turn.denial.words if turn.denial else []
    if not words:
        return hits
    unwanted = [hit for hit in hits if any(word in hit.name for word in words)]
    return [hit for hit in hits if hit not in unwanted] + unwanted if len(unwanted) < len(hits) else hits


def residents_first(turn: Turn, hits: list[Hit]) -> list[Hit]:
    """说的是港澳台居民来内地：内地居民去那边的证件（“往来台湾签注”）排到最后，他们自己的排前面。"""
    said = f"{turn.text}{turn.state.topic or ''}"
    resident = RESIDENT.search(said)
    if resident is None or not hits or not MAINLANDER.search(hits[0].name):
        return hits
    place = (resident["place"] or resident["from"])[:2]
    theirs = re.compile("(港澳台|台湾)居民" if place == "台湾" else "(港澳台|港澳)居民")
    own = [hit for hit in hits if theirs.search(hit.name)]
    # 认得的字都在内地居民的证件名里，他们自己的常排到后面去了：按他们的叫法再找一遍
    again = [] if own else turn.search(f"{place}居民 来往内地大陆通行证").hits
    own += [hit for hit in again if theirs.search(hit.name)]
    rest = [hit for hit in hits if hit not in own]
    return [*own, *(h for h in rest if not MAINLANDER.search(h.name)), *(h for h in rest if MAINLANDER.search(h.name))]


def right_organisation(turn: Turn, hits: list[Hit]) -> Hit:
    """一句话的前半说了是公司（个体户），后半单独去找的第一名却专给另一种办（“老板也换成我媳妇”）：取给这一种办的；没有就是第一名。"""
    said = {who for kind, who in said_subjects(turn.text) if kind == "organisation"}
    if len(said) != 1:
        return hits[0]
    own = KINDS["organisation"][said.pop()]
    named = {who for kind, who in said_subjects(hits[0].name) if kind == "organisation"}
    if not named or re.search(own, hits[0].name):
        return hits[0]
    least = turn.tools.policy.choice_share
    return next((hit for hit in hits[1:] if re.search(own, hit.name) and hit.score >= least), hits[0])


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


IMPOSSIBLE: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile("[猫狗犬](?!证)|宠物"), re.compile("子女|新生儿|出生登记|户口|身份证|护照")),
)
"""（话里说的是它, 名称里有这些的就不会是）。"""


def sensible(turn: Turn, hits: list[Hit], best: float, least_kept: int = 1) -> list[Hit]:
    """列成选项的：份额远不如最好的一个、话里又没有一个词沾边的不列；专给某类人办而话里没提的、不会是的也不列。

    `best` 是最好的一个的份额；不离谱的至少留 `least_kept` 个。
    """
    said = f"{turn.text}{turn.state.topic or ''}"
    kept = [hit for hit in hits if not _out_of_place(said, hit.name)]
    near = [hit for hit in kept if hit.score >= turn.tools.policy.choice_least * best or _says(turn, hit, said)]
    return near if len(near) >= least_kept else kept[:least_kept] or hits[:least_kept]


def _out_of_place(said: str, name: str) -> bool:
    for_others = any(named.search(name) and not mark.search(said) for named, mark in SPECIAL)
    return for_others or any(mark.search(said) and named.search(name) for mark, named in IMPOSSIBLE)


def _says(turn: Turn, hit: Hit, said: str) -> bool:
    """名称、别名里连着两个字是话里说的（不算虚字）。"""
    offer = turn.offer(hit.code) if hit.kind == "item" else None
    names = [hit.name, *(offer.item.aliases if offer else [])]
    pairs = {said[n : n + 2] for n in range(len(said) - 1)}
    return any(pair in name for pair in pairs if not FUNCTION.search(pair) for name in names)
