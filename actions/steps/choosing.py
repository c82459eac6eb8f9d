"""选择：序号、原话、或“补办的那种”。"""

from __future__ import annotations

import re

from actions.outcomes import Outcome, Reply, text_message
from actions.steps.finding import open_hit
from actions.steps.showing import show_guide, show_service
from actions.turn import Turn
from actions.wording import say

DIGITS = {
    c: n
    for n, cs in enumerate(("", "1一①１壹", "2二②２两", "3三③３", "4四④４", "5五⑤５", "6六⑥６", "7七⑦７", "8八⑧８"), 0)
    for c in cs
}
ORDINAL = re.compile(
    r"^(?:我)?(?:要|选|就|看|办)?(?:选项|选择|上面)?第?([1-8１-８一二两三四五六七八①②③④⑤⑥⑦⑧])(?:个|项|种|条|号|步)?(?:吧|的|呢|那个|就行|。|！)*$"
)


def ordinal(text: str, count: int) -> int | None:
    """话里的序号（从 0 起）；不是序号或超出范围返回 None。"""
    text = text.strip()
    if re.search(r"^(前者|前面那个|头一个)", text):
        return 0 if count else None
    if re.search(r"^(后者|后面那个|最后(一个|那个))", text):
        return count - 1 if count else None
    match = ORDINAL.match(text)
    if not match:
        return None
    number = DIGITS[match.group(1)]
    return number - 1 if 1 <= number <= count else None


def pick_offered(turn: Turn) -> Reply | None:
    """回答刚才列的选项：序号、原话相同、或原话包含其一。"""
    choices = turn.state.choices
    if not choices or turn.state.pending:
        return None
    index = ordinal(turn.text, len(choices))
    if index is None:
        said = turn.text.strip(" 。！!？?")
        same = [n for n, c in enumerate(choices) if said in (c["label"], c["value"])]
        if not same and len(said) >= 2:
            same = [n for n, c in enumerate(choices) if said in c["label"]]
        index = same[0] if len(same) == 1 else None
    if index is None:
        return None
    chosen = choices[index]
    turn.state.choices = []
    if "region" in chosen:
        return _chosen_region(turn, chosen["region"])
    return open_hit(turn, chosen["code"], chosen["kind"])


def _chosen_region(turn: Turn, code: str) -> Reply | None:
    turn.state.region = code
    turn.region_changed = True
    region = turn.region
    lead = say("region_noted", region=region.name if region else "")
    if turn.state.package:
        return show_guide(turn, lead)
    if turn.state.item:
        return show_service(turn, turn.state.item, lead)
    if turn.state.topic:
        result = turn.search(turn.state.topic)
        if result.hits:
            return open_hit(turn, result.hits[0].code, result.hits[0].kind)
    return Reply(Outcome.ASK_REGION, [text_message(lead + say("ask_what"))])


def nothing_to_choose(turn: Turn) -> Reply | None:
    """说了序号但没有选项可选：有当前事项就再展示一遍，没有就问要办什么。"""
    if turn.state.package:
        return show_guide(turn)
    if turn.state.item:
        return show_service(turn, turn.state.item)
    return Reply(Outcome.CHOICES, [text_message(say("ask_what"))])
