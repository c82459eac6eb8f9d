"""用自己的话回答刚才列的选项：都不是、还有别的吗、不知道、都要，或者说说情况。"""

from __future__ import annotations

import math
import re

from actions.facts import content_words
from actions.outcomes import Outcome, Reply, text_message
from actions.questions import fields_asked, is_question
from actions.steps.finding import GENERIC, VAGUE, decide, without_denied
from actions.steps.opening import close_hits, offer_choices, open_hit, stay
from actions.steps.showing import show_service
from actions.steps.topics import ABOUT, mentions_item
from actions.turn import Turn
from actions.understanding.subjects import ACTIONS
from actions.wording import say
from retrieval.results import Hit, SearchResult

NONE = re.compile(
    r"^(这|上面|列的|那)?(些|几个)?(都|全|全都|一个[也都]|哪个[也都])(不是|不对|不要|没有|没说对)|^(没有|不是|没)(我要的|我想要的|这些|对的|一个)"
)
MORE = re.compile(
    r"^(那)?(还有|有没有|有)(别的|其他|其它|另外)|^(别的|其他的?|其它的?)(呢|有吗|有没有)?$|^还有(吗|没有|没|么|呢)?$|换一批|下一(页|批)|更多"
)
UNSURE = re.compile(
    r"^(我)?(也|都|真|实在|这个)*(不知道|不清楚|不晓得|不懂|不确定|搞不清|说不清|不明白|随便(吧|啊|呀|你|都|哪个|选)*$|随你|你看着办|都行|都可以|哪个都|无所谓|你(帮我)?(定|选|挑))"
)
BOTH = re.compile(r"都要|都办|都想|全要|全都|两个都|两样都|一起办")
PASSING = {
    "greet",
    "thanks",
    "goodbye",
    "bot_challenge",
    "human",
    "injection",
    "others_privacy",
    "start_over",
    "repeat",
    "simplify",
}
"""听成这些意图的，不当成在回答。"""
WANTS = re.compile(r"办|申请|想|要|开|领|补|查|投诉|举报|算了|换成|不是")
"""说了要做什么，或在改口。"""
WAYS = (("丢|遗失|不见|掉了|补(?![贴助偿])", "补[办领发]|遗失|挂失"), ("到期|过期|期满|该换", "换|延|续|期满"))
"""（话里怎么说, 事项名里怎么写）。"""
MOST_TOGETHER = 3
"""一次最多同时给出几个事项。"""


def answer_list(turn: Turn) -> Reply | None:
    """回答刚才列的单子；没有单子、或者说的是另一回事，返回 None。"""
    choices = turn.state.choices
    if not choices or "code" not in choices[0] or turn.returned:
        return None
    if NONE.search(turn.text) or MORE.search(turn.text):
        return more(turn)
    if BOTH.search(turn.text):
        together = both(turn)
        if together:
            return together
    if turn.state.code or (turn.intent in PASSING and turn.confidence >= turn.tools.policy.aside_confidence):
        return None
    if UNSURE.search(turn.text):
        return guess(turn)
    sure = turn.confidence >= turn.tools.policy.aside_confidence or ABOUT.search(turn.text) is not None
    aspect = turn.asks_aspect and sure or bool(fields_asked(turn.text))
    return assume(turn) if aspect else in_own_words(turn)


def assume(turn: Turn) -> Reply | None:
    """没选就问某一方面：按最对得上的那个理解并说明，交给后面去答；单独说的就是另一件事的不管。总是返回 None。"""
    together = turn.search(f"{turn.state.topic or ''} {turn.text}".strip())
    if elsewhere(turn, turn.search(turn.text), together):
        return None
    order = [hit.code for hit in without_denied(turn, together.hits)]
    offered = turn.state.choices
    chosen = min(offered, key=lambda c: order.index(c["code"]) if c["code"] in order else len(order))
    open_hit(turn, chosen["code"], chosen["kind"])
    turn.state.pending, turn.state.clarifying = {}, {"list": offered}
    turn.assumed = say("assumed", name=chosen["label"])
    return None


