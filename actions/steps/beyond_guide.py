"""指南里说到的是另一件要办的事：头一句话里提过的，或者与这份指南不沾边的；不拿这份指南的材料、去处来答。"""

from __future__ import annotations

import re
from collections import Counter

from actions.facts import content_words
from actions.outcomes import Outcome, Reply, text_message
from actions.planner import Plan
from actions.questions import aspects_asked, fields_asked, is_question
from actions.render.service import entry_text
from actions.steps.finding import decide
from actions.steps.item_fields import several_fields
from actions.steps.naming_step import spoken_step
from actions.steps.one_step import MOVING, step_text
from actions.steps.opening import offer_choices
from actions.steps.showing import plan_for, show_service
from actions.steps.topic_words import asks_papers, told_words, unexplained
from actions.steps.topics import same_topic, topic_text
from actions.turn import Turn, spoken_parts
from actions.understanding.subjects import said_subjects
from actions.wording import say
from catalog.schema import ServicePackage
from retrieval.results import SearchResult

NOT_NEEDS = MOVING | {"simplify", "repeat", "choose", "start_over", "thanks", "goodbye", "human", "complain"}
"""这些意图不是在说要办什么。"""

ELSEWHERE = {"ask_elsewhere", "inform_region"}

WHEN = re.compile(r"[今去前明后]年|[今昨前明后]天|现在|上个?月|下个?月|刚才?|以前|以后|之前")
"""说时候的词，不是一样东西。"""

WHOLE = re.compile("都|全部|一共|总共|各|每|整个|哪些|[两几这]件事")
"""问的是整件事。"""

FIRST = re.compile(
    r"^(那|就|你|您|麻烦|给我|帮我|，)*(先|只)(给我)?(说|讲|看|弄|管|问|告诉我)(一?下|说|讲|看)?(?P<one>[^，,。？?先]{1,8}?)(的事?|那个|那块|这块|那件)?(吧|嘛|呗|哈)?$"
    r"|^(那|就|把|，)*(?P<two>[^，,。？?先]{1,8}?)(的事?|那个|那块|那件)?先(说|讲|看|弄|问)(一?下|说|讲|看)?(吧|嘛|呗)?$"
)
"""先听哪一样（“先说钱的”“房子先讲”）。"""

MONEY = re.compile(r"钱|费用")
PAID = re.compile(r"金(?!融)|补贴|津贴|补助|报销|工资|待遇|抚恤|救助|赔偿|仲裁|劳动保障监察")
"""说“钱的”，指的是这些步骤。"""


def said_first(turn: Turn) -> Reply | None:
    """指南里说先听哪一样：是其中一步就只说那一步，是其中几步就列那几步（“钱的”是能领钱的几步）；头一句话里提过的另一件事就去找那件。"""
    plan = plan_for(turn)
    match = FIRST.match(turn.text) if plan else None
    wanted = (match["one"] or match["two"]) if match else ""
    if plan is None or not wanted or turn.state.choices or is_question(turn.text) or fields_asked(turn.text):
        return None
    step = spoken_step(plan, wanted)
    offer = turn.offer(step.item.code) if step else None
    if step is not None and offer is not None:
        return Reply(Outcome.PROGRESS, [text_message(step_text(step, offer))])
    about = PAID if MONEY.search(wanted) else re.compile(re.escape(wanted))
    listed = _steps_about(turn, plan, about, "钱" if MONEY.search(wanted) else wanted)
    if listed is not None:
        return listed
    told = told_before(turn, wanted)
    alone = turn.search(wanted)
    if not told and alone.answerable < turn.tools.policy.maybe_answerable:
        return None
    # 提过几处的（“留了套房子”“想把房子卖了”），各处分别去找再加起来，免得合成一句不像话
    results = [turn.search(part) for part in told] or [alone]
    votes: Counter[str] = Counter()
    hits = {hit.code: hit for result in results for hit in result.hits if not same_topic(turn, hit.code)}
    for result in results:
        votes.update({hit.code: hit.score * result.answerable for hit in result.hits if hit.code in hits})
    if not hits:
        return None
    turn.state.topic = " ".join(told) or wanted
    return offer_choices(turn, [hits[code] for code, _ in votes.most_common(4)], "which_one")


