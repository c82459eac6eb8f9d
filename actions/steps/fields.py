"""回答当前事项（或指南里某一步）的某一个方面；话里换了事项就先换话题。"""

from __future__ import annotations

import re
from typing import Any

from actions.evidence import fits
from actions.facts import content_words
from actions.outcomes import Outcome, Reply, text_message
from actions.planner import Plan
from actions.questions import (
    ASPECTS,
    asks_amount,
    aspects_asked,
    ends_asking,
    fields_asked,
    is_question,
    without_fields,
)
from actions.render.fields import field_text
from actions.render.guide import materials_line
from actions.render.service import fee_text, material_text, time_limit_text
from actions.steps.answering import cited, found_open, from_neighbours, lead_for, supported, unanswered
from actions.steps.finding import hits_for
from actions.steps.opening import offered, open_hit
from actions.steps.progress import spoken_step
from actions.steps.showing import assume_offered, effective_region, plan_for, show_guide, show_service
from actions.steps.topics import (
    PAPERS,
    asks_papers,
    mentions_item,
    names_another,
    same_topic,
    sibling,
    told_words,
    unexplained,
)
from actions.turn import Turn
from actions.understanding.subjects import changes_subject
from actions.wording import say
from catalog.schema import NATION
from catalog.store import Offer
from retrieval.results import Hit

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


FIELD_NAMES = {"fee": "费用", "time": "时限", "place": "去哪办", "online": "网上入口", "phone": "咨询电话"}
INTENT_OF_FIELD = {field: intent for intent, field in FIELD_OF_INTENT.items()}
NAMELESS = {"ask_service", "nlu_fallback"}
"""只听出“在问一件事”，没听出问哪一方面的意图。"""

GUESSABLE = {"agent", "elsewhere", "steps", "place", "result"}
"""常从“行不行、要不要”里误听出来的方面。"""
PAPERS_VERB = re.compile(r"[要用得需必须带交拿出示提供准备上着好先再还]+")
CALLED = 3
"""这么长的词开头的名称、别名，就算这件事的叫法；再短的（“快递”“照片”）要整个就是别名。"""
STEP = "step"
"""正在说指南里的哪一步，记在 `clarifying` 里。"""

NOT_FIELDS = {"injection", "emergency", "start_over", "correct", "choose", "ask_more", "ask_order", "complain", "human"}
NOT_FIELDS |= {"others_privacy", "step_done", "next_step", "skip_step", "remaining_steps", "repeat", "simplify"}
"""这些意图另有去处，话里带着方面的字也不改。"""

ASIDES = {"validity", "overdue", "deadline", "consequence", "meanwhile", "agency", "refused", "times", "urgent"}
"""不属于哪个方面的几类追问。"""

AMOUNT = next(aspect for aspect in ASPECTS if aspect.name == "amount")


def heard_by_words(turn: Turn) -> Reply | None:
    """正说着一件事，话里明说只问一个方面、意图却没听出来或听成别的：以明说的为准；没说、也听不准的不当真。

    总是返回 None。
    """
    said = fields_asked(turn.text)
    faint = turn.confidence < turn.tools.policy.off_topic_confidence
    if faint and turn.state.code and turn.intent in FIELD_OF_INTENT and not said and not aspects_asked(turn.text):
        # 问哪一方面只是猜的，话里又没有一个字说到：不按那一方面答
        turn.intent = "nlu_fallback"
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
    new = _other_item(turn, words)
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
    called = _called(turn, words)
    if called is not None:
        turn.state.topic = turn.text
        return open_hit(turn, called.code, called.kind)
    _back_to_the_one_that_says(turn, words)
    if turn.state.package:
        return _about_package(turn, field)
    if turn.state.item:
        offer = turn.offer(turn.state.item)
        if offer is None:
            return None
        if turn.intent == "ask_more":
            found = supported(turn, [offer.item])
            return Reply(Outcome.FIELD, [text_message(cited(turn, found))]) if found else _alternatives(turn, offer)
        return Reply(Outcome.FIELD, [*_about_item(turn, offer, field or "steps"), *_related(turn, offer)])
    return None


