"""边界：紧急情况、寒暄、不该管的；投诉见 complaints。"""

from __future__ import annotations

import re

from actions.facts import content_words
from actions.outcomes import Outcome, Reply, text_message
from actions.steps.finding import decide, hits_for, shares_words
from actions.steps.insisting import NEXT, remember_end
from actions.turn import Turn
from actions.wording import say
from retrieval.results import Hit

EMERGENCY_WORDS = re.compile(
    r"^救命|着火了|起火了|失火了(?!.{0,20}(救助|补))|叫不醒|没有?(呼吸|心跳)|喘不(上|过)来?气|晕(倒|过去)|昏(倒|迷|过去)"
    r"|持刀|砍人|正在(打|被)|掉(进|到|下)?.{0,3}(河|水|井|海)里|溺水|落水|触电|被(绑架|劫持)"
    r"|(?<!电话)(跟踪|尾随|恐吓|威胁)(我|她|我们|我女儿|孩子)|被(人)?(跟踪|尾随|恐吓)"
    r"|(煤气|燃气|天然气|瓦斯)(中毒|.{0,4}(味|漏(?!.{0,3}报警器)))"
)
"""明显的求救说法。意图分类也会判断；两者任一命中即按紧急处理，宁可多提醒一次。"""

THING_IN_WATER = re.compile(
    r"(证件?|本本?|本子|簿|卡|执照|照片?|手机|电脑|钱?包|材料|资料|档案|文件|表|票|合同|协议|号?牌|钥匙|印|章|存折|钱|箱|东西)"
    r"(都|也|给|又|全|昨天|今天|刚才?|不小心|不慎|一下)*掉(进|到|下|在)?[^，。]{0,3}(河|水|井|海|坑|池|沟)里?"
)
"""掉进水里的是东西，不是人。"""

HOLDING = re.compile(r"着|连人|和人|一起")
"""“拿着手机掉水里”“连人带包”：掉下去的是人。"""

DANGER = re.compile(
    r"血|伤|救|火|烧|烫|疼|痛|晕|昏|死|喘|倒(下|地|了)|摔|撞|困|打(我|人|起|架|伤)|抢|追|跟着我|刀|毒|溺|淹|炸|爆|漏气|塌"
    r"|不行了|快来|危险|难受|抽(搐|筋)|呼吸|心脏|胸口|报警|110|119|120|自杀|怕|强奸|羊水|要生了|失踪|走丢|拐|锁|关在"
    r"|没(了)?(反应|动静|知觉|意识)|叫不(应|动|答应)|不省人事|休克|吐白沫|断气|发作|心梗|救护"
)
"""真出了险情，话里总有的字：正说着别的事时，光凭意图听成求救不算数。"""

HOMEBOUND = re.compile(
    r"出不(了|去)门|下不(了|来)(床|楼|地)|走不(了|动)|(腿脚|行动|手脚)不(方便|便|行|利索|灵)|瘫|卧床|起不(来|了)床|[来去]不了"
)
"""平日里的身体情况，不是险情。"""

CRISIS = re.compile(
    r"不想活|活不(下去|成)|(想|要|准备)(去)?(自杀|轻生|寻短见|死(?!亡))|跳(楼|河|江|桥|海)|往下跳|跳下去|割腕|结束(自己|生命|一切)|活着没(意思|意义)"
)
"""想不开的说法：除了报警、急救，再给心理援助热线。"""

IMPOSSIBLE = re.compile(
    r"外星|火星|月球|外太空|穿越(到|回|去)|僵尸|吸血鬼|魔法|仙界|天庭|阴间|来世|时光机"
    r"|(把|买|租|占|登记|承包)(下|个|一?颗|一?块)?(月亮|太阳(?!能)|星星|星球|银河|大海)"
)
"""世上没有的事：名称再像也不是政务服务。"""

