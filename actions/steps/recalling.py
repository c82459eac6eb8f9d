"""回到说过的话题：“刚才那个”“上一个”“宝宝那个接着办”“还是说公租房吧”。"""

from __future__ import annotations

import re
from typing import Any

from actions.facts import content_words
from actions.joining import find_package
from actions.outcomes import Reply
from actions.questions import asks_amount
from actions.steps.showing import show_guide, show_service
from actions.turn import Turn
from actions.wording import say

GOING_BACK = re.compile(
    r"(?<!要)(?<!能)(回到|返回(?=刚|前|上)|说回|话说回来|刚才|刚刚|之前(说|问|讲|那)|前面(说|问|讲|那)|上面(说|问|讲|那)"
    r"|上一?个(?!月|星期|学期|年)|前一个|上一件|还是(接着|继续)?(说|问|讲|看|办)回?|(接着|继续)(说|问|讲|办)|最(开始|早|初)(说|问|那)?|一开始|头一个(说|问)"
    r"|第[一二三四1-4](个|件)(说|问|讲))"
)
"""明说要回去。"""

SURELY_BACK = re.compile(r"回到|返回|说回|刚才|刚刚|前面|上面|接着|继续")
"""不会是在说没提过的事。"""

LATER = re.compile(r"^(那)?(后面|后一|下面|后来)(说的)?(那|这)?(个|件)")
"""回到前一个之后，又要后一个。"""

THAT_ONE = re.compile(r"^(那|再问|再说)?(?P<hint>[^，]{1,8}?)(那个|那件事?|那张|那边|那份)(?=.|$)")
"""用名字点（“宝宝那个”“房产证那个要登报不”）。"""

NTH = re.compile(r"第([一二三四1-4])(?:个|件)(?:说|问|讲)")

FILLERS = re.compile(
    r"回到|返回|说回|话说回来|刚才|刚刚|之前|前面|上面|上一?个|前一个|上一件|还是|接着|继续|最开始|最早|最初|一开始|头一个|第[一二三四1-4](个|件)"
    r"|(后面|后一|后来)|说的?|问的?|讲的?|看|办(?=$|[吧的那了，])|那个|那件事?|那张|那份|这个|的事|再|那|好的?(?=，|$)|^好|吧|了|呢|，|算了|先|我|想"
)
"""去掉这些，剩下的是话题的名字和想问的话。"""

LEAST_REST = 3
"""去掉名字后剩的话不到这么多字，就当没再问什么。"""

WHOLE = re.compile(r"(整个|整份|全部)?(清单|指南|流程表|步骤表)")
"""要看的是正在办的那份指南。"""


def go_back(turn: Turn) -> Reply | None:
    """回到说过的一个话题；后面还问了什么就接着答，什么都没问就再给一遍。没有说要回去返回 None。"""
    topic = named_topic(turn)
    if topic is None or _part_of_it(turn, topic):
        return None
    rest = _rest(turn, topic)
    if asks_amount(turn.text) and not asks_amount(rest):
        rest = NTH.sub("", turn.text)  # “一年多少钱”问的是能领多少，去掉“一年”就成了收费
    came_back = code_of(topic) != turn.state.code
    turn.state.return_to(topic)
    turn.returned = True
    if rest or turn.asks_aspect:
        turn.hear_again(rest)
        return None
    name = topic_names(turn, topic)[0]
    lead = say("came_back", name=name) if came_back else ""
    if turn.state.package:
        return show_guide(turn, lead)
    return show_service(turn, turn.state.item or "", lead)


def _part_of_it(turn: Turn, topic: dict[str, Any]) -> bool:
    """正办着一件事，用名字点的（“医保那个呢”）还是这件事：说的是其中一样，不是要回到它。"""
    return "package" in topic and code_of(topic) == turn.state.code and not GOING_BACK.search(turn.text)