def _back_to_the_one_that_says(turn: Turn, words: list[str]) -> None:
    """问的东西正在说的事没提到、前面说过的一件却写着（问完驾照又问社保卡，再问“体检去哪做”）：回到那一件。

    `words` 是正在说的事没提到的词；说出了别的事项名字的、问有效期和后果这些谁都可能有的，不算。
    """
    if not words or turn.service_words or not turn.state.item or is_aside(turn.text):
        return
    for topic in reversed(turn.state.previous):
        offer = turn.offer(topic["item"]) if topic.get("item") not in {None, turn.state.item} else None
        if offer is not None and all(mentions_item(offer.item, word) for word in words):
            turn.state.return_to(topic)
            turn.returned = True
            return


def say_field(turn: Turn, offer: Offer, field: str) -> str:
    """一个方面的回答；网上入口缺失时补上当地的政务服务总入口。"""
    store, code = turn.tools.store, turn.state.region or NATION
    portal = store.portal_for(code, "online") or store.portal("gjzwfw")
    return field_text(offer, field, turn.region, portal)


def _about_item(turn: Turn, offer: Offer, field: str) -> list[dict[str, Any]]:
    """规定里有直接回答的先答，再答问到的各个方面。

    问的其实是有效期、逾期这一类时，意图给的方面（“管多久”→ 办理时限）不算，除非话里明说。
    """
    said = fields_asked(turn.text)
    found = supported(turn, [offer.item])
    if asks_amount(turn.text) and not offer.item.fee.amount_yuan:
        # 问能领多少、怎么算：有规定就答规定，没有就说没写明，不拿办事收不收费、怎么申请来答
        unknown = f"【{offer.item.name}】{say('not_written', phone=offer.item.consult_phone or say('hotline'))}"
        amounts = [one for one in found if fits(one.fact, AMOUNT)]
        return [text_message(cited(turn, amounts) if amounts else unknown)]
    if found and not said and is_aside(turn.text):
        return [text_message(cited(turn, found))]
    if not said and not asks_papers(turn.text) and _guessed(turn, field):
        unknown = f"【{offer.item.name}】{say('not_written', phone=offer.item.consult_phone or say('hotline'))}"
        return [text_message(cited(turn, found) if found else unknown)]
    answered = several_fields(turn, offer, said if len(said) > 1 else [field])
    if not found and len(said) < 2 and (say("confirm_locally") in answered.splitlines()[0] or is_aside(turn.text)):
        near = from_neighbours(turn, [offer])
        if near:
            return [text_message(cited(turn, near))]
    known = [one.fact for one in found if one.fact.text.split("：", 1)[-1] not in answered]
    if said and not aspects_asked(turn.text):
        # 明说了问哪一方面，再添的也要是那一方面的，或者说到同一样东西
        words = [word for word in content_words(without_fields(turn.text)) if word not in offer.item.name]
        known = [
            fact
            for fact in known
            if set(fields_asked(fact.question)) & set(said) or any(word in fact.line for word in words)
        ]
    lead = [_whether_listed(turn, offer)] if asks_papers(turn.text) else []
    return [text_message("\n".join(line for line in [*lead, *(fact.line for fact in known), answered] if line))]


def _guessed(turn: Turn, field: str) -> bool:
    """问的是一桩“行不行、要不要”，哪一方面只是猜的（“跟妈妈姓行吗”听成问代办）：话里没有那一方面的字。"""
    named = field in {aspect.name for aspect in aspects_asked(turn.text)}
    sure = turn.confidence >= turn.tools.policy.off_topic_override
    return field in GUESSABLE and ends_asking(turn.text) and not named and not sure


