"""用自己的话回答刚才列的单子：接在原来的话后面再找，看明确了没有、是不是说到单子以外去了。"""

from __future__ import annotations

import math
import re

from actions.facts import content_words
from actions.outcomes import Outcome, Reply, text_message
from actions.questions import is_question
from actions.steps.assuming import WAYS, best_choice
from actions.steps.finding import GENERIC, LISTING, VAGUE, decide, without_denied
from actions.steps.opening import close_hits, offer_choices, open_hit
from actions.steps.showing import show_service
from actions.steps.taking import answered_by_listed, assume_listed
from actions.steps.topic_words import ABOUT, mentions_item
from actions.turn import Turn
from actions.understanding.quantities import Quantity, heard_quantities
from actions.understanding.subjects import ACTIONS
from actions.wording import say
from retrieval.results import Hit, SearchResult

WANTS = re.compile(r"办|申请|想|要|开|领|补|查|投诉|举报|算了|换成|不是")
"""说了要做什么，或在改口。"""

OWN = re.compile(r"(查|看|开|办|弄|要)?(我|俺)?(自己|本人)(的|名下|那)")
"""不肯替他查别人的，改口要自己的。"""

WHICH = re.compile(r"还是(?!不|算|想|要|说)")
"""“要换还是改”：在问哪一样。"""

SAYING = re.compile(r"[就都还也是要想的事嘛啊呀啦咯呗吧，。！!、\s]")
"""又说一遍时多出来的虚词。"""


def in_own_words(turn: Turn) -> Reply | None:
    """把回答接在原来的话后面再找：明确了就给，缩小了就再列，问满次数就按最像的答并说明。"""
    state, policy = turn.state, turn.tools.policy
    before = state.topic or ""
    if OWN.search(turn.text) and state.clarifying.get("refused"):
        before = f"{state.clarifying['refused']} {before}"
    joined = f"{before} {turn.text}".strip()
    together, alone = turn.search(joined), turn.search(turn.text)
    inside = bool(alone.hits) and _holding(turn, alone.hits[0].basic_code or alone.hits[0].code) is not None
    if elsewhere(turn, alone, together) and not (inside and not is_question(turn.text)):
        state.clarifying = {}
        return decide(turn, alone, alone.hits, turn.text)
    limited = within_limit(turn, together)
    if limited is not None:
        name, difference, code = limited
        state.topic = joined
        return show_service(turn, code, say("truer_neighbour", name=name, difference=difference))
    hits = right_way_first(without_denied(turn, together.hits), before, policy.choice_share)
    if not hits:
        return None
    top = hits[0]
    whole = _holding(turn, top.basic_code or top.code)
    if whole is not None and not is_question(turn.text):
        state.topic = joined
        return open_hit(turn, whole["code"], whole["kind"])
    told = any(word not in before for word in content_words(turn.text)) or top.code != state.choices[0]["code"]
    rival = rising(turn, before, joined, top)
    clear = top.score >= policy.clear_share and together.answerable >= policy.maybe_answerable
    if told and rival is None and clear:
        state.topic = joined
        return open_hit(turn, top.code, top.kind)
    # “就是补贴嘛”：只把原来的话又说一遍，“嘛”在这里不是在问
    repeated = bool(before) and before in turn.text and not SAYING.sub("", turn.text.replace(before, ""))
    general = not before or VAGUE.match(before) is not None or GENERIC.match(before) is not None
    offered_codes = {choice["code"] for choice in state.choices}
    about_listed = ABOUT.search(turn.text) is not None and top.code in offered_codes
    asking = is_question(turn.text) or WHICH.search(turn.text) is not None
    asking = asking and not general and LISTING.search(turn.text) is None
    if not repeated and (about_listed or asking or not general and answered_by_listed(turn)):
        return assume_listed(turn, joined)
    state.topic = joined
    only_telling = not is_question(turn.text) and not WANTS.search(turn.text)
    spoken = mentioned_choice(turn, before) if only_telling else None
    shares = {hit.code: hit.score for hit in hits}
    if spoken is not None and shares.get(spoken["code"], 0.0) < policy.person_ratio * top.score:
        # 规定里碰巧提到那个词，合起来看却差得远（“小车”与驾驶证审验）
        spoken = None
    if spoken is not None:
        return open_hit(turn, spoken["code"], spoken["kind"])
    if max(together.answerable, alone.answerable) < policy.not_found and not rival and general:
        return Reply(Outcome.CHOICES, [text_message(say("tell_more"))])
    near = close_hits(turn, hits) or hits[:3]
    if not general and together.answerable < turn.search(before).answerable:
        # 接上这一句反而更说不准：没列过的，单独找这一句也找得到才列
        alike = {hit.code for hit in alone.hits[:3]}
        near = [hit for hit in near if hit.code in offered_codes | alike]
    if rival is not None and {hit.code for hit in near} >= offered_codes:
        # 一个也没排除掉，却有一个明显涨上来：只在它和原来最合适的两个里问
        best = best_choice(turn, state.choices)
        near = [*(hit for hit in hits if hit.code == best["code"] != rival.code), rival]
    near = [*near, rival] if rival and rival not in near else near
    if not near or ({hit.code for hit in near} >= offered_codes and rival is None):
        # 一个也没排除掉：同样的再问一遍没有用
        state.topic = before
        return assume_listed(turn, joined)
    return offer_choices(turn, near, "which_one")


