"""说到投诉，其实不是要投诉：自己是被投诉的一方、在问该跟哪个部门打招呼；还有 12345 打不通、要告的是公职人员。"""

from __future__ import annotations

import re

from actions.outcomes import Outcome, Reply, text_message
from actions.steps.answering import supported
from actions.steps.citing import cited
from actions.steps.complaints import COMPLAINT_WORDS
from actions.steps.doubting import GRIEVANCE
from actions.steps.opening import offered, open_hit
from actions.turn import Turn
from actions.wording import say
from retrieval.results import Hit

ACCUSED = re.compile(
    r"(有人|别人|人家|邻居|楼[上下]|隔壁|居民|业主|顾客|客人|对方|他们?|她|同行)[^，。？]{0,4}(投诉|举报)(了|过)?"
    r"(我们?|咱们?|俺们?)(家|店|厂|公司|铺子|摊)?(?!要|想|该|怎么投|怎么举|能|去)"
    r"|(我们?|咱们?|俺们?)[^，。？]{0,6}(被|遭|让|叫)(了)?[^，。？]{0,6}(投诉|举报)"
    r"|^被[^，。？]{0,6}(投诉|举报)了?"
)
"""被投诉、被举报的是自己。"""

ASKS_LEAVE = re.compile(
    r"(跟|和|向|找|问|同|给)(谁|哪个?(部门|单位|家)|什么(部门|单位))[^，。？]{0,2}(说|讲|打(个)?招呼|申请|报备|报|批|同意|商量|备案)"
    r"|(谁|哪个?(部门|单位)|哪里|哪儿)(来)?(批|同意|准许|许可|点头|审批)|(要|得|用|需)(不要|不用|要)?(先)?(跟|和|向)[^，。？]{1,6}(说|打(个)?招呼|报备|申请)"
)
"""问要先得到谁的同意。"""

UNREACHABLE = re.compile(
    r"(12345|热线|市长电话|电话)[^，。？]{0,6}(打不通|打不进|没人接|不接|占线|忙音|没打通)|^(我)?(都|一直|天天|也)?打(了|过|过了|了好?多次|半天)*(也|都|还是|一直)?(没人接|打不通|占线|不通|不接|没打通)"
)
"""热线打不通。"""

HOTLINE = "hotline-12345"
"""12345 这一项的编码。"""

OFFICIAL = re.compile(
    r"派出所|民警|警察|交警|辅警|公安|户籍(科|室|窗口)|城管|窗口|大厅|办事员|工作人员|公务员|干部|村支书|村主任|书记|街道办|居委会|村委会"
    r"|(社保|民政|税务|教育|人社|住建|房管|市场监管|医保|交通|卫健)[局科所厅]|科长|局长|领导|法官|检察官"
)
"""当官的、坐窗口的。"""

MISCONDUCT = re.compile(
    r"态度|骂|凶|吼|推(搡|诿|来推去)|踢皮球|刁难|吃拿卡要|红包|好处费?|索要|受贿|贪|乱收|不作为|乱作为|不办事|不给办|不受理|爱答不理|不理(人|我)"
    r"|敷衍|打人|动手|[跑来去][^，。]{0,4}[几两三四五六多好]+[趟回次]|白跑|摆谱|耍威风|欺负"
)
"""做得不对的地方。"""

SUING = re.compile(r"告(?!诉|知|示|别|白|状)|投诉|举报|反映|检举|说理|讨(个)?说法|找谁")
"""要讨个说法。"""

POLICE = re.compile("派出所|民警|警察|交警|辅警|公安|户籍")

SUED = re.compile("法院|起诉|仲裁|传票|应诉|判")
"""已经打起官司，不是被投诉。"""


def grievance(turn: Turn) -> Reply | None:
    """被投诉的、热线打不通的、要告公职人员的，各有各的去处；问该跟谁打招呼的按找事项来。都不是返回 None。"""
    text = turn.text
    if ACCUSED.search(text) and not SUED.search(text):
        return accused(turn)
    if _unreachable(turn):
        return unreachable(turn)
    if OFFICIAL.search(text) and MISCONDUCT.search(text) and SUING.search(text):
        return misconduct(turn)
    if turn.intent == "complain" and not turn.state.code and ASKS_LEAVE.search(text) and not GRIEVANCE.search(text):
        return asks_leave(turn)
    return None


