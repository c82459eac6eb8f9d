"""回答刚才列的选项：都不是、还有别的吗、不知道、都要；说了情况的见 narrowing。"""

from __future__ import annotations

import re

from actions.facts import content_words
from actions.joining import find_package
from actions.outcomes import Outcome, Reply, text_message
from actions.questions import fields_asked, is_question
from actions.steps.assuming import best_choice, said_so_far
from actions.steps.closest import closest_option
from actions.steps.finding import VAGUE, without_denied
from actions.steps.item_fields import is_aside
from actions.steps.narrowing import elsewhere, in_own_words
from actions.steps.opening import offer_choices, open_hit, stay
from actions.steps.options import labels
from actions.steps.showing import show_guide, show_service
from actions.steps.topic_words import ABOUT, mentions_item
from actions.steps.wholes import WHICH_FIRST, whole_of_choices
from actions.turn import Turn
from actions.wording import say

NONE = re.compile(
    r"^(这|上面|列的|那)?(些|几个)?(都|全|全都|一个[也都]|哪个[也都])(不是|不对|不要|没有|没说对)|^(没有|不是|没)(我要的|我想要的|这些|对的|一个)"
)

MORE = re.compile(
    r"^(那)?(还有|有没有|有)(别的|其他|其它|另外)|^(别的|其他的?|其它的?)(呢|有吗|有没有)?$|^还有(吗|没有|没|么|呢)?$|换一批|下一(页|批)|更多"
)

UNSURE = re.compile(
    r"^(我)?(也|都|真|实在|这个)*(不知道|不清楚|不晓得|不懂|不确定|搞不清|说不清|不好说|难说|不明白|随便(吧|啊|呀|你|都|哪个|选)*$|随你|你看着办|都行|都可以|哪个都|无所谓|你(帮我)?(定|选|挑))"
)

BOTH = re.compile(
    r"(都|全)要(?=$|[，。！!~ 吧的了呀啊嘛哈]|[办弄补查看申领开换做说讲问])|都办(?!不|过|好|完|了)"
    r"|都想(?=$|[要办弄补查看申领开换做问知了])|全都(?=$|[，。吧]|要|办|看|说)|(两|三|几)[个样件种](我)?都(?!不|没|是|有|过|到)|一起办"
)
"""几样都要；“他那些东西都要销”“材料都要原件吗”“全都过期了”不是。"""

TRIED = re.compile(
    r"(找|劝|打|报|去|问|说|投诉|举报|调解|反映|沟通|商量|管)过[^，,。]{0,8}?(没用|不管|不理|不听|没人管|没反应|推来推去|不顶用|白搭|不改)"
    r"|(说|讲)(这)?(不归|不是|不属于)(他|她|它)们?(管|负责)?|不归(他|她|它)们"
)
"""已经试过、没有用。"""
ASIDE_WORDS = re.compile("反悔|后悔|过期|超期|逾期|不去|不办|晚了|忘了|拒绝|不同意")
"""问规定的话里自带的词，不是在说什么东西。"""
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

IDLE = {"off_topic", "chitchat", "abuse"}
"""与办事无关的意图。"""

MOST_TOGETHER = 3
"""一次最多同时给出几个事项。"""


def answer_list(turn: Turn) -> Reply | None:
    """回答刚才列的单子；没有单子、或者说的是另一回事，返回 None。"""
    choices = turn.state.choices
    if not choices or "code" not in choices[0] or turn.returned:
        return None
    if NONE.search(turn.text) or MORE.search(turn.text):
        return more(turn)
    if BOTH.search(turn.text) and not is_question(turn.text) and not _told_more(turn):
        together = both(turn)
        if together:
            return together
    if turn.state.code or (turn.intent in PASSING and turn.confidence >= turn.tools.policy.aside_confidence):
        return None
    if turn.intent in IDLE and turn.confidence >= turn.tools.policy.off_topic_override and not _touches_list(turn):
        return None  # 列着几件，说起天气来：是闲话，不是在选
    if turn.intent == "personal_case" and turn.confidence >= turn.tools.policy.aside_confidence:
        return None  # “那你给我算算能拿多少”：替他算不了，不是在选
    if UNSURE.search(turn.text):
        rest = [part for part in turn.parts if not UNSURE.search(part)]
        if not any(content_words(part) for part in rest):
            return guess(turn)
        # “我也不知道叫什么，开饭馆用的”：后半句才是要听的
        turn.hear_again("，".join(rest), fresh=True)
    if TRIED.search(turn.text) and not is_question(turn.text):
        return tried(turn)
    told = told_of_package(turn)
    if told is not None:
        return told
    sure = turn.confidence >= turn.tools.policy.aside_confidence or ABOUT.search(turn.text) is not None
    aspect = turn.asks_aspect and sure or bool(fields_asked(turn.text)) or asks_rule(turn)
    if turn.intent == "ask_order" and sure and WHICH_FIRST.search(turn.text):
        whole = whole_of_choices(turn, said_so_far(turn))
        if whole is not None:
            turn.assumed = say("assumed", name=whole.name)
            return open_hit(turn, whole.code, whole.kind)
    return assume(turn) if aspect else in_own_words(turn)


