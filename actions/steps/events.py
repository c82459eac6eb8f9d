"""一句话里的几件事、故事里藏着的一件事：按分句各自去找，合起来给一份指南。"""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.joining import SEPARATOR, joined_code
from actions.outcomes import Reply
from actions.steps.showing import note_said, show_guide
from actions.turn import Turn
from actions.wording import say
from retrieval.results import SearchResult

CLAUSES = re.compile(
    r"[，,。；;！!？?、\s]+|(?<=..)(?=(?:还要|还想|还得|还准备|又要|又想|又得|同时|然后|而且|并且|顺便|另外|接着|以及))"
)
"""分句的地方：标点，或“还要”“同时”这类接着说另一件事的词前面。"""

ADDING = re.compile(
    r"^(还|又|也|同时|然后|而且|并且|顺便|另外|接着|以及|正好|对了|再)|也(想|要|得|打算|准备)|还(想|要|得)"
)
"""接着说另一件事的说法。"""

LINKING = re.compile(
    r"^((第[一二三]|另|再)?一?个?(是|就是)(?=..)|第[一二三][个件]?(是|就是)?|[一二三]是"
    r"|还|又|也|同时|然后|而且|并且|顺便|另外|接着|以及|正好|对了|再|，)+"
)
"""分句开头承接的字，不拿去找。"""

BACKGROUND = re.compile(
    r"[我们家他她它的]{1,3}(都)?是|是.{1,6}的$|怎么|多少|哪|要不要|能不能|吗$|呢$|不管"
    r"|^(你好|喂|我)*(想|要)?(问|咨询|打听|请教)(一?下|你|您)?(几|两|三|一|俩)?(个|件)?(事情?|问题|东西)"
)
"""交代背景或者在提问的分句，不当成又一件事。"""


ALSO_TELLING = {"ask_service", "inform_situation", "nlu_fallback"}
"""讲故事有时会听成的意图。"""


@dataclass(frozen=True)
class ToldEvent:
    """一个分句说的一件事；`adding` 表示前面有“还要”之类的话。"""

    clause: str
    code: str
    sure: bool
    adding: bool


def told(turn: Turn) -> Reply | None:
    """一句话说了两件以上的事：合成一份指南；故事里藏着一件事：给它的指南。都不是返回 None，交给后面的步骤。"""
    found = told_events(turn)
    codes = list(dict.fromkeys(event.code for event in found))
    current = turn.state.package
    if current and len(codes) == 1 and found[0].adding and codes[0] not in current.split(SEPARATOR):
        return _join_current(turn, current, codes[0])
    certain = all(event.sure for event in found)
    if len(codes) == 1 or (codes and not certain and _one_covers(turn, codes)):
        return _hidden(turn, codes[0], found[0].sure)
    if not codes:
        return None
    turn.state.topic = turn.text
    turn.state.focus_package(joined_code(codes))
    return show_guide(turn, say("guide_several", count=str(len(codes))) + note_said(turn))


def _hidden(turn: Turn, code: str, sure: bool) -> Reply | None:
    """故事里藏着一件事：某个分句说的是它，而整句最像的事项正是其中一步。否则返回 None。

    分句说得很明确、后面还接着说的（`sure`），听成找事项、说情况也算在讲故事。
    """
    story = any(ADDING.search(clause) for clause in split_clauses(turn))
    short = len(turn.text) <= turn.tools.policy.short_message and not story
    telling = turn.intent == "tell_event" or (sure and story and turn.intent in ALSO_TELLING)
    if short or not telling:
        return None
    found = turn.search(turn.text)
    hits = found.hits[:3]
    unsure = turn.confidence < turn.tools.policy.aside_confidence and not story
    one = ONE_THING.search(turn.text) is not None or unsure
    if hits and one and hits[0].kind == "item" and _clear(turn, found):
        # “每个月给八十岁往上的那点钱”、听不准是不是在讲故事的：整句明明是一件事项，要的就是那一样，不是整件事
        return None
    if not hits or not _belongs(turn, hits[0].basic_code or hits[0].code, code):
        return None
    turn.state.topic = turn.text
    turn.state.focus_package(code)
    return show_guide(turn, say("guide_intro") + note_said(turn))


