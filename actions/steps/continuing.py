"""接着上文说，还是另说一件。"""

from __future__ import annotations

import re

from actions.outcomes import Reply
from actions.questions import is_question
from actions.steps.finding import LISTING, decide, hits_for, nothing_shared, show_hit
from actions.steps.fitting import MAINLANDER, without_denied
from actions.steps.opening import open_hit, stay
from actions.steps.swapping import also_needed, swapped_thing, whole_matter
from actions.steps.topic_words import ABOUT, NAMING, OPENING, about_current, unexplained
from actions.steps.topics import names_another, same_person, same_topic, sibling, topic_text
from actions.turn import Turn
from retrieval.searcher import Hit, SearchResult

ASKING = {"ask_service", "tell_event", "nlu_fallback"}
"""听成找事项、说一件事的意图。"""


def continue_topic(turn: Turn) -> Reply | None:
    """接着上文说：回到的话题、刚才那件的细节、同一样东西的另一种办法，以及单独看不明确的短句（“个体户”“到期了要换”）。"""
    if turn.returned or about_current(turn):
        return stay(turn)
    if LISTING.search(turn.text):
        return None
    whole = whole_matter(turn)
    if whole is not None:
        return open_hit(turn, whole.code, whole.kind)
    other_way = sibling(turn)
    if other_way is not None:
        turn.state.topic = turn.text
        return open_hit(turn, other_way.code, other_way.kind)
    another = names_another(turn)
    if another is not None:
        return open_named(turn, another)
    also = also_needed(turn) or swapped_thing(turn)
    if also is not None:
        return open_named(turn, also)
    if tells_more_of_it(turn):
        return stay(turn)
    before, policy = topic_text(turn), turn.tools.policy
    if not before or len(turn.text) > policy.short_message or turn.service_words:
        return None
    alone, _ = hits_for(turn, turn.text)
    if not turn.state.code and alone.answerable >= policy.direct_answerable:
        return None
    if _tells_another(turn, alone):
        return decide(turn, alone, without_denied(turn, alone.hits), turn.text)
    asked = turn.state.topic or before
    together, hits = hits_for(turn, f"{asked} {turn.text}")
    # “旧牌照能留着吗”是问一处细节，不算
    asks_other = is_question(turn.text) and not ABOUT.search(turn.text) and nothing_shared(turn)
    if (
        asks_other
        and alone.answerable >= policy.maybe_answerable
        and not any(same_topic(turn, hit.code) for hit in alone.hits)
    ):
        # 说着居住登记，问“那孩子上学要哪个”：没有一个词沾边，找到的里面也没有正在说的
        return decide(turn, alone, without_denied(turn, alone.hits), turn.text)
    new = bool(hits) and not same_topic(turn, hits[0].code) and together.answerable > alone.answerable
    if new and (not turn.state.code or together.answerable >= policy.subject_answerable and unexplained(turn)):
        return decide(turn, together, hits, f"{asked} {turn.text}")
    return stay(turn) if turn.state.code else None


TELLING = {"tell_event", "inform_situation", "nlu_fallback"}
"""可能是在说自己情况的意图。"""


def tells_more_of_it(turn: Turn) -> bool:
    """不是在问，单独去找不明确，接在刚才的问句后面却极明确还是它（问了低保，说“老公有病，我打零工”）：是在补充情况。"""
    policy, state = turn.tools.policy, turn.state
    if not state.item or turn.intent not in TELLING or is_question(turn.text) or len(turn.text) > policy.story_length:
        return False
    if turn.search(turn.text).answerable >= policy.direct_answerable:
        return False
    together = turn.search(f"{state.topic or topic_text(turn)} {turn.text}")
    return together.answerable >= policy.direct_answerable and same_topic(turn, together.hits[0].code)


def _tells_another(turn: Turn, alone: SearchResult) -> bool:
    """不是在问，也不是在补充情况，单独找又很明确，而找到的里面没有正在说的（说着仲裁，说“请律师没钱”）：是另一件。"""
    policy = turn.tools.policy
    if not turn.state.item or turn.intent not in ASKING or is_question(turn.text) or not alone.hits:
        return False
    clear = alone.answerable >= policy.direct_answerable and alone.hits[0].score >= policy.clear_share
    return clear and not any(same_topic(turn, hit.code) for hit in alone.hits)


def another_matter(turn: Turn) -> Reply | None:
    """说的是另一件事的名字（“离婚呢”）：直接去那件，不从刚才那件的规定里找话答。不是返回 None。"""
    if turn.returned:
        return None
    wanted = _wants_other(turn)
    if wanted is not None:
        return open_named(turn, wanted)
    if not NAMING.search(turn.wanted):
        return None
    another = names_another(turn)
    return open_named(turn, another) if another is not None else None


WANTING = re.compile(r"^(我|我们|那|现在|还|也|就)*(想|打算|准备)(要|去)?(?!问|知道|了解|咨询|看)")
"""说自己想办什么。"""


def _wants_other(turn: Turn) -> Hit | None:
    """说想办的东西不在正在说的事的叫法里（说着保护令，说“想离婚”）：返回单独找到的那件；不是返回 None。"""
    current = turn.offer(turn.state.item) if turn.state.item else None
    if current is None or not turn.service_words or not WANTING.search(turn.text):
        return None
    called = "".join([current.item.name, *current.item.aliases])
    if any(word in called for word in turn.service_words):
        return None
    alone = turn.search(OPENING.sub("", turn.wanted) or turn.wanted)
    clear = bool(alone.hits) and alone.answerable >= turn.tools.policy.maybe_answerable
    return alone.hits[0] if clear and not same_topic(turn, alone.hits[0].code) else None


def _for_residents(hit: Hit, hits: list[Hit]) -> Hit | None:
    """找到的是内地居民的证件，说话的却是港澳台居民：换成排到前面的、他们自己的那件；不是返回 None。"""
    changed = bool(hits) and hits[0].code != hit.code and MAINLANDER.search(hit.name) is not None
    return hits[0] if changed and not MAINLANDER.search(hits[0].name) else None


def open_named(turn: Turn, hit: Hit) -> Reply | None:
    """另说的那件事：与相近的分得清就直接给，分不清照常列选项。"""
    text = OPENING.sub("", turn.wanted) or turn.wanted
    result, hits = hits_for(turn, text)
    fitting = same_person(turn, hits) or _for_residents(hit, hits)
    if fitting is not None:
        turn.state.topic = text
        return open_hit(turn, fitting.code, fitting.kind)
    if hits and hits[0].code == hit.code and hit.score >= turn.tools.policy.clear_share:
        return show_hit(turn, hits, text)
    if hits and hits[0].code != hit.code:
        turn.state.topic = text
        return open_hit(turn, hit.code, hit.kind)
    return decide(turn, result, hits, text)
