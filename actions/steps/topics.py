"""话题：这句话还在说刚才那件事，还是另说一件；要去找过才知道。"""

from __future__ import annotations

import math
import re

from actions.facts import content_words
from actions.joining import find_package
from actions.questions import fields_asked, is_question, without_fields
from actions.steps.showing import plan_for
from actions.steps.topic_words import ABOUT, LEAST_NEW, NAMING, OPENING, asks_papers, names_thing, unexplained
from actions.turn import Turn
from actions.understanding.subjects import KINDS, said_subjects, thing
from retrieval.results import Hit

OTHER_WAY = re.compile(
    r"丢|遗失|没了|损坏|坏了|到期|过期|期满|续|新办|首次|第一次|补办|补领|换|变更|注销|延|临时|年检|年审|转让|过户|认定|注册"
)
"""说同一样东西要换一种办法的词。"""

BENEFIT = re.compile(r"补助|补贴|救助|津贴|补偿|减免|优惠")
"""能领、能免的钱。"""

LEAST_SHARE = 0.005
"""份额低于它的一律按它算，免得从几乎没有涨到一点点也算大涨。"""


def topic_text(turn: Turn) -> str:
    """把上文的话题接到这句话前面：先是当前事项或一件事的名称，否则是上次找的话。"""
    state = turn.state
    if state.item:
        offer = turn.offer(state.item)
        return offer.item.name if offer else ""
    if state.package:
        package = find_package(turn.tools.store, state.package, state.region)
        return package.name if package else ""
    return state.topic or ""


def same_topic(turn: Turn, code: str) -> bool:
    """这个编码是不是正在说的：就是它，或是正在办的一件事里的一步，或是包着它的一件事。"""
    if code in (turn.state.item, turn.state.package):
        return True
    if turn.state.item:
        package = turn.tools.store.package(code)
        return package is not None and any(step.item == turn.state.item for step in package.steps)
    plan = plan_for(turn)
    return plan is not None and any(planned.item.code == code for planned in plan.steps)


def names_another(turn: Turn) -> Hit | None:
    """这句话在另说一件事就返回那件：单独去找很明确，或者带上刚才的话去找也还是它；问细节的说法要两样都占。"""
    state, policy = turn.state, turn.tools.policy
    text = OPENING.sub("", turn.wanted) or turn.wanted
    asking = is_question(text) or len(text) <= policy.bare_name
    # “办养殖场要啥”点了另一样东西，不是在问刚才那件的材料
    fresh = unexplained(turn)
    named = any(word in turn.service_words for word in fresh)
    if asks_papers(text) and not named:
        return None
    if asking and fields_asked(text) and not turn.service_words and not names_thing(text):
        # “去哪申请”“怎么办理要多久”只问方面，没说是什么东西
        return None
    short = len(text) <= policy.bare_name and not is_question(text)
    bare = short and not text.endswith("的") and bool(content_words(text))
    naming = NAMING.search(text) is not None or bare
    new_words = bool(fresh)
    # 先看话里的词，用不着找的就不找：追问占一半以上，一次检索是一轮里最贵的一步
    if not state.code or not (new_words or naming):
        return None
    alone = turn.search(text)
    if not alone.hits or same_topic(turn, alone.hits[0].code):
        return None
    asking = ABOUT.search(text) is not None
    together = turn.search(f"{state.topic or topic_text(turn)} {text}")
    if not together.hits:
        return None
    first, joint = alone.hits[0], together.hits[0]
    if joint.code == first.code:
        sure_enough = alone.answerable >= policy.maybe_answerable
        return first if sure_enough and (new_words or not asking) else None
    still = same_topic(turn, joint.code)
    if not still and _asks_benefit(fresh) and together.answerable >= policy.direct_answerable:
        # 正说着建房问“有补助没”：建房的规定里没有，带上情况找得到专门的补助
        return joint if joint.score >= policy.clear_share else None
    near = {hit.code for hit in alone.hits[:3] if hit.score >= policy.choice_share}
    if not still and new_words and joint.code in near and alone.answerable >= policy.direct_answerable:
        return joint
    surer = not still and together.answerable >= max(alone.answerable, policy.direct_answerable)
    if surer and not asking and (naming or joint.code in {hit.code for hit in alone.hits[:3]}):
        return joint
    if not naming and still and together.answerable >= alone.answerable:
        return None
    words = content_words(without_fields(text))
    foreign = len(words) >= LEAST_NEW and set(words) <= set(fresh)
    if asking and foreign and first.score >= policy.event_sure_share and alone.answerable >= policy.direct_answerable:
        # 像在问细节，可没有一个词与正在说的事沾边，单独找又极明确
        return first
    needed = policy.naming_answerable if naming and new_words else policy.direct_answerable
    return first if alone.answerable >= needed and not asking else None