def _whether_listed(turn: Turn, offer: Offer) -> str:
    """问要不要带某样东西：材料里列了就说列了，没列就说没列；听不出是什么东西返回空串。"""
    match = PAPERS.search(turn.text)
    things = content_words(match.group()) if match else []
    things = [word for word in things if not PAPERS_VERB.fullmatch(word)]
    if not things or not offer.item.materials:
        return ""
    listed = [material_text(m) for m in offer.item.materials if any(word in material_text(m) for word in things)]
    name = "、".join(things)
    return say("paper_listed", what="；".join(listed)) if listed else say("paper_not_listed", what=name)


def is_aside(text: str) -> bool:
    """问的是有效期、逾期、后果这些方面之外的规定。"""
    return any(aspect.name in ASIDES for aspect in aspects_asked(text))


def several_fields(turn: Turn, offer: Offer, fields: list[str]) -> str:
    """一句话问了几个方面：逐个答，标题和出处只说一次。"""
    answers = [say_field(turn, offer, one).splitlines() for one in fields]
    title = answers[0][0].partition("）")[0] if len(answers) > 1 else ""
    lines = [line.replace(title + "）", "", 1) if n and title else line for n, a in enumerate(answers) for line in a]
    return "\n".join(sorted(dict.fromkeys(lines), key=lambda line: line.startswith(say("basis"))))


def _other_item(turn: Turn, words: list[str]) -> str | None:
    """话里问的是不是另一个事项：是就返回它的编码。`words` 是正在说的事项的规定没提到的词，提到了的不算换话题。"""
    policy, state = turn.tools.policy, turn.state
    if turn.returned or asks_papers(turn.text) or (changes_subject(turn.text) and not turn.service_words):
        return None
    other_way = sibling(turn)
    if other_way is not None and other_way.kind == "item":
        state.topic = turn.text
        return other_way.code
    another = names_another(turn)
    if another is not None and another.kind == "item":
        state.topic = turn.text
        return another.code
    if not set(words) & set(turn.service_words):
        return None
    result, hits = hits_for(turn, turn.wanted)
    if not hits or hits[0].kind != "item" or hits[0].code == state.item:
        return None
    if result.answerable < policy.maybe_answerable:
        return None
    state.topic = turn.text
    return hits[0].code


def _called(turn: Turn, words: list[str]) -> Hit | None:
    """话里有个词正在说的事没提到、却正是另一件事的叫法（说着失业金问“打官司要钱不”）：返回那件，免得答非所问。"""
    if not words or not turn.state.code:
        return None
    policy = turn.tools.policy
    result, hits = hits_for(turn, turn.wanted)
    if not hits or result.answerable < policy.maybe_answerable or hits[0].score < policy.clear_share:
        return None
    first = hits[0]
    names = _names_of(turn, first)
    begun = any(len(word) >= CALLED and name.startswith(word) for word in words for name in names)
    return first if (begun or set(words) & set(names)) and not same_topic(turn, first.code) else None


def _names_of(turn: Turn, hit: Hit) -> list[str]:
    """一个命中的名称和别名；目录里已经没有它了就是空的。"""
    package = turn.tools.store.package(hit.code, turn.state.region)
    offer = None if package else turn.offer(hit.code)
    entity = package or (offer.item if offer else None)
    return [entity.name, *entity.aliases] if entity else []


def _about_package(turn: Turn, field: str | None) -> Reply | None:
    """指南里：点名某一步就答那一步，否则答整件事。"""
    plan = plan_for(turn)
    if plan is None:
        return None
    if turn.intent == "ask_order":
        return Reply(Outcome.PROGRESS, [text_message(_order_text(plan))])
    step = _named(turn, plan) or _same_step(turn, plan)
    if step is None and is_aside(turn.text):
        found = found_open(turn)
        if found:
            return Reply(Outcome.FIELD, [text_message(cited(turn, found))])
    if step is not None and field:
        offer = turn.offer(step)
        if offer:
            turn.state.clarifying = {**turn.state.clarifying, STEP: step}
            return Reply(Outcome.FIELD, _about_item(turn, offer, field))
    said = fields_asked(turn.text)
    texts = [_whole_package(turn, plan, one) for one in (said if len(said) > 1 else [field or ""])]
    if all(texts):
        return Reply(Outcome.FIELD, [text_message("\n".join(texts))])
    return unanswered(turn) or show_guide(turn)


