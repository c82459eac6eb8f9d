"""到了边界之后：没有凭据的“查别人”不当真；说过不行还在坚持的照样说明；发来的证件号码请他别发。"""

from __future__ import annotations

import re

from actions.outcomes import Outcome, Reply, text_message
from actions.questions import fields_asked
from actions.steps.finding import hits_for, shares_words
from actions.steps.opening import offered
from actions.steps.topic_words import NAMING
from actions.turn import Turn
from actions.wording import say

MASKED = re.compile(r"〔(身份证号|银行卡号|电话号码|证件号)〕")
"""网关遮盖号码之后留下的字样（connectors/conversation/masking.py）。"""

WRONGDOING = re.compile(
    r"假|伪造|骗|买|卖|代考|替考|代刷|逃|偷|冒用|冒充|冒名|红包|贿|后门|关系|插队|监听|定位|跟踪|隐瞒|虚|挂靠|洗钱|造|改(年龄|出生|日期|分数)|别人|他人|人家"
    r"|某|隐私|[张李王赵刘陈]([三四五六七八]|某)|名下|(他|她|它|对方)的|邻居|同事|老板|领导|前(妻|夫|任|男|女)|男?女?朋?友|室友|同学|明星|债主|老赖|(查|找|调|看|搜).{0,3}人(?!工|员|社|才)|是谁|谁的|老公|老婆|丈夫|妻子|媳妇"
)
"""查别人、违规办事的话里总有的字：一个都没有，就不是那么回事。"""

KIN = re.compile("老公|老婆|丈夫|妻子|媳妇|朋友")

ENDED = "ended"
SAID = "ended_by"
STAYING = {"others_privacy", "personal_case", "emergency", "crisis"}
"""说过之后还会有人坚持、追问的几种边界。"""

ASKING = {"ask_service", "tell_event"}
"""听成这些、检索又有几分像的，是在问另一件事。"""

LEAVING = {"thanks", "goodbye", "greet", "start_over", "repeat", "human", "complain", "inform_region", "bot_challenge"}
"""听成这些的，不是在坚持。"""

NEXT = re.compile(r"怎么办|怎么弄|以后|接下来|之后|申请|补助|救济|赔|能管|找谁")
"""危险过了，问接着怎么办。"""

HOW = re.compile(r"(怎么|咋|如何)个?(算|计算|定)|标准|规定")
"""不问自己的结果了，问怎么算。"""

LONGEST = 20
"""坚持的话一般不超过这么多字；再长多半在说另一件事。"""


def no_numbers(turn: Turn) -> Reply | None:
    """话里有遮盖过的号码：请他别发，剩下的话照常听。总是返回 None。"""
    rest = MASKED.sub("", turn.text).strip("，。、 ")
    if rest == turn.text:
        return None
    turn.assumed = say("no_numbers")
    turn.hear_again(rest, fresh=True)
    return None


def doubt_privacy(turn: Turn) -> Reply | None:
    """听成“查别人、违规”，话里却没有一个这样的字：不当真，按找事项来。总是返回 None。"""
    if turn.intent != "others_privacy":
        return None
    # 听得不很准时，光提到家里人不算（“我的医保老婆能用吗”）
    unsure = turn.confidence < turn.tools.policy.aside_confidence
    if not WRONGDOING.search(KIN.sub("", turn.text) if unsure else turn.text):
        turn.intent = "nlu_fallback"
    return None


def insist(turn: Turn) -> Reply | None:
    """刚说明过办不了（或请他打急救、报警电话），接着的话不是另一件事：照样说明，并列出接着能办的。"""
    ended = turn.state.clarifying.get(ENDED)
    if ended not in STAYING or turn.intent in LEAVING or len(turn.text) > LONGEST:
        return None
    if turn.state.choices and turn.intent != ended or ended == "personal_case" and HOW.search(turn.text):
        return None
    if turn.intent != ended and not NEXT.search(turn.text) and (turn.asks_aspect or fields_asked(turn.text)):
        # 清清楚楚在问材料、时限：急事说过了，正说着的事接着答
        if turn.state.code or ended in {"emergency", "crisis"}:
            return None
    if ended == "personal_case" and turn.state.code and turn.intent != ended:
        return None  # 该办的那一件已经给了，还要结论的由 verdicts 答，别的话接着那一件说
    result, hits = hits_for(turn, turn.text)
    named = any(shares_words(turn.text, hit.name) for hit in hits[:1])
    policy = turn.tools.policy
    # 刚说完急事，听得不准的先当还在急；办不了的事本来就不急
    heard = turn.confidence >= policy.aside_confidence
    heard = heard or ended in {"others_privacy", "personal_case"} and result.answerable >= policy.direct_answerable
    asking = turn.intent in ASKING and heard and result.answerable >= policy.not_found
    # 没听准的“问自己的结果”多半还是在坚持（“我就看一眼”）
    figures = turn.intent == "personal_case" and turn.confidence >= policy.aside_confidence
    other = figures or asking
    clear = policy.not_found if named or NAMING.search(turn.text) else policy.direct_answerable
    # 急事过了问“以后怎么办”，没说是别的什么：问的还是那件事
    after = ended in {"emergency", "crisis"} and NEXT.search(turn.text) is not None and not named
    other = other and not (after and result.answerable < policy.direct_answerable)
    if turn.intent != ended and (other or result.answerable >= clear):
        return None
    together, found = hits_for(turn, f"{turn.state.clarifying.get(SAID, '')}，{turn.text}")
    outcome = Outcome.EMERGENCY if ended in {"emergency", "crisis"} else Outcome.OUT_OF_SCOPE
    messages = [text_message(say(ended))]
    wanting = ended == "personal_case" or (outcome is Outcome.EMERGENCY and NEXT.search(turn.text))
    # 急话连在一起说，检索的把握总是低的；电话已经给在前面，列出最接近的没有坏处
    near = [hit for hit in found if hit.score >= policy.choice_share] if after else found
    if wanting and near and (after or together.answerable >= policy.maybe_answerable):
        turn.state.topic = f"{turn.state.clarifying.get(SAID, '')}，{turn.text}"
        messages.append(offered(turn, near[:3], say("related")))
    return Reply(outcome, messages)


def remember_end(turn: Turn, key: str) -> None:
    """记下这一轮停在哪个边界、因为哪句话；下一句还在坚持时用得着。"""
    first = turn.state.clarifying.get(SAID) if turn.state.clarifying.get(ENDED) == key else None
    turn.state.clarifying = {ENDED: key, SAID: first or turn.text}
