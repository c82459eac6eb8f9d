"""按列着的里面最合适的一个答：说明是假定的，单子留着。"""

from __future__ import annotations

from actions.outcomes import Reply, choices_message
from actions.questions import is_question
from actions.steps.answering import supported
from actions.steps.assuming import best_choice, fitting_order, share_of
from actions.steps.opening import open_hit, stay
from actions.turn import Turn
from actions.wording import say


def answered_by_listed(turn: Turn) -> bool:
    """不是在问，可最合适的那一个有一条规定正说的是它（“三年了要审”）。"""
    best = best_choice(turn, turn.state.choices)
    offer = turn.offer(best["code"]) if best["kind"] == "item" else None
    return offer is not None and bool(supported(turn, [offer.item], least=turn.tools.policy.fact_sure))


def assume_listed(turn: Turn, joined: str, plain: bool = False) -> Reply | None:
    """按列着的里面最合适的一个答这句话，说明是假定的；没在问就把其余的列在后面。单子留着，还能再按序号点。

    `plain` 为真就只给卡片，不找与这句话有关的规定（说不要哪一种的话里没有要问的）。
    """
    offered, asking = turn.state.choices, is_question(turn.text)
    chosen, *others = fitting_order(turn, offered)
    turn.assumed = say("assumed", name=chosen["label"])
    # 问话没有添什么情况，不记进说过的话里
    turn.state.topic = turn.state.topic if asking else joined
    said = turn.state.topic or ""
    if plain and chosen is not max(offered, key=lambda choice: share_of(turn, said, choice["code"])):
        # 说过的话更像他不要的那个：接着问的是选定的这个，不再被拉回去
        turn.state.topic = chosen["label"]
    opened = open_hit(turn, chosen["code"], chosen["kind"])
    reply = (stay(turn) or opened) if turn.state.item and not plain else opened
    turn.state.clarifying = {"list": offered, "before": said} if said else {"list": offered}
    if reply is not None and others and not turn.state.pending and not asking:
        turn.state.choices = others
        shown = [{"label": choice["label"], "value": choice["value"]} for choice in others]
        reply.messages.append(choices_message(say("or_these"), shown))
    return reply
