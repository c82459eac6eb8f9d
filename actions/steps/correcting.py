"""更正：“不是甲，是乙”“说错了”“我指的是…”“重新开始”。"""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.outcomes import Outcome, Reply, text_message
from actions.questions import fields_asked
from actions.state import ConversationState
from actions.steps.finding import without_denied
from actions.steps.nearest import nearest_facts
from actions.steps.opening import offer_choices, open_hit, stay
from actions.steps.rejecting import among_listed
from actions.steps.situations import restate
from actions.steps.topics import pulled, same_topic, topic_text
from actions.turn import Turn
from actions.understanding.denial import heard_denial
from actions.understanding.subjects import thing, with_subject
from actions.wording import say
from retrieval.results import Hit


@dataclass(frozen=True)
class Reading:
    """更正的一种理解：按什么话去找、剩下的命中、有多大把握。"""

    asked: str
    hits: list[Hit]
    sure: float


AFRESH = re.compile("重新|重来|从头|从新|清空|另起|再来一次")
"""明说要重新开始的词。"""


def start_over(turn: Turn) -> Reply | None:
    """重新开始：忘掉话题，留下地区。还没说过什么、听得不准，话里又没有这样的词，谈不上重新开始，当作一件事去找。"""
    talked = bool(turn.state.code or turn.state.choices or turn.state.topic or turn.state.pending)
    sure = talked and turn.confidence >= turn.tools.policy.aside_confidence
    if turn.intent != "start_over" or not (sure or AFRESH.search(turn.text)):
        return None
    fresh = ConversationState(region=turn.state.region, client_region=turn.state.client_region)
    turn.state.__dict__.update(fresh.__dict__)
    return Reply(Outcome.SMALL_TALK, [text_message(say("started_over"))])


DISSATISFIED = re.compile(
    r"^(这|那|你(说|答|讲|回答)?的?|都|还是|根本|一点儿?|完全|算了)*(没用|没有用|没帮助|没帮上忙?|答非所问|驴唇不对马嘴"
    r"|不是我(想)?(要|问|说)的|没(有)?(回答|答)(到|上|我).{0,6}|没听懂(我.{0,4})?|没(有)?解决(问题)?|说了(等于)?白说|不是这(个)?意思)(啊|呀|吧|嘛|了)*$"
)
"""说刚才答得不对路。"""


def dissatisfied(turn: Turn) -> Reply | None:
    """说答得不对路，又没说要什么：认错，列出相近的别的事项，不把同一张卡片再给一遍。"""
    talked = turn.state.code or turn.state.choices
    if not talked or not turn.parts or not all(DISSATISFIED.match(part) for part in turn.parts):
        return None
    others = _others(turn, "sorry_others") if turn.state.code else None
    return others or Reply(Outcome.CHOICES, [text_message(say("sorry"))])


def note_denial(turn: Turn) -> Reply | None:
    """记下话里说不要什么，后面去找时避开。总是返回 None。"""
    turn.denial = heard_denial(turn.said)
    return None


SETTLED = re.compile(
    r"^(哦|啊|算了|那|好了|已经|又|我|刚|东西|证|卡|自己)*(找到了|找着了|捡回来了|解决了|搞定了|不用(再)?(补|办|换|弄|申请)了|先?不(补|办|换|弄)了)(吧|啦|哈|啊)?$"
)
"""事情过去了，不用办了。"""


GIVING_UP = re.compile(
    r"^(哦|啊|那|好|行)*(算了|太?麻烦了?|(算了)?(先|暂时|还是)不(?!知道|清楚|懂|会|行|够|见|给|同意|说|问|是|用|要紧).{1,4}了?)(吧|啊|哈|啦)?$"
)
"""嫌麻烦、改主意，先不办了（“算了，先不扩了”）。"""


def no_longer(turn: Turn) -> Reply | None:
    """正说着的事不用办了（“找到了，不用补了”）：应一声，有说到这种情形的规定就带上，不去找别的事。"""
    if not turn.state.code or turn.state.choices or not turn.parts:
        return None
    if turn.state.package and all(GIVING_UP.match(part) for part in turn.parts):
        turn.state.pending = {}
        return Reply(Outcome.SMALL_TALK, [text_message(say("no_longer") + say("guide_kept"))])
    if not turn.state.item or not all(SETTLED.match(part) or GIVING_UP.match(part) for part in turn.parts):
        return None
    offer = turn.offer(turn.state.item)
    near = nearest_facts(turn, [offer.item]) if offer else []
    note = near[0].fact.line if near and near[0].fact.kind == "faq" else ""
    return Reply(Outcome.SMALL_TALK, [text_message(say("no_longer") + note)])


