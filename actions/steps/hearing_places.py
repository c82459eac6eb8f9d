"""听出在哪里办：这句话说的是哪个地方，该不该换过去。"""

from __future__ import annotations

import re

from actions.outcomes import Reply
from actions.steps.fitting import RESIDENT
from actions.steps.topics import topic_text
from actions.turn import Turn
from actions.wording import say
from retrieval.regions.mentions import RegionMentions

BEYOND = ("81", "82", "71")
"""港澳台的代码开头。"""

VISITING = re.compile(
    r"(?<!人)(去|到|往|赴|来往|往来|往返|飞|回)(一?[趟次下]|看看|玩玩?)?(香港|澳门|港澳|台湾)(?!.{0,6}(定居|上班|工作|读书)|(那边|那里|当地)?(能|可以|直接|就|再)?办)"
    r"|(香港|澳门|港澳|台湾)(玩|旅游|旅行|自由行|购物|扫货|探亲|看病|出差|转机)"
)
"""港澳台是要去的地方。"""

COMING = {"origin", "from"}
"""说是哪里人、从哪里来，不是说在哪里办。"""

FROM_THERE = re.compile(r"(香港|澳门|港澳台?|台湾)(人|籍|居民|同胞|身份|户口|护照)")
"""说的是港澳台的人，不是在那里办。"""

THERE = re.compile(
    r"(在|去|到|拿到|跑到)[^，。？]{2,8}?(也|就|直接)?(能|可以|行|可不可以|能不能)(不能)?(办|领|补|换|弄|认证|申请|交)"
    r"[^，。]{0,4}(吗|么|嘛|不|没)?[？?]?$|(要|得|用|必须|需要?)(回|去|到|跑)[^，。？]{2,8}?(办|去|弄|认证|申请)?(吗|么|嘛|不)[？?]?$"
)
"""问“在那里能不能办”，不是说要换到那里去办。"""

MOVING = re.compile(r"换|改|搬|调|按|如果是|要是")
"""说要换一个地方的字。"""

BACKGROUND = {"origin", "from", "housed", "insured"}
"""这些只是在交代户口、房子、参保在哪里。"""


def note_region(turn: Turn) -> Reply | None:
    """记下地区：话里说的优先，其次是客户端选的；同名的等需要时再问。总是返回 None。"""
    state = turn.state
    client = turn.metadata.get("region")
    selected = turn.tools.regions.get(client) if client and client != state.client_region else None
    if selected is not None:
        # 客户端的选择变了才采用，免得每轮都带同一个地区、盖掉市民刚说的地名
        turn.region_before = state.region
        state.client_region, state.region = client, selected.code
    found = turn.tools.searcher.finder.find(turn.said)
    turn.mentioned = [mention.word for mention in found.mentions]
    chosen = None if _only_visiting(found) or _misheard(found) else found.chosen
    if chosen is not None and state.region and chosen.code != state.region and _stays(turn, found):
        chosen = None
    offered = [choice["region"] for choice in state.choices if "region" in choice]
    if offered and chosen is not None:
        # 刚问过是哪一个，回答说的是它的上级（“徐州的”）
        inside = [code for code in offered if chosen.code in {r.code for r in turn.tools.regions.chain(code)}]
        chosen = turn.tools.regions.get(inside[0]) if len(inside) == 1 else chosen
    if chosen is None and found.candidates:
        near = [r for r in found.candidates if _related(turn, r.code)]
        if len(near) == 1:
            chosen = near[0]
            # 检索不知道上文，同名的地名留着只会添乱
            word = next((m.word for m in found.mentions if chosen.code in m.codes), "")
            turn.text = turn.text.replace(word, "", 1).strip("，。 的") or turn.text
        else:
            turn.region_candidates = list(found.candidates)
            turn.region_word = next((m.word for m in found.mentions if len(m.codes) > 1), found.candidates[0].name)
    if chosen is not None and chosen.code != state.region:
        turn.region_before = turn.region_before or state.region
        state.region = chosen.code
        turn.region_changed = True
    return None


def _only_visiting(found: RegionMentions) -> bool:
    """“去香港的通行证”“我是台湾人”：港澳台是要去、是来的地方，不是办事的地方。"""
    if found.chosen is None or not found.chosen.code.startswith(BEYOND):
        return False
    role = next((one.role for one in found.mentions if found.chosen.code in one.codes), "plain")
    return role in COMING or any(one.search(found.text) for one in (VISITING, RESIDENT, FROM_THERE))


def _misheard(found: RegionMentions) -> bool:
    """按读音猜的地名里带着“不”“吗”（“回去不”听成曲阜），或本是平常话（“下过乡”）：不是在说地方。"""
    return any(re.search("[不吗么呢嘛]|^(下过?|返|还|回)乡$", one.word) for one in found.mentions)


def _stays(turn: Turn, found: RegionMentions) -> bool:
    """已经定了地区、正说着一件事，这句话提到的另一个地方不改它：问的是“在那里能不能办”，或者那里只是户籍地、
    参保地，而这件事不归那里办（同一句里说到两处时怎么选，就怎么选）。
    """
    state, region = turn.state, turn.region
    if region is None or not (state.code or state.choices or state.topic):
        return False
    if THERE.search(found.text) and not MOVING.search(found.text):
        turn.intent = "ask_elsewhere"
        return True
    role = next((one.role for one in found.mentions if found.chosen.code in one.codes), "plain")
    if role not in BACKGROUND or MOVING.search(found.text):
        return False
    here, about = f"我在{region.name}", state.topic or topic_text(turn)
    both = turn.tools.searcher.finder.find(f"{here}，{about}，{found.text}")
    if both.chosen is None or both.chosen.code != region.code:
        return False
    turn.assumed = say("region_kept", region=region.name, other=found.chosen.name)
    return True


def _related(turn: Turn, code: str) -> bool:
    """候选地区与当前地区是否一脉相承（如当前是长沙，“西湖区”却不在长沙）。"""
    if not turn.state.region:
        return False
    chain = {r.code for r in turn.tools.regions.chain(code)}
    current = turn.state.region
    return current in chain or any(r.code == code for r in turn.tools.regions.chain(current))