def _asks_benefit(fresh: list[str]) -> bool:
    """问的是正在说的事项没写的补助、减免。"""
    return any(BENEFIT.search(word) for word in fresh)


def same_person(turn: Turn, hits: list[Hit]) -> Hit | None:
    """几个差不多的里面，名字正合上文说过的人的（说过没单位，就取“灵活就业人员”的那个）；第一名已经合适返回 None。"""
    said = [KINDS[kind][who] for kind, who in said_subjects(turn.state.topic or "") if kind != "kin"]
    if not hits or not said or any(re.search(pattern, hits[0].name) for pattern in said):
        return None
    least = hits[0].score * turn.tools.policy.person_ratio
    return next(
        (hit for hit in hits[1:4] if hit.score >= least and any(re.search(one, hit.name) for one in said)), None
    )


def pulled(turn: Turn, reading: str, base: str) -> tuple[Hit, float] | None:
    """加了新的话之后，比正在说的涨得最多的那件（命中, 涨了多少）；没有够分量的返回 None。

    涨多少 = ln(新份额/旧份额) − 正在说的 ln(新份额/旧份额)：名字里的字两边都有，抵消掉，剩下新的话的作用。
    """
    before = {hit.code: hit.score for hit in turn.search(base).hits}
    now = turn.search(reading).hits
    current = max((hit.score for hit in now if same_topic(turn, hit.code)), default=0.0)
    current_before = max((share for code, share in before.items() if same_topic(turn, code)), default=0.0)
    own = _gain(current, current_before)
    found = [
        (hit, _gain(hit.score, before.get(hit.code, 0.0)) - own)
        for hit in now
        if not same_topic(turn, hit.code) and hit.score >= turn.tools.policy.pull_share
    ]
    return max(found, key=lambda one: one[1], default=None)


def _gain(now: float, before: float) -> float:
    return math.log(max(now, LEAST_SHARE) / max(before, LEAST_SHARE))


def sibling(turn: Turn) -> Hit | None:
    """同一样东西的另一种办法（正说换领，问“丢了呢”“新办要几天”）：返回那件，不是返回 None。"""
    state = turn.state
    offer = turn.offer(state.item) if state.item else None
    if offer is None or turn.returned:
        return None
    words = [word for word in OTHER_WAY.findall(turn.text) if word not in offer.item.name]
    if not words:
        return None
    own = thing(offer.item.name)
    if any(not _shares_pair(word, own) for word in turn.service_words):
        return None
    alone = turn.search(turn.text)
    if alone.hits and alone.answerable >= turn.tools.policy.direct_answerable and not related(own, alone.hits[0].name):
        return None
    result = turn.search(f"{own} {turn.text}")
    if not result.hits or result.answerable < turn.tools.policy.subject_answerable:
        return None
    top = result.hits[0]
    return top if related(own, top.name) and not same_topic(turn, top.code) else None


def _shares_pair(word: str, own: str) -> bool:
    """两个说法有没有连着两个字相同（“身份证丢了”与“居民身份证”）：没有就是另一样东西。"""
    return any(word[n : n + 2] in own for n in range(len(word) - 1))


def related(own: str, name: str) -> bool:
    """另一个事项说的是不是同一样东西。"""
    return own in name or thing(name) in own
