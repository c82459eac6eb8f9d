"""选择：序号、原话；列过的单子之后还能再按序号点。"""

from __future__ import annotations

import re

from actions.facts import content_words
from actions.outcomes import Outcome, Reply, choices_message, text_message
from actions.questions import is_question
from actions.steps.assuming import best_choice, undenied
from actions.steps.opening import open_hit
from actions.steps.places import NOT_ASKING
from actions.steps.showing import show_guide, show_service
from actions.turn import Turn
from actions.understanding.ordinals import heard_ordinal, place_in
from actions.wording import say

LIST_AGAIN = re.compile(
    r"(前面|刚才|上面|之前|原来)的?(那个?)?(列表|单子|选项|那些|那几个)|(再看|回到|返回).{0,4}(列表|选项|单子)"
)
"""要再看一遍列过的。"""

STEP = re.compile(r"步|第.(个|件)(说|问|讲)")
"""说的是第几步、第几件说过的事（“第一个说的补贴”），不是第几个选项。"""

SHORTEST_NAME = 6
"""短于它的名称也是平常话里的词（“结婚登记”），要看上下文。"""


def ordinal(text: str, count: int) -> int | None:
    """整句就是一个序号时的下标（从 0 起）；不是序号、后面还有话、或超出范围返回 None。"""
    heard = heard_ordinal(text)
    return place_in(heard[0], count) if heard and not heard[1] else None


def pick_offered(turn: Turn) -> Reply | None:
    """回答刚才列的选项：序号（没有那么多个就说清楚）、原话相同、或原话包含其一。"""
    listed = turn.state.choices or turn.state.clarifying.get("list", [])
    if listed and LIST_AGAIN.search(turn.text):
        turn.state.choices, turn.state.pending = listed, {}
        shown = [{"label": c["label"], "value": c["value"]} for c in listed]
        return Reply(Outcome.CHOICES, [choices_message(say("which_one"), shown)])
    choices = turn.state.choices
    if turn.region_changed and choices and "region" in choices[0]:
        named = [n for n, choice in enumerate(choices) if choice["region"] == turn.state.region]
        if named:
            return _choose(turn, choices, named[0])
        if len(turn.text) <= turn.tools.policy.short_message:
            # 列的都不是，说了另一个地方：搁下的话照这里答
            turn.state.choices = []
            return _chosen_region(turn, turn.state.region or "", choices[0])
        return None
    if turn.state.pending or STEP.search(turn.text):
        return None
    heard = heard_ordinal(turn.text)
    if heard is not None:
        return _pick_numbered(turn, *heard)
    said = turn.text.strip(" 。！!？?")
    same = [n for n, c in enumerate(choices) if said in (c["label"], c["value"])]
    if not same and len(said) >= 2:
        same = [n for n, c in enumerate(choices) if said in c["label"]]
    return _choose(turn, choices, same[0]) if len(same) == 1 else pick_described(turn)


THAT_KIND = re.compile(
    r"^(那|那么|就|还是|是|我(要|说|问)的?|问)*(?P<hint>[^，,。？?]{1,8}?)的?(那|这)(个|张|种|份|本|样|件|项)(的|吧|，|呢|啊)*(?P<rest>.*)$"
)
"""不说名称，说是哪一种（“住院那个怎么报”“正式的那张呢”）。"""


def pick_described(turn: Turn) -> Reply | None:
    """用别的话点了列过的一个：名称里有点的那几个字，或者点的正与另外几个相反。没点、点的不在里面返回 None。"""
    choices = turn.state.choices or turn.state.clarifying.get("list", [])
    match = THAT_KIND.match(turn.text) if len(choices) > 1 and "code" in choices[0] else None
    if match is None or not content_words(match["hint"]) or (turn.denial and turn.denial.denied):
        return None  # “不是创业那种”是在说不要的，见 correcting
    pairs = {match["hint"][n : n + 2] for n in range(len(match["hint"]) - 1)}
    named = [choice for choice in choices if any(pair in choice["label"] for pair in pairs)]
    kept = undenied(turn, choices)
    if not named and len(kept) < len(choices):
        named = kept
    if not named or len(named) == len(choices):
        return None
    reply = _choose(turn, choices, choices.index(best_choice(turn, named)))
    if not match["rest"]:
        return reply
    turn.returned = True
    turn.hear_again(match["rest"])
    return None


def name_said(turn: Turn) -> Reply | None:
    """整句就是一个事项或一件事的名称：不管正说着什么，要的就是它（点了以前列过的选项也是这样）。"""
    said = turn.text.strip(" 。！!？?")
    if len(said) < SHORTEST_NAME or is_question(said):
        return None
    named = next((hit for hit in turn.search(turn.text).hits[:3] if hit.name == said), None)
    return open_hit(turn, named.code, named.kind) if named else None


def _pick_numbered(turn: Turn, number: int, rest: str) -> Reply | None:
    """按序号选；正开着的单子没有就看上一次列的。序号后面还有话的，选好再接着答。"""
    choices = turn.state.choices or turn.state.clarifying.get("list", [])
    if not choices:
        return None
    index = place_in(number, len(choices))
    if index is None:
        if not turn.state.choices or rest:
            return None
        shown = [{"label": c["label"], "value": c["value"]} for c in choices]
        return Reply(Outcome.CHOICES, [choices_message(say("only_so_many", count=str(len(choices))), shown)])
    reply = _choose(turn, choices, index)
    if not rest or "region" in choices[index]:
        return reply
    turn.returned = True
    turn.hear_again(rest)
    return None


def _choose(turn: Turn, choices: list[dict[str, str]], index: int) -> Reply | None:
    chosen = choices[index]
    turn.state.choices = []
    if "region" in chosen:
        return _chosen_region(turn, chosen["region"], chosen)
    reply = open_hit(turn, chosen["code"], chosen["kind"])
    turn.state.clarifying = {"list": choices}
    return reply


def _chosen_region(turn: Turn, code: str, chosen: dict[str, str]) -> Reply | None:
    """选定了同名地区中的一个：为了问清地区搁下的话，接着答它，意图还是当时听出的；没有就把正在说的按这里再给一遍。"""
    asked = chosen.get("asked", "")
    turn.state.region = code
    turn.region_changed = True
    turn.region_candidates = []
    region = turn.region
    lead = say("region_noted", region=turn.tools.regions.full_name(code) if region else "")
    if asked:
        turn.assumed = lead
        turn.hear_again(asked, fresh=True)
        if turn.intent in NOT_ASKING and chosen.get("meant", turn.intent) not in NOT_ASKING:
            # 单凭句意重听，听成了闲话（“公鸡金”）：还按当时听出的
            turn.intent, turn.confidence = chosen["meant"], turn.tools.policy.aside_confidence
        return None
    if turn.state.package:
        return show_guide(turn, lead)
    if turn.state.item:
        return show_service(turn, turn.state.item, lead)
    return Reply(Outcome.ASK_REGION, [text_message(lead + say("ask_what"))])


def nothing_to_choose(turn: Turn) -> Reply | None:
    """说了序号但没有选项可选：有当前事项就再展示一遍，没有就问要办什么。"""
    if turn.state.package:
        return show_guide(turn)
    if turn.state.item:
        return show_service(turn, turn.state.item)
    return Reply(Outcome.CHOICES, [text_message(say("ask_what"))])