def named_topic(turn: Turn) -> dict[str, Any] | None:
    """这句话要回到的话题；听不出来、或说的是正开着的选项，返回 None。"""
    topics, text, current = turn.state.previous, turn.text, turn.state.code
    if not topics:
        return None
    explicit, by_name = GOING_BACK.search(text), THAT_ONE.match(text)
    if LATER.match(text) and not turn.state.choices:
        place = next((n for n, one in enumerate(topics) if code_of(one) == current), -1)
        return topics[place + 1] if 0 <= place < len(topics) - 1 else None
    if not explicit and not by_name:
        return None
    if explicit and WHOLE.search(text):
        return next((one for one in reversed(topics) if "package" in one), None)
    hint = FILLERS.sub("", by_name["hint"] if by_name and not explicit else text)
    found = _matching(turn, hint, topics)
    if found is not None:
        return found
    if not explicit or turn.state.choices:
        return None
    nth = NTH.search(text)
    if nth:
        place = int("0一二三四".find(nth[1])) if nth[1] in "一二三四" else int(nth[1])
        return topics[place - 1] if place <= len(topics) else None
    if re.search(r"最(开始|早|初)|一开始|头一个", text):
        return topics[0]
    others = [one for one in topics if code_of(one) != current]
    if not others:
        return topics[-1]
    if content_words(hint):
        if not SURELY_BACK.search(text) and _new_matter(turn, hint):
            return None
        closeness = [float(turn.similarity(hint, topic_names(turn, one)).max()) for one in others]
        return others[closeness.index(max(closeness))]
    place = next((n for n, one in enumerate(topics) if code_of(one) == current), len(topics))
    return topics[place - 1] if place > 0 else others[-1]


def _matching(turn: Turn, hint: str, topics: list[dict[str, Any]]) -> dict[str, Any] | None:
    """名字、别名或当时的问句里有提示里的字最多的那个话题；一个字都对不上返回 None，并列取最近的。"""
    pairs = {hint[n : n + 2] for n in range(len(hint) - 1)}
    scores = [sum(any(pair in text for text in topic_names(turn, one)) for pair in pairs) for one in topics]
    best = max(scores, default=0)
    if best == 0:
        return None
    same = [one for one, score in zip(topics, scores, strict=True) if score == best]
    return next((one for one in reversed(same) if code_of(one) != turn.state.code), same[-1])


def _new_matter(turn: Turn, hint: str) -> bool:
    """提示里说的是没提过的另一件事（“还是说说护照吧”，而护照没说过）。"""
    if not content_words(hint):
        return False
    return turn.search(hint).answerable >= turn.tools.policy.maybe_answerable


def topic_names(turn: Turn, topic: dict[str, Any]) -> list[str]:
    """一个话题的名字：官方名、别名、当时的问句。"""
    asked = [topic["topic"]] if topic.get("topic") else []
    if "package" in topic:
        package = find_package(turn.tools.store, topic["package"], turn.state.region)
        return [package.name, *package.aliases, package.event.name, *asked] if package else ["", *asked]
    offer = turn.offer(topic["item"])
    return [offer.item.name, *offer.item.aliases, *asked] if offer else ["", *asked]


def _rest(turn: Turn, topic: dict[str, Any]) -> str:
    """去掉“回到某某”之后还问的话；只剩名字就是空串。"""
    by_name = THAT_ONE.match(turn.text)
    if by_name and not GOING_BACK.search(turn.text):
        return turn.text[by_name.end() :].strip("，的呢吧")
    rest = FILLERS.sub("", turn.text)
    names = "".join(topic_names(turn, topic))
    pairs = {rest[n : n + 2] for n in range(len(rest) - 1)}
    for pair in sorted(pairs, key=rest.find):
        if pair in names:
            rest = rest.replace(pair, "", 1)
    rest = rest.strip("，。的是")
    return rest if len(rest) >= LEAST_REST else ""


def code_of(topic: dict[str, Any]) -> str | None:
    """一个话题的编码：一件事的，或者事项的。"""
    code: str | None = topic.get("package") or topic.get("item")
    return code