def more(turn: Turn) -> Reply:
    """列过的都不是：再列没列过的；没有更多了就请市民说说情况。"""
    asked = turn.state.topic or turn.state.choices[0]["label"]
    shown = {choice["code"] for choice in turn.state.choices} | set(turn.state.clarifying.get("shown", []))
    most = turn.tools.policy.max_choices
    hits = turn.search_more(asked, len(shown) + 2 * most)
    least = hits[0].score * turn.tools.policy.more_ratio if hits else 0.0
    fresh = [hit for hit in hits if hit.code not in shown and hit.code != turn.state.code and hit.score >= least]
    if not fresh or turn.state.clarifying.get("asked", 0) > turn.tools.policy.clarify_most:
        return Reply(Outcome.CHOICES, [text_message(say("tell_more"))])
    return offer_choices(turn, fresh[:most], "others_near", last=False)


def guess(turn: Turn) -> Reply | None:
    """说不清要哪个：问的本来有几分明确就先按最像的答并说明，太笼统就请市民说说遇到了什么事。"""
    asked = turn.state.topic or ""
    result = turn.search(asked) if asked else None
    if result is None or VAGUE.match(asked) or result.answerable < turn.tools.policy.maybe_answerable:
        return Reply(Outcome.CHOICES, [text_message(say("tell_more"))])
    first = turn.state.choices[0]
    turn.assumed = say("assumed", name=first["label"])
    return open_hit(turn, first["code"], first["kind"])


def both(turn: Turn) -> Reply | None:
    """几个都要：话里点到的（没点到就是单子上头几个）一起给出，留成单子好按序号接着问。"""
    parts = _parts(turn.text)
    found = [hit for hit in (_named(turn, part) for part in parts) if hit]
    wanted = (
        list(dict.fromkeys(found)) if len(parts) > 1 else [c["code"] for c in turn.state.choices if c["kind"] == "item"]
    )
    offers = [offer for offer in map(turn.offer, wanted[:MOST_TOGETHER]) if offer]
    if len(offers) < 2:
        return None
    replies = [show_service(turn, offer.item.code) for offer in offers]
    turn.state.clarifying = {
        "list": [{"label": o.item.name, "value": o.item.name, "code": o.item.code, "kind": "item"} for o in offers]
    }
    return Reply(Outcome.SERVICE, [reply.messages[0] for reply in replies if reply])


def _named(turn: Turn, part: str) -> str | None:
    """点到的一样是哪个事项：接着上文去找，认名字里有它的。"""
    hits = turn.search(f"{turn.state.topic or ''} {part}").hits + turn.search(part).hits
    return next((hit.code for hit in hits if hit.kind == "item" and part in hit.name), None)


def _parts(text: str) -> list[str]:
    """“都要”前面点到的几样，两个字以上。"""
    parts = re.split(r"[和跟与、，]|还有", re.split(r"都|全", text)[0])
    return [part.strip("我要想办的") for part in parts if len(part.strip("我要想办的")) >= 2]


def in_own_words(turn: Turn) -> Reply | None:
    """把回答接在原来的话后面再找：明确了就给，缩小了就再列，问满次数就按最像的答并说明。"""
    state, policy = turn.state, turn.tools.policy
    before = state.topic or ""
    joined = f"{before} {turn.text}".strip()
    together, alone = turn.search(joined), turn.search(turn.text)
    inside = bool(alone.hits) and _holding(turn, alone.hits[0].basic_code or alone.hits[0].code) is not None
    if elsewhere(turn, alone, together) and not (inside and not is_question(turn.text)):
        state.clarifying = {}
        return decide(turn, alone, alone.hits, turn.text)
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
    if ABOUT.search(turn.text) and top.code in {choice["code"] for choice in state.choices}:
        turn.assumed = say("assumed", name=top.name)
        open_hit(turn, top.code, top.kind)
        return stay(turn)
    state.topic = joined
    only_telling = not is_question(turn.text) and not WANTS.search(turn.text)
    spoken = mentioned_choice(turn, before) if only_telling else None
    if spoken is not None:
        state.topic = joined
        return open_hit(turn, spoken["code"], spoken["kind"])
    if max(together.answerable, alone.answerable) < policy.not_found and not rival:
        return Reply(Outcome.CHOICES, [text_message(say("tell_more"))])
    near = close_hits(turn, hits) or hits[:3]
    near = [*near, rival] if rival and rival not in near else near
    if {hit.code for hit in near} >= {choice["code"] for choice in state.choices}:
        # 一个也没排除掉：同样的再问一遍没有用
        state.clarifying["asked"] = policy.clarify_most
    return offer_choices(turn, near, "which_one")


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
