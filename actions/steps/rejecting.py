"""列着的没选，说不要哪一种；或者嫌刚给的那一件麻烦：在剩下的里取一个。"""

from __future__ import annotations

from actions.outcomes import Reply
from actions.steps.assuming import TOO_MUCH, said_so_far
from actions.steps.narrowing import elsewhere
from actions.steps.opening import as_choice
from actions.steps.taking import assume_listed
from actions.steps.topics import topic_text
from actions.turn import Turn
from actions.understanding.subjects import thing

MOST_OTHERS = 4
"""嫌麻烦时，照先前的话看前几名里有没有别的一种。"""


def among_listed(turn: Turn) -> Reply | None:
    """列着的没选，说不要哪一种：在剩下的里取与说过的话最合适的，说明是假定的。说的另是一件返回 None。"""
    state = turn.state
    listed = state.choices or state.clarifying.get("list", [])
    if state.item and TOO_MUCH.search(turn.text):
        # 嫌刚给的那一件麻烦：在同时列的另外几个里取
        others = [choice for choice in listed if choice.get("code") not in {None, state.item}]
        state.choices = others or _other_kinds(turn)
    elif state.code:
        return None
    denied = turn.denial is not None and bool(turn.denial.denied)
    if not denied or not state.choices or "code" not in state.choices[0]:
        return None
    alone, together = turn.search(turn.wanted), turn.search(f"{said_so_far(turn)} {turn.wanted}".strip())
    if elsewhere(turn, alone, together):
        return None
    return assume_listed(turn, f"{state.topic or ''} {turn.wanted}".strip(), plain=True)


def _other_kinds(turn: Turn) -> list[dict[str, str]]:
    """照先前的话还找得到的另外几件；同一张证的补发、换发不算（嫌永久居留麻烦，要的不是它的换发）。"""
    own = thing(topic_text(turn))
    hits = turn.search(turn.state.topic or topic_text(turn)).hits
    return [as_choice(hit) for hit in hits[:MOST_OTHERS] if hit.code != turn.state.item and own not in hit.name]