def put_right(turn: Turn) -> Reply | None:
    """有上文时的改口：避开说不要的，用“要的”再找。没有改口、没有上文返回 None。"""
    denial, state = turn.denial, turn.state
    if denial is None or turn.returned or not (state.code or state.choices or state.topic):
        return None
    if state.package:
        restated = restate(turn)
        if restated or not denial.denied:
            return restated
    listed = among_listed(turn)
    if listed is not None:
        return listed
    if len(denial.wanted) < 2:
        return _others(turn) if denial.missaid or _denies_current(turn) else None
    best = best_reading(turn, denial.wanted)
    if best is None or best.sure < turn.tools.policy.not_found:
        return None
    state.topic = best.asked
    if best.hits[0].code == state.code:
        # “别的不用说，只列材料”：说的还是这件，问的是一个方面
        return None if fields_asked(denial.wanted) else stay(turn)
    if best.sure < turn.tools.policy.maybe_answerable:
        return offer_choices(turn, best.hits[: turn.tools.policy.max_choices], "which_one")
    return open_hit(turn, best.hits[0].code, best.hits[0].kind)


def correct(turn: Turn) -> Reply | None:
    """意图听出是更正、字面没听出来的：整句当作要的，与上文合起来再找。"""
    if not (turn.state.code or turn.state.topic):
        return None
    best = best_reading(turn, turn.wanted)
    if best is None or best.hits[0].code == turn.state.code or best.sure < turn.tools.policy.direct_answerable:
        return stay(turn)
    turn.state.topic = best.asked
    return open_hit(turn, best.hits[0].code, best.hits[0].kind)


def best_reading(turn: Turn, wanted: str) -> Reading | None:
    """几种接法里最有把握的。接着上文的优先：换掉上文里说错的人、接在上一问后面、接在“什么东西”后面；都不明确才单独找。"""
    policy = turn.tools.policy
    before = turn.state.topic or ""
    for phrase in turn.denial.denied if turn.denial else ():
        before = re.sub(".{0,1}".join(map(re.escape, phrase)), "", before)
    name = topic_text(turn) if turn.state.code else ""
    changed = with_subject(before, wanted)
    asked = [changed or "", f"{before} {wanted}" if before else "", f"{thing(name)} {wanted}" if name else ""]
    moved_to = _moved_to(turn, f"{before} {wanted}")
    if moved_to is not None:
        return moved_to
    dropped = _denies_current(turn)
    readings = [one for one in (_reading(turn, text, dropped) for text in dict.fromkeys(asked) if text) if one]
    moved = [one for one in readings if one.hits[0].code != turn.state.code and one.sure >= policy.subject_answerable]
    alone = _reading(turn, wanted, dropped)
    pool = moved or readings
    if alone and not any(one.sure >= policy.subject_answerable for one in moved):
        pool = [*pool, alone]
    return max(pool, key=lambda one: one.sure, default=None)


def _reading(turn: Turn, asked: str, dropped: bool) -> Reading | None:
    result = turn.search(asked)
    hits = without_denied(turn, result.hits)
    if dropped:
        hits = [hit for hit in hits if hit.code != turn.state.code]
    if not hits:
        return None
    # 第一名被否定了，后面的把握打折：按它在剩下的里占的份额
    left = sum(hit.score for hit in hits if hit in result.hits[1:]) or 1.0
    same = hits[0] is result.hits[0]
    return Reading(asked, hits, result.answerable if same else result.answerable * hits[0].score / left)


def _moved_to(turn: Turn, asked: str) -> Reading | None:
    """明说“不对”，而加上新的话之后别的事项明显涨上来：原来那件不算了，涨得最多的排在最前，让人认一下。"""
    if not (turn.denial and turn.denial.missaid and turn.state.code and turn.state.topic):
        return None
    found = pulled(turn, asked, turn.state.topic)
    result = turn.search(asked)
    if found is None or found[1] < turn.tools.policy.pull_corrected or not same_topic(turn, result.hits[0].code):
        return None
    others = [hit for hit in result.hits if hit.code not in (turn.state.code, found[0].code)]
    return Reading(asked, [found[0], *others], turn.tools.policy.not_found)


def _denies_current(turn: Turn) -> bool:
    """说不要的正是现在这件：名字里有那个词，或者只说了“不对”。"""
    denial = turn.denial
    if denial is None or not turn.state.code:
        return False
    name = topic_text(turn)
    bare = denial.missaid and len(denial.wanted) < 2
    return bare or any(word in name for word in denial.words) or any(phrase in name for phrase in denial.denied)


def _others(turn: Turn, key: str = "which_one") -> Reply | None:
    """只说了不对：列出刚才没列过的相近事项。"""
    hits = turn.search(turn.state.topic or topic_text(turn)).hits
    shown = {turn.state.code, *turn.state.clarifying.get("shown", [])}
    others = [hit for hit in without_denied(turn, hits) if hit.code not in shown]
    return offer_choices(turn, others[: turn.tools.policy.max_choices], key, last=False) if others else None