def accused(turn: Turn) -> Reply:
    """自己被投诉了：不教怎么投诉别人，说明会怎样处理；有写到被投诉该怎么办的就答那一条，列出调解、复议这些。"""
    found = turn.search(turn.text).hits[:3]
    items = [offer.item for offer in (turn.offer(hit.code) for hit in found if hit.kind == "item") if offer]
    rules = [one for one in supported(turn, items, whole=False) if "被" in (one.fact.question or "")]
    own = [hit for hit in found if rules and hit.code == rules[0].fact.code]
    others = turn.search(say("after_accused")).hits
    near = [*own, *[hit for hit in others if not _about_complaining(hit) and hit not in own][:2]]
    lead = cited(turn, rules[:1]) if rules else say("accused")
    turn.state.topic = turn.text
    messages = [text_message(lead)]
    if near:
        messages.append(offered(turn, near, say("related")))
    return Reply(Outcome.HAND_OVER, messages)


def _about_complaining(hit: Hit) -> bool:
    return any(word in hit.name for word in COMPLAINT_WORDS if word not in {"求助", "复议"})


def _unreachable(turn: Turn) -> bool:
    """热线打不通：说了是 12345，或者刚说过它、刚请他打过它。"""
    match = UNREACHABLE.search(turn.text)
    if match is None:
        return False
    told = turn.state.item == HOTLINE or (not turn.state.code and "投诉" in (turn.state.topic or ""))
    return re.search("12345|热线|市长", match.group()) is not None or told or turn.intent == "complain"


def unreachable(turn: Turn) -> Reply | None:
    """12345 打不通：答它写明的别的渠道，再列信访这些；不叫人再打一遍。"""
    offer = turn.offer(HOTLINE)
    if offer is None:
        return None
    faqs = [faq.a for faq in offer.item.faq if UNREACHABLE.search(faq.q)]
    turn.state.focus_item(HOTLINE)
    least = turn.tools.policy.choice_share
    others = [hit for hit in turn.search(say("other_hotline")).hits if hit.code != HOTLINE and hit.score >= least]
    messages = [text_message(f"【{offer.item.name}】{faqs[0]}" if faqs else say("hotline_busy"))]
    if others:
        messages.append(offered(turn, others[:2], say("related")))
    return Reply(Outcome.HAND_OVER, messages)


def misconduct(turn: Turn) -> Reply | None:
    """要告的是民警、窗口、干部：给专管这种事的渠道，不当成报案、打官司。"""
    asked = say("police_misconduct" if POLICE.search(turn.text) else "official_misconduct")
    hits = [hit for hit in turn.search(asked).hits if _about_complaining(hit) or "控告" in hit.name]
    if not hits:
        return None
    turn.state.topic = turn.text
    if POLICE.search(turn.text) and hits[0].score >= turn.tools.policy.clear_share:
        return open_hit(turn, hits[0].code, hits[0].kind)
    return Reply(Outcome.HAND_OVER, [text_message(say("complain")), offered(turn, hits[:3], say("complaint_service"))])


def asks_leave(turn: Turn) -> Reply | None:
    """问摆桌子、办活动要跟谁打招呼：是来办手续的；去掉“跟谁说”找，投诉举报那几件不算。"""
    turn.intent = "ask_service"
    rest = ASKS_LEAVE.sub("", turn.text).strip("要得先该，。？? ") or turn.text
    hits = [hit for hit in turn.search(f"{rest} 申请").hits if not _about_complaining(hit)]
    least = turn.tools.policy.choice_share
    near = [hit for hit in hits if hit.score >= least][:3]
    if not near:
        return None
    turn.state.topic = rest
    return Reply(Outcome.CHOICES, [offered(turn, near, say("which_one"))])