def within_limit(turn: Turn, together: SearchResult) -> tuple[str, str, str] | None:
    """说了多久、多少岁、多少头，列的一件有个易混的邻居，概述写的界限正好装得下这个数（车“买了三年”是十年内免上线的）：

    返回（列的那件的名称，差别，邻居的编码）；差别里单点出来的数（“第6年”）不算装得下。没有、不止一个返回 None。
    """
    said = [one for one in heard_quantities(turn.text) if one.kind]
    if not said or is_question(turn.text):
        return None
    near = {hit.basic_code or hit.code for hit in together.hits}
    found: dict[str, tuple[str, str, str]] = {}
    for choice in turn.state.choices:
        offer = turn.offer(choice["code"]) if choice["kind"] == "item" else None
        for confusion in offer.item.confused_with if offer else []:
            neighbour = turn.offer(confusion.code) if confusion.code in near else None
            if offer and neighbour and fits_summary(neighbour.item.summary, said):
                found.setdefault(confusion.code, (offer.item.name, confusion.difference, confusion.code))
    return next(iter(found.values())) if len(found) == 1 else None


def fits_summary(summary: str, said: list[Quantity]) -> bool:
    """概述写的界限装得下说的每一个同类的数。"""
    limits = [one for one in heard_quantities(summary) if one.bounded]
    same = [one for one in said if any(limit.kind == one.kind for limit in limits)]
    if not same or any(_singled_out(summary, one) for one in same):
        return False
    pairs = [(one, limit) for one in same for limit in limits if limit.kind == one.kind]
    return all(limit.low <= one.low and one.high <= limit.high for one, limit in pairs)


def _singled_out(summary: str, said: Quantity) -> bool:
    """概述里单点出来的年份（“除第6年、第10年外”）正是说的这个数。"""
    return any(said.low <= 12 * int(year) <= said.high for year in re.findall(r"第(\d{1,2})年", summary))


def right_way_first(hits: list[Hit], asked: str, least: float) -> list[Hit]:
    """原来问的是丢了补、到期换，后来只说是什么东西（“毕业证”）：名字里正是这种办法的排在前面。"""
    for said, named in WAYS:
        if re.search(said, asked) and hits and not re.search(named, hits[0].name):
            fitting = [hit for hit in hits if re.search(named, hit.name) and hit.score >= least]
            return [*fitting, *(hit for hit in hits if hit not in fitting)]
    return hits


def _holding(turn: Turn, code: str) -> dict[str, str] | None:
    """列的选项里包着这一步的一件事（这一步自己不在单子上）；没有返回 None。"""
    if any(choice["code"] == code for choice in turn.state.choices):
        return None
    for choice in turn.state.choices:
        package = turn.tools.store.package(choice["code"], turn.state.region) if choice["kind"] == "package" else None
        if package and any(step.item == code for step in package.steps):
            return choice
    return None


def mentioned_choice(turn: Turn, before: str) -> dict[str, str] | None:
    """回答里新说的词，只有一个选项提到（“看病用的”只有社保卡说到看病）：返回那个；没有或不止一个返回 None。"""
    words = [word for word in content_words(turn.text) if word not in before]
    spoken = []
    for choice in turn.state.choices if words else []:
        offer = turn.offer(choice["code"]) if choice["kind"] == "item" else None
        if offer and any(word in offer.item.summary or mentions_item(offer.item, word) for word in words):
            spoken.append(choice)
    return spoken[0] if len(spoken) == 1 else None


def rising(turn: Turn, before: str, joined: str, top: Hit) -> Hit | None:
    """回答明显在往另一个选项上靠（份额还没到第一，但涨得比第一名多得多）：返回那个，要再问一句才好定。"""
    shares = {hit.code: hit.score for hit in turn.search(before).hits}
    least = turn.tools.policy.choice_share
    grown = {
        hit.code: math.log(max(hit.score, least / 10) / max(shares.get(hit.code, 0.0), least / 10))
        for hit in turn.search(joined).hits
        if hit.score >= least
    }
    other = max((code for code in grown if code != top.code), key=lambda code: grown[code], default=None)
    if other is None or grown[other] - grown.get(top.code, 0.0) < turn.tools.policy.pull_corrected:
        return None
    return next(hit for hit in turn.search(joined).hits if hit.code == other)


def elsewhere(turn: Turn, alone: SearchResult, together: SearchResult) -> bool:
    """说的是单子以外的另一件事：单独找很明确，不在单子上，而且接上原来的话反而不如它。"""
    if not alone.hits or alone.answerable < turn.tools.policy.direct_answerable:
        return False
    offered = {choice["code"] for choice in turn.state.choices}
    if alone.hits[0].code in offered:
        return False
    if turn.state.topic and turn.state.topic in turn.text:
        # 把原来的话又说一遍（“就是补贴嘛”）
        return False
    wants = is_question(turn.text) or WANTS.search(turn.text) is not None
    asked = turn.state.topic or ""
    if not wants and (VAGUE.match(asked) or GENERIC.match(asked)):
        # 问“哪一种”，答了一样东西（“毕业证”）：接在原来的话后面，不是另一件
        return False
    if not wants and together.hits and together.hits[0].code in offered:
        return False
    labels = "".join(choice["label"] for choice in turn.state.choices)
    # “先挂失”“要补办”只说做什么，没说是什么东西，不算点了另一件
    words = [word for word in content_words(turn.text) if ACTIONS.sub("", word)]
    named = any(word in alone.hits[0].name and word not in labels for word in words)
    if turn.service_words or named:
        return True
    if ABOUT.search(turn.text) and together.hits and together.hits[0].code in offered:
        return False
    return not together.hits or together.answerable <= alone.answerable or together.hits[0].code == alone.hits[0].code
