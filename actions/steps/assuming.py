"""列了选项没有选就接着说：列着的几个里，与市民在这件事上说过的话合起来最合适的是哪一个。

先后不算数，看两样：句意（头一句、接上这一句，各自检索的份额）和话里的词（名称别名、规定里说到没有，答不答得了问的这一方面）。
"""

from __future__ import annotations

import math
import re

from actions.facts import content_words
from actions.outcomes import Reply
from actions.questions import fields_asked, is_question
from actions.render.service import fee_text, time_limit_text
from actions.steps.answering import supported
from actions.steps.topic_words import mentions_item
from actions.turn import Turn
from actions.understanding.ages import said_age, suits
from actions.understanding.subjects import thing
from actions.wording import say
from catalog.schema import BasicItem
from retrieval.mending import sound

Choice = dict[str, str]

WAYS = (
    ("丢|遗失|不见|掉了|被[偷抢盗]|补(?![贴助偿])", "补[办领发]|遗失|挂失"),
    ("到期|过期|期满|该换", "换|延|续|期满"),
)
"""（话里怎么说, 事项名里怎么写）。"""

CONTRASTS = (
    ("正式", "临时|简易"),
    ("我?自己(交|缴)", "单位|企业|公司"),
    ("大人", "未成年|儿童|未满"),
)
"""（话里点的那一种, 名称里写着就不是它的）。"""

TOO_MUCH = re.compile(r"(不要|不用|不想|不需要|别|没必要)(搞|弄|办)?(得)?(那么|这么|太)|(简单|便宜|快)(一?点|些)的")
"""嫌麻烦、嫌贵：不要的是照先前的话最像的那一个。"""

DISABLED = re.compile(
    r"残|瘫|聋|哑|盲|瞎|看不见|听不见|智力|智障|自闭|精神|截肢|断了?(手|腿|脚|指)|轮椅|失能|动不了|卧床|拐杖|假肢|助听"
)
"""话里说到身体不便的字：一个没有，专给残疾人的就不先想到。"""

ASIDE = re.compile(r"（[^）]*）")
"""名称里括着的别名、说明。"""

LEAST_SOUND = 3
"""至少连着这么多个字读音相同，才算写了别字。"""

WRITTEN = {"fee": fee_text, "time": time_limit_text}
"""一句话说得完、目录里常没有写的方面。"""


def said_so_far(turn: Turn) -> str:
    """在这件事上说过的话：列选项之前正说着的，和头一句、各次补充。"""
    return f"{turn.state.clarifying.get('before', '')} {turn.state.topic or ''}".strip()


def fitting_order(turn: Turn, choices: list[Choice]) -> list[Choice]:
    """列着的几个，最合适的在前。"""
    open_ones = undenied(turn, choices)
    scores = {choice["code"]: _fit(turn, choice) for choice in open_ones}
    ranked = sorted(open_ones, key=lambda choice: -scores[choice["code"]])
    if TOO_MUCH.search(turn.text) and len(ranked) > 1 and not turn.state.item:
        before = max(ranked, key=lambda choice: share_of(turn, said_so_far(turn), choice["code"]))
        ranked = [*(choice for choice in ranked if choice is not before), before]
    return ranked


def best_choice(turn: Turn, choices: list[Choice]) -> Choice:
    """列着的几个里最合适的一个。"""
    return fitting_order(turn, choices)[0]


def undenied(turn: Turn, choices: list[Choice]) -> list[Choice]:
    """去掉市民说不要的、点的不是那一种的；都去掉了就原样返回。括号里的别名有那个词不算（“求职补贴（求职创业补贴）”）。"""
    words = turn.denial.words if turn.denial else []
    not_these = [named for said, named in CONTRASTS if re.search(said, turn.text)]
    kept = [
        choice
        for choice in choices
        if not any(word in ASIDE.sub("", choice["label"]) for word in words)
        and not any(re.search(named, ASIDE.sub("", choice["label"])) for named in not_these)
    ]
    return kept or choices


def _fit(turn: Turn, choice: Choice) -> float:
    """一个选项有多合适：句意取头一句与合起来的份额（对数）各一半，其余各样加分。"""
    policy, before = turn.tools.policy, said_so_far(turn)
    code, name = choice["code"], choice["label"]
    total = 0.5 * sum(math.log(share_of(turn, text, code)) for text in (before, f"{before} {turn.text}".strip()))
    everything = f"{before} {turn.text}"
    for said, named in WAYS:
        if re.search(said, everything) and re.search(named, name):
            total += policy.choice_word
    age = said_age(everything)
    if age is not None and suits(name, age) is False:
        total -= policy.choice_unfit
    if "残疾" in name and not DISABLED.search(everything):
        total -= 2 * policy.choice_word
    offer = turn.offer(code) if choice["kind"] == "item" else None
    if offer is None:
        return total
    item = offer.item
    total += policy.choice_sound * _sounds_said(everything, item)
    kind = thing(ASIDE.sub("", item.name))
    # 单独找，找到的是同一样东西的另一件事（“哪种便宜”找到专利收费减缴）：说的多半就是这样东西
    alone = turn.search(turn.text).hits[:3] if len(kind) > 1 else []
    total += policy.choice_kin * sum(hit.score for hit in alone if hit.code != code and kind in hit.name)
    told = [word for word in content_words(turn.text) if word not in before]
    total += policy.choice_word * sum(mentions_item(item, word) or word in item.summary for word in told)
    if is_question(turn.text) or turn.asks_aspect:
        found = supported(turn, [item], least=0.0)
        total += policy.choice_fact * found[0].score if found else 0.0
        total += policy.choice_word * sum(_written(item, field) for field in _fields(turn))
    return total


def share_of(turn: Turn, text: str, code: str) -> float:
    """一句话检索时这个编码的份额；没进前几名的按最后一名的一半算。"""
    least = turn.tools.policy.more_ratio
    hits = turn.search(text).hits if text else []
    shares = {hit.code: hit.score for hit in hits}
    return max(shares.get(code, min(shares.values(), default=least) / 2), least)


def _fields(turn: Turn) -> list[str]:
    heard = turn.intent.removeprefix("ask_")
    return list(dict.fromkeys([*fields_asked(turn.text), *([heard] if heard in WRITTEN else [])]))


def _written(item: BasicItem, field: str) -> bool:
    """问的这一方面目录里写着，不是“以办理地公布为准”。"""
    return field in WRITTEN and WRITTEN[field](item) not in {"", say("confirm_locally")}


def _sounds_said(text: str, item: BasicItem) -> bool:
    """名称里的词话里没有，却有读音一样的（“工鸡金”与公积金）。"""
    heard = "|".join(map(sound, text))
    name = ASIDE.sub("", item.name)
    pieces = [name[n : n + LEAST_SOUND] for n in range(len(name) - LEAST_SOUND + 1)]
    return any(piece not in text and "|".join(map(sound, piece)) in heard for piece in pieces)


def assume_offered(turn: Turn) -> Reply | None:
    """列了选项没选就接着说：按最合适的那个理解，并记下做了假定。总是返回 None。"""
    state = turn.state
    if state.item or state.package or not state.choices or "code" not in state.choices[0]:
        return None
    offered = state.choices
    chosen = best_choice(turn, offered)
    if chosen["kind"] == "package":
        state.focus_package(chosen["code"])
    else:
        state.focus_item(chosen["code"])
    state.choices = offered
    turn.assumed = say("assumed", name=chosen["label"])
    return None
