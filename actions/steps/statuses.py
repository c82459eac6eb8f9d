"""说了是哪里来的人（外国人、港澳台居民、华侨）：证件、登记另有一套的，引到专给他们办的那件。"""

from __future__ import annotations

import re

from actions.facts import content_words
from actions.outcomes import Reply
from actions.steps.opening import offer_choices, open_hit, stay
from actions.steps.showing import plan_for
from actions.steps.topic_words import ABOUT
from actions.turn import Turn
from actions.understanding.subjects import KINDS, besides_subjects, said_subjects, thing
from actions.wording import say
from retrieval.results import Hit

NAMED = {
    "外国人": re.compile(r"外国人|境外人员|涉外|外商|外籍"),
    "港澳台居民": re.compile(r"港澳|台湾|涉台"),
    "华侨": re.compile(r"华侨|涉侨|归侨"),
}
"""专给这些人办的事项，名称里的字。"""

COMMON = frozenset("居民 登记 证件 申请 办理 申领 首次 人员 （普 身份 份证".split())
"""名称里到处都有的两个字，不说明是同一样东西。"""

LEAST_LENGTH = 2
"""去掉“做什么”以后，“什么东西”至少剩这么多个字。"""

TELLING = {"inform_situation", "tell_event", "nlu_fallback"}
"""在说情况的意图。"""

SAYING = re.compile(r"是|才|来|的$|人$|户口|国籍|护照")
"""说某个人是哪里人的字。"""


def own_kind(turn: Turn) -> Reply | None:
    """正说着一件事，说到要办的人是外国人、港澳台居民、华侨：有专给他们办的同一样东西，就给它；有几件就请他选。

    只是问话里带到、上文早说过，返回 None；没有专门的事项就留在正在说的这件。
    """
    who = _status(turn)
    if who is None:
        return None
    found = special_hits(turn, who)
    if not found:
        # 没有专给他们办的：留在这件上，别拿“台湾人”三个字去找别的事
        only = not turn.service_words and not content_words(besides_subjects(turn.text))
        return stay(turn) if only and not turn.region_changed else None
    turn.state.topic = f"{who} {turn.state.topic or ''}".strip()
    if len(found) == 1 or found[0].score >= turn.tools.policy.clear_share:
        turn.assumed = say("subject_changed", who=who, name=found[0].name)
        return open_hit(turn, found[0].code, found[0].kind)
    turn.assumed = say("own_kind", who=who)
    return offer_choices(turn, found, "which_one", last=False)


def special_hits(turn: Turn, who: str) -> list[Hit]:
    """专给这种人办、又是同一样东西的事项，最像的在前：与正在说的易混的，或者名称里有同一样东西的。"""
    least, codes = turn.tools.policy.choice_share, _current_codes(turn)
    best: dict[str, Hit] = {}
    for about in _things(turn):
        named = [hit for hit in turn.search(f"{who} {about}").hits if NAMED[who].search(hit.name)]
        named = [hit for hit in named if hit.score >= least or _confusable(turn, hit, codes)]
        if not named or not _same_thing(turn, named[0], about, codes):
            continue
        for hit in named:
            if _same_thing(turn, hit, about, codes) and hit.score > (best[hit.code].score if hit.code in best else 0.0):
                best[hit.code] = hit
    ranked = sorted(best.values(), key=lambda hit: -hit.score)
    return ranked[: turn.tools.policy.max_choices]


def _same_thing(turn: Turn, hit: Hit, about: str, codes: set[str]) -> bool:
    pairs = {about[n : n + 2] for n in range(len(about) - 1)} - COMMON
    return _confusable(turn, hit, codes) or any(pair in hit.name for pair in pairs)


def _confusable(turn: Turn, hit: Hit, codes: set[str]) -> bool:
    """目录写明与正在说的（指南里的一步）容易弄混。"""
    basic = hit.basic_code or hit.code
    item = turn.tools.store.basic(basic)
    if item is not None and any(confusion.code in codes for confusion in item.confused_with):
        return True
    current = [one for one in map(turn.tools.store.basic, codes) if one]
    return any(confusion.code == basic for one in current for confusion in one.confused_with)


def _current_codes(turn: Turn) -> set[str]:
    plan = plan_for(turn)
    steps = {planned.item.code for planned in plan.steps} | set(plan.dropped) if plan else set()
    offer = turn.offer(turn.state.item) if turn.state.item else None
    return steps | ({offer.item.code} if offer else set())


def _status(turn: Turn) -> str | None:
    """这句话新说到的是哪种人；问话、说的是要去的地方（“去香港”）不算。"""
    if not turn.state.code or turn.returned or ABOUT.search(turn.text) or len(turn.text) > LONGEST:
        return None
    said = [who for kind, who in said_subjects(turn.text) if kind == "origin" and who in NAMED]
    before = f"{turn.state.topic or ''}"
    if len(said) != 1 or re.search(KINDS["origin"][said[0]], before) or re.search(r"去|到|往|赴|回", turn.text):
        return None
    asking = turn.intent in TELLING or turn.text.rstrip("？? ").endswith(("呢", "怎么办", "咋办", "怎么弄"))
    return said[0] if asking and SAYING.search(turn.text) else None


LONGEST = 16
"""说是哪里人的话一般不超过这么多字；再长多半在讲另一件事。"""


def _things(turn: Turn) -> list[str]:
    """正在说的是什么东西：事项名去掉“做什么”；一件事取问的那句话最像的那一步。"""
    names: list[str] = []
    offer = turn.offer(turn.state.item) if turn.state.item else None
    if offer is not None:
        names = [offer.item.name]
    plan = plan_for(turn)
    if plan is not None:
        steps = {planned.item.code for planned in plan.steps}
        hits = turn.search(turn.state.topic or plan.package.name).hits
        names = [hit.name for hit in hits if (hit.basic_code or hit.code) in steps][:1]
        names += [plan.package.name.removesuffix("一件事")]
    about = [name for one in names for name in (thing(one), re.sub(r"（[^）]*）", "", one))]
    return [one for one in dict.fromkeys(about) if len(one) >= LEAST_LENGTH]
