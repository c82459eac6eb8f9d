"""指南里说某一步的东西已经有了：记为办好。"""

from __future__ import annotations

import re

from actions.facts import content_words
from actions.outcomes import Reply
from actions.planner import PlannedStep
from actions.steps.showing import plan_for, show_guide
from actions.turn import Turn

ALREADY = re.compile(r"(已经|早就|都)?.{0,2}(有了|办(好|过|完|了|下来)|拿到|做(好|过|完)|弄好|搞定|齐了)")
"""说某样东西已经有了。"""


def already_done(turn: Turn) -> Reply | None:
    """“营业执照已经有了”：指南里对应的步骤记为办好，给出剩下的。"""
    plan = plan_for(turn)
    if plan is None or not ALREADY.search(turn.text):
        return None
    words = [*turn.service_words, *content_words(turn.text)]
    done = [p for p in plan.steps if any(_speaks_of(word, p) for word in words)]
    new = [p.step.item for p in done if p.step.item not in turn.state.done_steps]
    if not new:
        return None
    turn.state.done_steps = [*turn.state.done_steps, *new]
    return show_guide(turn, f"记下了，{'、'.join(p.item.name for p in done)}已经办好。")


def _speaks_of(word: str, planned: PlannedStep) -> bool:
    """这个词说的是不是这一步：是它的别名，或它办出来的证。"""
    made = [planned.item.result, *planned.step.yields]
    return word in planned.item.aliases or any(word == one or len(word) >= 2 and one.endswith(word) for one in made)
