"""问某一方面的话里其实换了一件事：是哪一件。"""

from __future__ import annotations

from actions.steps.finding import hits_for
from actions.steps.item_fields import is_aside
from actions.steps.swapping import swapped_thing
from actions.steps.topic_words import LEADING_VERB, asks_papers, mentions_item
from actions.steps.topics import names_another, same_topic, sibling
from actions.turn import Turn
from actions.understanding.subjects import changes_subject
from retrieval.results import Hit

CALLED = 3
"""这么长的词开头的名称、别名，就算这件事的叫法；再短的（“快递”“照片”）要整个就是别名。"""


def back_to_the_one_that_says(turn: Turn, words: list[str]) -> None:
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


def other_item(turn: Turn, words: list[str]) -> str | None:
    """话里问的是不是另一个事项：是就返回它的编码。`words` 是正在说的事项的规定没提到的词，提到了的不算换话题。"""
    policy, state = turn.tools.policy, turn.state
    swapped = None if turn.returned else swapped_thing(turn)
    if swapped is not None and swapped.kind == "item":
        state.topic = swapped.name
        return swapped.code
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


def called_by_name(turn: Turn, words: list[str]) -> Hit | None:
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
    names = [entity.name, *entity.aliases] if entity else []
    # 话里的词去掉了前面的动词（“办养殖场”），名字也要能那样对上
    return list(dict.fromkeys([*names, *(LEADING_VERB.sub("", name) for name in names)]))
