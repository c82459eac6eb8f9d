"""地区：切换、问清是哪一个；说的是哪里见 hearing_places。"""

from __future__ import annotations

import re

from actions.outcomes import Outcome, Reply, choices_message, text_message
from actions.questions import is_question
from actions.steps.assuming import assume_offered
from actions.steps.comparing import changed_text
from actions.steps.showing import show_guide, show_service
from actions.turn import Turn
from actions.wording import say

NOT_ASKING = {
    "inform_region",
    "greet",
    "thanks",
    "goodbye",
    "bot_challenge",
    "chitchat",
    "abuse",
    "off_topic",
    "injection",
}
"""这些意图不是在问办事，地名有歧义也先不问。"""

WANTING = re.compile(r"[要想]|办|改|换|补|领|迁|丢")
"""自我介绍之外还说了要做什么。"""

LEAST_BESIDES = 2
"""除了地名，至少还要说这么多个字，才算在问事。"""


PLACE_TALK = re.compile(
    r"我们?|咱们?|俺|家|人|现在|目前|如今|一直|住|在|是|的|来自|这边|这里|这儿|那边|本地|当地|市民|户口|户籍|老家|上班|工作|打工|生活|居住|常住|呢|啊|哦|呀|哈|嗯|就|也|都|[，。！？、,.!?\s]"
)
"""说自己在哪里时，地名之外的字。"""


def ask_which_region(turn: Turn, asked: str = "") -> Reply | None:
    """同名地区：问是哪一个；没有歧义返回 None。`asked` 是问清之后要接着答的话。"""
    candidates = turn.region_candidates
    if not candidates:
        return None
    choices = []
    for region in candidates[: turn.tools.policy.max_choices]:
        full = turn.tools.regions.full_name(region.code)
        choices.append({"label": full, "value": full, "region": region.code, "asked": asked, "meant": turn.intent})
    turn.state.choices = choices
    offered = [{"label": c["label"], "value": c["value"]} for c in choices]
    return Reply(Outcome.ASK_REGION, [choices_message(say("which_region", name=turn.region_word), offered)])


def settle_region(turn: Turn) -> Reply | None:
    """话里的地名有几处同名，又在问办事：先问清是哪一处，问清了接着答这句话。没有歧义、没在问事返回 None。"""
    short = len(turn.text) <= len(turn.region_word) + LEAST_BESIDES
    if short or turn.intent in NOT_ASKING:
        return None
    asked = ask_which_region(turn, turn.said)
    return _with_matter(turn, asked) if asked else None


def _with_matter(turn: Turn, asked: Reply) -> Reply:
    """先问是哪个地方时，要办的事已经听明白的，说在前面：好知道没有白说。"""
    policy, bare = turn.tools.policy, turn.text.replace(turn.region_word, "")
    result = max(turn.search(turn.text), turn.search(bare), key=lambda one: one.answerable)
    top = result.hits[0] if result.hits else None
    if top is None or result.answerable < policy.direct_answerable or top.score < policy.clear_share:
        return asked
    return Reply(asked.outcome, [text_message(say("region_first", name=top.name)), *asked.messages])


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


def only_place(turn: Turn) -> Reply | None:
    """这句话除了说自己在哪，什么也没问（“我在长春”）：记下地区，没在说事就问要办什么。话里还有别的返回 None。"""
    if turn.region is None or not turn.mentioned or turn.service_words:
        return None
    rest = turn.said
    for word in turn.mentioned:
        rest = rest.replace(word, "")
    if PLACE_TALK.sub("", rest):
        return None
    if turn.region_changed:
        again = switch_region(turn)
        if again is not None:
            return again
    return ask_topic(turn) if not turn.state.code and not turn.state.choices else None


def introduce(turn: Turn) -> Reply | None:
    """自我介绍里带出了地方（“我姓李，湖南人，在厦门上班”），没说要办什么：记下地区，问要办的事。"""
    fresh = turn.region_changed and not turn.state.code and not turn.state.choices
    wanting = is_question(turn.text) or WANTING.search(turn.text) is not None
    if turn.intent != "inform_region" or not fresh or turn.service_words or wanting:
        return None
    result = turn.search(turn.text)
    return ask_topic(turn) if result.answerable < turn.tools.policy.maybe_answerable else None


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
