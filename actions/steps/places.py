"""地区：记下、切换、问清是哪一个。"""

from __future__ import annotations

from actions.outcomes import Outcome, Reply, choices_message, text_message
from actions.steps.comparing import changed_text
from actions.steps.showing import assume_offered, show_guide, show_service
from actions.turn import Turn
from actions.wording import say


def note_region(turn: Turn) -> Reply | None:
    """记下地区：话里说的优先，其次是客户端选的；同名的等需要时再问。总是返回 None。"""
    state = turn.state
    client = turn.metadata.get("region")
    selected = turn.tools.regions.get(client) if client and client != state.client_region else None
    if selected is not None:
        # 客户端的选择变了才采用，免得每轮都带同一个地区、盖掉市民刚说的地名
        turn.region_before = state.region
        state.client_region, state.region = client, selected.code
    found = turn.tools.searcher.finder.find(turn.said)
    chosen = found.chosen
    if chosen is None and found.candidates:
        near = [r for r in found.candidates if _related(turn, r.code)]
        if len(near) == 1:
            chosen = near[0]
        else:
            turn.region_candidates = list(found.candidates)
    if chosen is not None and chosen.code != state.region:
        turn.region_before = turn.region_before or state.region
        state.region = chosen.code
        turn.region_changed = True
    return None


def _related(turn: Turn, code: str) -> bool:
    """候选地区与当前地区是否一脉相承（如当前是长沙，“西湖区”却不在长沙）。"""
    if not turn.state.region:
        return False
    chain = {r.code for r in turn.tools.regions.chain(code)}
    current = turn.state.region
    return current in chain or any(r.code == code for r in turn.tools.regions.chain(current))


def ask_which_region(turn: Turn) -> Reply | None:
    """同名地区：问是哪一个；没有歧义返回 None。"""
    candidates = turn.region_candidates
    if not candidates:
        return None
    choices = []
    for region in candidates[: turn.tools.policy.max_choices]:
        chain = turn.tools.regions.chain(region.code)
        full = "".join(r.name for r in reversed(chain) if r.level != "nation")
        choices.append({"label": full, "value": full, "region": region.code})
    turn.state.choices = choices
    offered = [{"label": c["label"], "value": c["value"]} for c in choices]
    return Reply(Outcome.ASK_REGION, [choices_message(say("which_region", name=candidates[0].name), offered)])


def switch_region(turn: Turn) -> Reply | None:
    """换了地区：把正在说的事项或指南按新地区重说一遍。"""
    asked = ask_which_region(turn)
    if asked:
        return asked
    region = turn.region
    if region is None or not turn.region_changed:
        return None
    lead = say("region_noted", region=region.name)
    assume_offered(turn)
    if turn.state.package:
        return show_guide(turn, lead + changed_text(turn))
    if turn.state.item:
        return show_service(turn, turn.state.item, lead)
    return None


def follow_region(turn: Turn) -> Reply | None:
    """短短一句里只是换了地区（“杭州的呢，能办不”）：按新地区重说；问的是某一方面时留给回答那一方面的步骤。"""
    short = len(turn.text) <= turn.tools.policy.short_message
    if not turn.region_changed or turn.service_words or not short or turn.intent.startswith("ask_"):
        return None
    return switch_region(turn)


def ask_topic(turn: Turn) -> Reply | None:
    """只说了地名、还没说办什么：记下地区并问要办的事。"""
    region = turn.region
    lead = say("region_noted", region=region.name) if region else say("region_unknown")
    return Reply(Outcome.ASK_REGION, [text_message(lead + say("ask_what"))])