def _touches_list(turn: Turn) -> bool:
    """话里有没有一个词，列着的哪一件的名称、规定里写着。"""
    items = [offer.item for choice in turn.state.choices if (offer := turn.offer(choice["code"]))]
    return any(mentions_item(item, word) for item in items for word in content_words(turn.text))


def told_of_package(turn: Turn) -> Reply | None:
    """列的里面有一件事，说的正答着它要问的情形（列了工伤，说“老板没给交保险”）：就是那件事，情形也记下。

    不是返回 None；正反说反了的（“不去养老院”与“住养老院”）不算。
    """
    if is_question(turn.text):
        return None
    for choice in turn.state.choices:
        code = choice["code"]
        package = find_package(turn.tools.store, code, turn.state.region) if choice["kind"] == "package" else None
        near = closest_option(turn, package.questions, turn.text) if package else None
        if package is not None and near is not None:
            heard = {near[0]: [near[1]]}
            turn.state.focus_package(code)
            turn.state.situation = heard
            return show_guide(turn, say("guide_intro") + say("situation_heard", said="、".join(labels(package, heard))))
    return None


def asks_rule(turn: Turn) -> bool:
    """短短问一句有效期、后果、反悔这些（“反悔了咋办”），没说是什么东西：问的是列的那件事的规定。"""
    if turn.state.topic and turn.state.topic in turn.text:
        return False  # 把原来的话又说一遍（“就是补贴嘛”），没有问什么
    return is_aside(turn.text) and is_question(turn.text) and not content_words(ASIDE_WORDS.sub("", turn.text))


def tried(turn: Turn) -> Reply | None:
    """说试过什么没有用（“物业劝过了没用”）：不是要办另一件，按单子上最合适的一个答，给与这话有关的规定。"""
    best = best_choice(turn, turn.state.choices)
    turn.assumed = say("assumed", name=best["label"])
    open_hit(turn, best["code"], best["kind"])
    return stay(turn)


def assume(turn: Turn) -> Reply | None:
    """没选就问某一方面：按最对得上的那个理解并说明，交给后面去答；单独说的就是另一件事的不管。总是返回 None。"""
    together = turn.search(f"{turn.state.topic or ''} {turn.text}".strip())
    if elsewhere(turn, turn.search(turn.text), together):
        return None
    ranked = without_denied(turn, together.hits)
    offered = turn.state.choices
    top = ranked[0] if ranked else None
    fresh = top is not None and all(choice["code"] != top.code for choice in offered)
    policy = turn.tools.policy
    if top is not None and fresh and together.answerable >= policy.maybe_answerable and top.score >= policy.clear_share:
        # 接上原来的话，问的是没列出来的一件（列了公积金的几件，问“怎么开户”）
        turn.assumed = say("assumed", name=top.name)
        open_hit(turn, top.code, top.kind)
        turn.state.pending, turn.state.clarifying = {}, {"list": offered}
        return None
    chosen = best_choice(turn, offered)
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
        turn.state.clarifying = {**turn.state.clarifying, "asked": turn.state.clarifying.get("asked", 0) + 1}
        return Reply(Outcome.CHOICES, [text_message(say("tell_more"))])
    best = best_choice(turn, turn.state.choices)
    turn.assumed = say("assumed", name=best["label"])
    return open_hit(turn, best["code"], best["kind"])


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


def _told_more(turn: Turn) -> bool:
    """“都要”之外还说了单子和先前的话里都没有的事（“我爷爷走了，都要办”）：不是在挑单子。"""
    known = (turn.state.topic or "") + "".join(choice["label"] for choice in turn.state.choices)
    said = [word for word in content_words(BOTH.sub("", turn.text)) if word not in known]
    return bool(said) and not all(_named(turn, part) for part in _parts(turn.text))


def _named(turn: Turn, part: str) -> str | None:
    """点到的一样是哪个事项：接着上文去找，认名字里有它的。"""
    hits = turn.search(f"{turn.state.topic or ''} {part}").hits + turn.search(part).hits
    return next((hit.code for hit in hits if hit.kind == "item" and part in hit.name), None)


def _parts(text: str) -> list[str]:
    """“都要”前面点到的几样，两个字以上。"""
    parts = re.split(r"[和跟与、，]|还有", re.split(r"都|全", text)[0])
    return [part.strip("我要想办的") for part in parts if len(part.strip("我要想办的")) >= 2]