ONE_THING = re.compile(r"那(点|个|笔|本|张|份|种)(钱|证|卡|补|费|本|单)")
"""指着一样东西说。"""


def _clear(turn: Turn, found: SearchResult) -> bool:
    policy = turn.tools.policy
    return found.answerable >= policy.direct_answerable and found.hits[0].score >= policy.clear_share


def told_events(turn: Turn) -> list[ToldEvent]:
    """每个分句说的事；没有“还要”之类的话时，几件事都要说得很明确才算。"""
    clauses = [clause for clause in split_clauses(turn) if len(clause) >= 4]
    if not clauses or (len(clauses) == 1 and not turn.state.package) or len(clauses) > 8:
        return []
    found = [event for event in (_told_by(turn, clause) for clause in clauses) if event]
    if any(event.adding for event in found) or len(found) <= 1:
        return found
    sure = [event for event in found if event.sure]
    return sure if len({event.code for event in sure}) > 1 else [_main(turn, found, sure)]


def _main(turn: Turn, found: list[ToldEvent], sure: list[ToldEvent]) -> ToldEvent:
    """几个分句各像一件，说定的只有一个：整句最像的也是它就取它（“父亲去世了，留下一套房子要过户”是继承房产），否则取先说的。"""
    if not sure or sure[0] is found[0]:
        return found[0]
    whole = turn.tools.searcher.search(turn.text, region=turn.state.region, k=1, kinds={"package"}).hits
    return sure[0] if whole and whole[0].code == sure[0].code else found[0]


def split_clauses(turn: Turn) -> list[str]:
    """这句话的各个分句：按原话的停顿，再按接着说的词分。"""
    return [clause.strip() for part in turn.parts for clause in CLAUSES.split(part) if clause.strip()]


def _told_by(turn: Turn, clause: str) -> ToldEvent | None:
    if BACKGROUND.search(clause):
        return None
    adding = ADDING.search(clause) is not None
    bare = LINKING.sub("", clause) or clause
    linked, clause = bare != clause, bare
    policy = turn.tools.policy
    searcher, region = turn.tools.searcher, turn.state.region
    packages = searcher.search(clause, region=region, k=2, kinds={"package"})
    if not packages.hits or packages.answerable < policy.event_answerable:
        return None
    share, code = packages.hits[0].score, packages.hits[0].code
    if share < policy.event_share:
        return None
    best = turn.search(clause).hits
    if best and best[0].code != code and not _belongs(turn, best[0].basic_code or best[0].code, code):
        return None
    # 承接上一句的（“还要……”）常常还是同一件事，不单凭它说定
    sure = not linked and share >= policy.event_sure_share and packages.answerable >= policy.event_sure_answerable
    return ToldEvent(clause, code, sure, adding)


def _belongs(turn: Turn, item: str, package: str) -> bool:
    """这个事项是不是这件事里的一步。"""
    found = turn.tools.store.package(package)
    return found is not None and any(step.item == item for step in found.steps)


def _one_covers(turn: Turn, codes: list[str]) -> bool:
    """整句最像的事项每一件里都有：说的是同一件事（“结婚还要迁户口”就是结婚落户），第一件就够。"""
    hits = turn.search(turn.text).hits[:1]
    best = hits[0] if hits else None
    if best is None or best.kind == "package":
        return False
    code = best.basic_code or best.code
    return all(_belongs(turn, code, one) for one in codes)


def _join_current(turn: Turn, current: str, code: str) -> Reply | None:
    """正在办一件事，又说要办另一件：加进来，已说过的情形和进度都留着。"""
    state = turn.state
    state.package = joined_code([*current.split(SEPARATOR), code])
    state.pending, state.choices = {}, []
    return show_guide(turn, say("guide_added") + note_said(turn))