LOOKING = r"(查(?!不)|想看|看看|看一[下眼]|调取|搜|人肉|跟踪|定位|监听|偷看|告诉我|想知道|怎么知道|帮我(看|找|弄到))"
STRANGER = (
    r"(邻居|同事|老板|领导|前妻|前夫|前任|前男友|前女友|女朋?友|男朋?友|室友|同学|房东|租客|别人|他人|人家|某某|某人|老赖|债主|那(个|家)人"
    r"|对方|[张李王赵刘陈]([三四五六七八]|某)|明星)"
)
ANYONE = rf"({STRANGER}|老婆|老公|媳妇|丈夫|妻子|爱人|对象|他|她)"
RECORDS = r"(工资|收入|社保|医保|身份证号|户籍|户口|公积金|信息|记录|档案)"
SECRETS = (
    r"(开房|行踪|位置|聊天记录|通话记录|婚史|结过?几?次?婚|前科|案底|住址|住哪|住在哪|家庭地址|电话号?|手机号|微信号"
    r"|银行流水|存款|余额|有几套房|名下|房产|财产|病历|征信|欠(了)?多少钱)"
)
OTHERS_DATA = re.compile(
    rf"{LOOKING}.{{0,10}}({STRANGER}.{{0,10}}({RECORDS}|{SECRETS})|{ANYONE}.{{0,8}}{SECRETS})"
    rf"|要(他|她|对方|人家)的(住址|地址|电话|手机号)"
)
"""想看别人的资料：外人的什么都不行；家人的，也不能替他查行踪、财产、婚史这些。"""

DEAD = re.compile("去世|过世|死|遗产|继承|生前|不在了|走了")
"""人已经不在了，查他的存款、房产是继承的事。"""

FOR_ME = re.compile(r"(给|帮|替|为)(我|咱|俺)们?[^，。]{0,4}(交|缴|上|买|发|存|参保)")
"""“看看老板给我交社保没有”：查的是自己的。"""

NEVER_RESCUED = {"others_privacy", "injection"}
"""查别人、套话：检索再像也不改判成办事。"""

LEAST_EMERGENCY = 0.5
"""意图“求救”的把握不到这么多，就当在说一件事。"""

SURE_EMERGENCY = 0.9
"""意图“求救”的把握到这么高，不管检索怎么说都按紧急处理。"""


def emergency(turn: Turn) -> Reply | None:
    """紧急情况先给电话，其他都往后放。只凭意图听出来的，检索又找得到对应的事，就先提醒一句再照常答。"""
    crisis = CRISIS.search(turn.text) is not None
    fallen = THING_IN_WATER.search(turn.text) is not None and not HOLDING.search(turn.text)
    heard = crisis or bool(EMERGENCY_WORDS.search(THING_IN_WATER.sub("", turn.text) if fallen else turn.text))
    plain = fallen or HOMEBOUND.search(turn.text) is not None or bool(turn.state.code or turn.state.choices)
    if not heard and turn.intent == "emergency" and plain and not DANGER.search(turn.text):
        turn.intent = "inform_situation" if turn.state.code else "tell_event"
    elif not heard and fallen and turn.intent in {"emergency", "off_topic", "chitchat"}:
        turn.intent = "tell_event"
    elif not heard and turn.intent == "emergency" and turn.confidence >= LEAST_EMERGENCY:
        heard = _by_intent(turn)
    elif not heard and turn.intent == "emergency" and not turn.state.code:
        turn.intent = "tell_event"
    if not heard:
        return None
    key = "crisis" if crisis else "emergency"
    turn.state.pending, turn.state.choices = {}, []
    remember_end(turn, key)
    return Reply(Outcome.EMERGENCY, [text_message(say(key))])


def _by_intent(turn: Turn) -> bool:
    """意图听成求救，字面没有：像在办事的改按找事项（可能有危险的先提醒一句），其余当真。"""
    policy = turn.tools.policy
    result, hits = hits_for(turn, turn.text)
    if turn.state.code or turn.state.choices:
        return turn.confidence >= SURE_EMERGENCY
    named = bool(turn.service_words) or any(shares_words(turn.text, hit.name) for hit in hits[:1])
    if turn.service_words and turn.confidence < SURE_EMERGENCY:
        # “身份证丢了救命”：说得出要办什么的，先提醒一句再答
        turn.intent, turn.assumed = "ask_service", say("emergency_first")
        return False
    # 问救济、赔偿的，是已经出过的事；只说出了事、听得又很准的，先当真
    over = NEXT.search(turn.text) is not None and result.answerable >= policy.direct_answerable
    if over or result.answerable >= policy.maybe_answerable and (named or turn.confidence < SURE_EMERGENCY):
        turn.intent = "tell_event"
        sure = bool(turn.service_words) or result.answerable >= policy.direct_answerable
        turn.assumed = "" if sure else say("emergency_first")
        return False
    return turn.confidence >= SURE_EMERGENCY or result.answerable < policy.direct_answerable


