"""回答当前事项（或指南里某一步）的某一个方面；话里换了事项就先换话题。"""

from __future__ import annotations

import re

from actions.outcomes import Outcome, Reply, text_message
from actions.questions import (
    aspects_asked,
    fields_asked,
    is_question,
)
from actions.steps.answering import lead_for, supported
from actions.steps.around import plainly_another
from actions.steps.assuming import assume_offered
from actions.steps.citing import cited
from actions.steps.guide_fields import about_package
from actions.steps.item_fields import about_item, alternatives, related_items, several_fields
from actions.steps.opening import open_hit
from actions.steps.other_items import back_to_the_one_that_says, called_by_name, other_item
from actions.steps.showing import show_service
from actions.steps.topic_words import asks_papers, unexplained
from actions.steps.topics import names_another
from actions.turn import Turn

FIELD_OF_INTENT = {
    "ask_materials": "materials",
    "ask_steps": "steps",
    "ask_time": "time",
    "ask_fee": "fee",
    "ask_place": "place",
    "ask_online": "online",
    "ask_phone": "phone",
    "ask_conditions": "conditions",
    "ask_agent": "agent",
    "ask_elsewhere": "elsewhere",
    "ask_difference": "difference",
    "ask_result": "result",
}

INTENT_OF_FIELD = {field: intent for intent, field in FIELD_OF_INTENT.items()}

NAMELESS = {"ask_service", "nlu_fallback"}
"""只听出“在问一件事”，没听出问哪一方面的意图。"""

OTHERS = re.compile(r"别的|其他|其它|另外的|还有(什么|哪些|吗|没)")
"""要的是别的事项。"""

NOT_FIELDS = {"injection", "emergency", "start_over", "correct", "choose", "ask_more", "ask_order", "complain", "human"}

NOT_FIELDS |= {"others_privacy", "step_done", "next_step", "skip_step", "remaining_steps", "repeat", "simplify"}
"""这些意图另有去处，话里带着方面的字也不改。"""


ONLY = re.compile(r"(只|光|就)(列|说|讲|看|给|要(?!带|交|拿))")
"""“别的不用说，只列材料”：不是问句，要的也是那一方面。"""


def heard_by_words(turn: Turn) -> Reply | None:
    """正说着一件事，话里明说只问一个方面、意图却没听出来或听成别的：以明说的为准；没说、也听不准的不当真。

    总是返回 None。
    """
    said = fields_asked(turn.text)
    if turn.state.code and len(said) == 1 and ONLY.search(turn.text):
        turn.intent = INTENT_OF_FIELD[said[0]]
    faint = turn.confidence < turn.tools.policy.aside_confidence
    if faint and turn.state.code and turn.intent in FIELD_OF_INTENT and not said and not aspects_asked(turn.text):
        # 问哪一方面只是猜的，话里又没有一个字说到：不按那一方面答
        turn.intent = "nlu_fallback"
    if turn.intent == "ask_more" and not OTHERS.search(turn.text) and said == fields_asked(turn.parts[-1]):
        # “还有啊，要钱吗”：只是接着问，不是要别的
        turn.intent = "ask_service"
    if not turn.state.code or len(said) != 1 or turn.intent in NOT_FIELDS:
        return None
    bare = len(turn.text) <= turn.tools.policy.bare_name
    if turn.intent in FIELD_OF_INTENT or is_question(turn.text) or (bare and turn.intent in NAMELESS):
        turn.intent = INTENT_OF_FIELD[said[0]]
    return None


def answer(turn: Turn) -> Reply | None:
    """回答一个方面；没有当前事项、问的也不是方面时返回 None。"""
    field = FIELD_OF_INTENT.get(turn.intent)
    if field is None and turn.intent not in {"ask_more", "ask_order"}:
        return None
    assume_offered(turn)
    words = [] if turn.returned or asks_papers(turn.text) else unexplained(turn)
    new = other_item(turn, words)
    if new is not None:
        offer = turn.offer(new)
        said = fields_asked(turn.text)
        lead = several_fields(turn, offer, said if len(said) > 1 else [field]) if offer and field else ""
        known = lead_for(turn, new, lead)
        return show_service(turn, new, "\n".join(line for line in (known, lead) if line))
    another = names_another(turn) if words and turn.text.rstrip("？? ").endswith("呢") else None
    if another is not None and another.kind == "package":
        turn.state.topic = turn.text
        return open_hit(turn, another.code, another.kind)
    called = called_by_name(turn, words)
    if called is not None:
        turn.state.topic = turn.text
        return open_hit(turn, called.code, called.kind)
    back_to_the_one_that_says(turn, words)
    plain = plainly_another(turn) if turn.state.item and not turn.returned and not asks_papers(turn.text) else None
    if plain is not None:
        turn.state.topic = turn.text
        return open_hit(turn, plain.code, plain.kind)
    if turn.state.package:
        return about_package(turn, field)
    if turn.state.item:
        offer = turn.offer(turn.state.item)
        if offer is None:
            return None
        if turn.intent == "ask_more":
            found = supported(turn, [offer.item])
            return Reply(Outcome.FIELD, [text_message(cited(turn, found))]) if found else alternatives(turn, offer)
        return Reply(Outcome.FIELD, [*about_item(turn, offer, field or "steps"), *related_items(turn, offer)])
    return None