def _whole_package(turn: Turn, plan: Plan, field: str) -> str:
    """一件事在一个方面的回答；这一方面不好合起来说的返回空串。"""
    title = f"【{plan.package.name}】（{effective_region(turn).name}）"
    if field == "materials":
        return title + materials_line(plan)
    return title + _each_step(turn, plan, field) if field in {"fee", "time", "place", "online", "phone"} else ""


def _named(turn: Turn, plan: Plan) -> str | None:
    if not plan.steps:
        return None
    scores = turn.similarity(turn.text, [p.item.name for p in plan.steps])
    best = int(scores.argmax())
    spoken = [
        p.item.code for p in plan.steps if any(w in p.item.name or w in p.item.aliases for w in turn.service_words)
    ]
    if len(spoken) == 1:
        return spoken[0]
    if float(scores[best]) >= turn.tools.policy.step_similarity:
        return plan.steps[best].item.code
    planned = spoken_step(plan, turn.text)
    return planned.item.code if planned else None


def _same_step(turn: Turn, plan: Plan) -> str | None:
    """刚答的是指南里的某一步，短短接着问另一方面：还是那一步；说了“都”“一共”的不是。"""
    step: str | None = turn.state.clarifying.get(STEP)
    if (
        step is None
        or len(turn.text) > turn.tools.policy.short_message
        or re.search("都|全|一共|总共|各|每", turn.text)
    ):
        return None
    return step if any(p.item.code == step for p in plan.steps) else None


def _order_text(plan: Plan) -> str:
    lines = [f"【{plan.package.name}】的先后顺序："]
    for p in plan.steps:
        after = "，要先办完第" + "、".join(map(str, p.after)) + "步" if p.after else "，没有前置，可以先办"
        lines.append(f"{p.number}. {p.item.name}（{p.item.department}）{after}")
    return "\n".join(lines)


def _each_step(turn: Turn, plan: Plan, field: str) -> str:
    lines = ["各步" + FIELD_NAMES[field] + "："]
    for p in plan.steps:
        offer = turn.offer(p.item.code)
        if offer is None:
            continue
        if field == "fee":
            text = fee_text(offer.item)
        elif field == "time":
            text = time_limit_text(offer.item)
        else:
            text = say_field(turn, offer, field).splitlines()[0]
        lines.append(f"{p.number}. {p.item.name}：{text}")
    return "\n".join(lines)


def _alternatives(turn: Turn, offer: Offer) -> Reply | None:
    """还有别的吗：列出相近的其他事项。"""
    _, hits = hits_for(turn, f"{offer.item.summary} {turn.text}")
    others = [h for h in hits if h.code != offer.item.code][: turn.tools.policy.max_choices]
    if not others:
        return None
    return Reply(Outcome.CHOICES, [offered(turn, others, say("related")), text_message(say("not_found_hint"))])


def _related(turn: Turn, offer: Offer) -> list[dict[str, Any]]:
    """问到了当前事项规定之外的东西（“办下来有啥补贴”）：列出名称里有它的相关事项；没有返回空列表。"""
    words = [word for word in told_words(turn) if not mentions_item(offer.item, word)]
    if not words:
        return []
    _, hits = hits_for(turn, f"{offer.item.name} {turn.text}")
    named = [h for h in hits if h.code != offer.item.code and any(word in h.name for word in words)]
    return [offered(turn, named[:3], say("related"))] if named else []