def _steps_about(turn: Turn, plan: Plan, about: re.Pattern[str], what: str) -> Reply | None:
    """与一样东西有关的几步，一步一行；没有返回 None。"""
    lines = []
    for planned in plan.steps:
        offer = turn.offer(planned.item.code)
        if offer and any(about.search(name) for name in (planned.item.name, *planned.item.aliases)):
            where = f"{planned.item.department}；{entry_text(offer)}"
            lines.append(f"{planned.number}. {planned.item.name}：{planned.step.why}{where}")
    text = "\n".join([say("steps_about", what=what), *lines])
    return Reply(Outcome.PROGRESS, [text_message(text)]) if lines else None


def told_before(turn: Turn, text: str) -> list[str]:
    """头一句话里提过这样东西的分句，按说的先后；没提过是空列表。"""
    words = [word for word in content_words(text) if not said_subjects(word) and not WHEN.fullmatch(word)] or [text]
    stories = [turn.state.topic or "", *(str(one.get("topic") or "") for one in reversed(turn.state.previous))]
    parts = next((told for story in stories if len(told := spoken_parts(story)) > 2), ())
    return [part for part in parts if any(word in part for word in words)]


def other_need(turn: Turn) -> Reply | None:
    """指南里问的东西哪一步也没提到，而单独去找、或接上头一句话里提过的，找得到另一件事：去那件。不是返回 None。"""
    state = turn.state
    plan = plan_for(turn) if state.package and not state.choices else None
    asking = turn.intent not in NOT_NEEDS and is_question(turn.text) and not asks_papers(turn.text)
    # “就在深圳换行不行”问的是能不能在那里办，不是另一件
    asking = asking and not WHOLE.search(turn.text) and turn.intent not in ELSEWHERE
    if plan is None or turn.returned or not asking:
        return None
    fresh = [word for word in unexplained(turn) if not _belongs(plan.package, word)]
    things = [word for word in fresh if not said_subjects(word) and word not in turn.mentioned]
    if not things or (aspects_asked(turn.text) and len(things) < 2):
        return None
    told = told_before(turn, " ".join(things))
    readings = [f"{' '.join(told[:2])} {turn.text}", turn.text] if told else [turn.text]
    best = max((turn.search(one) for one in readings), key=lambda result: _clearness(turn, result))
    if not _clearness(turn, best) or not (told or _foreign(turn, fresh)):
        return None
    asked = next(one for one in readings if turn.search(one) is best)
    return _open(turn, best, asked)


def _belongs(package: ServicePackage, word: str) -> bool:
    """这个词是这件事自己的话：名称、别名、提示、情形问题里说到的。"""
    own = [package.name, package.summary, package.event.name, *package.aliases, *package.notes]
    own += [text for q in package.questions for text in (q.ask, *(w for o in q.options for w in (o.label, *o.words)))]
    return any(word in text for text in own)


def _clearness(turn: Turn, result: SearchResult) -> float:
    """找到的是另一件、又够明确时的把握；不是返回 0。"""
    other = bool(result.hits) and not same_topic(turn, result.hits[0].code)
    return result.answerable if other and result.answerable >= turn.tools.policy.maybe_answerable else 0.0


def _foreign(turn: Turn, fresh: list[str]) -> bool:
    """话里有所指的词没有一个与这份指南沾边，或者连着这件事去找、找到的事项也不在指南里。"""
    words = told_words(turn)
    if words and set(words) <= set(fresh):
        return True
    together = [hit for hit in turn.search(f"{topic_text(turn)} {turn.text}").hits if hit.code != turn.state.package]
    return bool(together) and not same_topic(turn, together[0].code)


def _open(turn: Turn, result: SearchResult, asked: str) -> Reply | None:
    """去另一件：明确是一个事项、又问了方面的，先答那一方面再给卡片；其余照常。"""
    first, said = result.hits[0], fields_asked(turn.text)
    offer = turn.offer(first.code) if first.kind == "item" else None
    policy = turn.tools.policy
    if offer and said and first.score >= policy.clear_share and result.answerable >= policy.direct_answerable:
        turn.state.topic = asked
        return show_service(turn, first.code, several_fields(turn, offer, said))
    turn.state.pending = {}
    return decide(turn, result, result.hits, asked)