def impossible(turn: Turn) -> Reply | None:
    """问的是世上没有的事（“火星护照”）：直说不在范围。"""
    return Reply(Outcome.OUT_OF_SCOPE, [text_message(say("off_topic"))]) if IMPOSSIBLE.search(turn.text) else None


def others_data(turn: Turn) -> Reply | None:
    """想看别人的资料：不帮。人已去世的不算，那是继承。"""
    if not OTHERS_DATA.search(turn.text) or DEAD.search(turn.text) or FOR_ME.search(turn.text):
        return None
    remember_end(turn, "others_privacy")
    return Reply(Outcome.OUT_OF_SCOPE, [text_message(say("others_privacy"))])


def small_talk(turn: Turn) -> Reply | None:
    """寒暄：按意图回一句，打招呼时顺带说能做什么。"""
    key = (
        turn.intent
        if turn.intent in {"greet", "thanks", "goodbye", "bot_challenge", "chitchat", "abuse"}
        else "chitchat"
    )
    return Reply(Outcome.SMALL_TALK, [text_message(say(key))])


HOW_TO = re.compile(r"怎么|咋|如何|去哪|找谁|哪里|要啥|要什么|能不能|可以")
"""问怎么办。"""

TASTE = re.compile(r"好(看|吃|听|玩|闻)|便宜|省(钱|油|电)|[赚挣]钱|满分|搭配|推荐|怎么(追|撩|练)|攻略|技巧")
"""问的是好不好、巧不巧，不是手续。"""


def _how_to(turn: Turn, answerable: float, hits: list[Hit]) -> bool:
    """听得也不怎么准，问的又是怎么办，检索找得准、说到的东西正在名字里（“怎么上小学”）：是正事。几样里占两样才算。"""
    policy = turn.tools.policy
    asking = HOW_TO.search(turn.text) is not None and TASTE.search(turn.text) is None
    if not hits or not asking or turn.confidence >= policy.off_topic_override:
        return False
    spoken = any(word in hits[0].name for word in content_words(turn.text))
    unsure, clear = turn.confidence < policy.aside_confidence, answerable >= policy.direct_answerable
    return (unsure and clear) or (spoken and (clear or unsure and answerable >= policy.maybe_answerable))


def rescue_service(turn: Turn) -> Reply | None:
    """意图说与办事无关，但检索非常有把握时，以检索为准：宁可答对，不可赶人。"""
    policy = turn.tools.policy
    sure = turn.confidence >= policy.off_topic_override
    if turn.intent in NEVER_RESCUED or (sure and turn.intent not in {"chitchat", "off_topic"}):
        return None
    result, hits = hits_for(turn, turn.text)
    # 检索认得准而又准（“高考报名是啥时候”“去澳门的签注怎么办”），听得再像闲话也是正事
    clear = bool(hits) and result.answerable >= policy.rescue_sure and hits[0].score >= policy.event_sure_share
    if sure and turn.intent == "off_topic" and not clear:
        return None
    named = bool(turn.service_words) or any(shares_words(turn.text, hit.name) for hit in hits[:3])
    faint = turn.confidence < policy.off_topic_confidence and result.answerable >= policy.direct_answerable
    faint = faint or _how_to(turn, result.answerable, hits)
    if hits and (faint or clear or named and result.answerable >= policy.not_found):
        return decide(turn, result, hits, turn.text)
    return None


def out_of_scope(turn: Turn) -> Reply | None:
    """范围之外：说清楚能帮什么。"""
    key = turn.intent if turn.intent in {"off_topic", "injection", "others_privacy"} else "off_topic"
    if key == "others_privacy":
        remember_end(turn, key)
    return Reply(Outcome.OUT_OF_SCOPE, [text_message(say(key))])
