"""单子以外的一步：情形去掉了的那一步还能不能走，办完这一件要不要跟着办的那一步。"""

from __future__ import annotations

import re

from actions.facts import content_words
from actions.outcomes import Outcome, Reply, text_message
from actions.planner import UNWANTED, Plan
from actions.questions import ends_asking, fields_asked, without_fields
from actions.steps.answering import supported
from actions.steps.options import labels
from actions.steps.showing import plan_for
from actions.steps.topic_words import mentions_item
from actions.steps.topics import topic_text
from actions.turn import Turn
from actions.understanding.subjects import thing
from actions.wording import say
from catalog.schema import BasicItem, Step

OFFICE = ("局", "院", "所", "厅", "委", "队")
"""部门叫法的末字。"""

LEAST_PLACE = 2
"""部门的叫法至少连着这么多个字相同（“民政局”与“民政部门”）。"""


ALSO_DOING = re.compile(r"那边|那里|那头|[去跑]|(也|还|都)(要|得|用)|跟着|一起[办改弄]|通知")
"""问的是还要不要跑一处、跟着办一样；“要户口本吗”问的是材料。"""


def left_out(turn: Turn) -> Reply | None:
    """按情形排好了指南，又问去掉的那一步还成不成（谈不拢的问“自己去民政局办得成不”）：说清为什么不走它、它的条件，现在该走哪步。

    问的那一步说不准是哪个、单子上还有同样说法的步骤，返回 None。
    """
    plan = plan_for(turn) if ends_asking(turn.text) and not fields_asked(turn.text) else None
    if plan is None or not plan.dropped:
        return None
    dropped = [offer.item for code in _by_situation(turn, plan) if (offer := turn.offer(code))]
    spoken = [item for item in dropped if _spoken(item, turn.text)]
    if not spoken or any(_spoken(planned.item, turn.text) for planned in plan.steps):
        return None
    item = _asked_for(turn, plan, spoken)
    said = "；".join(labels(plan.package, turn.state.situation, list(_step(plan, item.code).when)))
    instead = next((p for p in plan.steps if not p.uncertain and p.step.when), None)
    lines = [say("left_out", said=said, name=item.name)] if said else []
    lines += [f"条件：{'；'.join(item.conditions)}。"] if item.conditions else []
    lines += [one.fact.line for one in supported(turn, [item])[:1]]
    if instead:
        lines.append(say("instead_step", number=str(instead.number), name=instead.item.name, why=instead.step.why))
    return Reply(Outcome.PROGRESS, [text_message("\n".join(lines))]) if said else None


def _by_situation(turn: Turn, plan: Plan) -> list[str]:
    """被情形去掉的步骤；市民自己说不办的不算。"""
    return [code for code in plan.dropped if code not in turn.state.situation.get(UNWANTED, [])]


def _step(plan: Plan, code: str) -> Step:
    return next(step for step in plan.package.steps if step.item == code)


def _asked_for(turn: Turn, plan: Plan, spoken: list[BasicItem]) -> BasicItem:
    """说到的几步里问的是哪一步：必须办的先于可选的，再看接着这件事去找谁在前。"""
    order = [hit.basic_code or hit.code for hit in turn.search(f"{topic_text(turn)} {turn.text}").hits]
    place = {code: n for n, code in enumerate(order)}
    return min(spoken, key=lambda item: (_step(plan, item.code).optional, place.get(item.code, len(order))))


def _spoken(item: BasicItem, text: str) -> bool:
    """话里说到了这个事项，或者办它的部门。"""
    words = content_words(without_fields(text))
    offices = [word[:LEAST_PLACE] for word in words if len(word) > LEAST_PLACE and word.endswith(OFFICE)]
    named = [word for word in words if len(word) > LEAST_PLACE or word in item.name]
    return any(word in called for word in named for called in _called(item)) or any(
        office in item.department for office in offices
    )


def follow_up(turn: Turn) -> Reply | None:
    """正说着一个事项，问要不要也去一处它没提到的，整件事里有一步要跟着它办（换了法人问“银行那边要去吗”）：说那一步。"""
    offer = turn.offer(turn.state.item) if turn.state.item else None
    if offer is None or turn.returned or not ends_asking(turn.text) or not ALSO_DOING.search(turn.text):
        return None
    words = [word for word in content_words(without_fields(turn.text)) if not mentions_item(offer.item, word)]
    words = [word for word in words if word not in offer.item.summary]
    if not words:
        return None
    found = {step.item: (step, item) for step, item in _after(turn, offer.item.code, words)}
    if len(found) != 1:
        return None
    step, item = next(iter(found.values()))
    lines = [say("follow_up", before=offer.item.name, name=item.name, why=step.why)]
    changed = content_words(thing(offer.item.name))
    lines += [f"{faq.q.rstrip('？?')}？{faq.a}" for faq in item.faq if any(word in faq.q for word in changed)][:1]
    return Reply(Outcome.FIELD, [text_message("\n".join(lines))])


def _after(turn: Turn, code: str, words: list[str]) -> list[tuple[Step, BasicItem]]:
    """各件事里排在这个事项之后、名称或部门里有这些词的步骤。"""
    found = []
    for package in turn.tools.store.packages():
        for step in package.steps:
            offer = turn.offer(step.item) if code in step.after else None
            if offer and any(word in called for word in words for called in _called(offer.item)):
                found.append((step, offer.item))
    return found


def _called(item: BasicItem) -> tuple[str, ...]:
    return (item.name, *item.aliases, item.department)
