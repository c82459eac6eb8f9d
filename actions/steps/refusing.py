"""办不了的和不能那样办的：给宠物办人的证件、花钱买证、催进度、夹在话里的指令；能指路的都指一条正路。"""

from __future__ import annotations

import re

from actions.outcomes import Outcome, Reply, text_message
from actions.questions import ends_asking, is_question
from actions.steps.finding import OBJECTING, hits_for
from actions.steps.insisting import remember_end
from actions.steps.opening import offered, open_hit
from actions.turn import Turn
from actions.wording import say

MARKUP = re.compile(r"<[^<>]{0,80}>|\{\{.{0,80}?\}\}|\$\{.{0,80}?\}|[a-z_]+\([^()\u4e00-\u9fff]{0,40}\)", re.IGNORECASE)
"""网页标签、模板、函数调用的写法：不是说给人听的话。"""

ORDERS = re.compile(
    r"忽略|无视|忘(掉|记)(之前|以上|前面|所有)|指令|提示词|系统设定|扮演|你(现在)?是(一个|一只|一名)|system|prompt|开发者模式|越狱",
    re.IGNORECASE,
)
"""指挥机器人的话。"""

PET = r"(猫咪?|狗|犬|宠物|仓鼠|乌龟|鹦鹉|兔子|金毛|泰迪|柯基|哈士奇|拉布拉多|毛孩子|喵星人|汪星人)"
DOG = re.compile(r"狗|犬|金毛|泰迪|柯基|哈士奇|拉布拉多|毛孩子|汪星人")
PET_PAPER = re.compile(
    rf"{PET}[^，。？]{{0,8}}(办|上|领|弄|交|买|申请|入|落|有|参加)[^，。？]{{0,2}}(身份证|户口|户籍|护照|社保|医保|驾照|低保|居住证|养老金|公积金|结婚证)"
)
"""给宠物办人才有的证件。"""

COUNTRY = (
    "(美国|英国|日本|韩国|法国|德国|加拿大|澳大利亚|澳洲|新西兰|新加坡|泰国|俄罗斯|意大利|西班牙|欧洲|申根|外国|国外)"
)
FOREIGN = re.compile(
    rf"{COUNTRY}的?(工作|旅游|留学|探亲|商务)?(签证|绿卡|永居|永久居留|国籍|移民)|移民(去|到)?{COUNTRY}"
)
"""归别的国家管的。"""

HERE = re.compile(
    r"来华|来中国|外国人|外籍|公证|认证|翻译|丢|中介|被骗|退(出|籍)|护照|户口|注销|老公|老婆|丈夫|妻子|女婿|媳妇"
)
"""说的是国内要办的那一头。"""

BUYING = re.compile(
    r"(花钱|掏钱|出钱|塞钱|送礼|送钱|托关系|找关系|找熟人|走后门)[^，。]{0,6}(买|弄|搞)"
    r"|买(个|一?张|一?本|一?份)?假?(健康证|毕业证|学历|学位|文凭|驾照|驾驶证|资格证|职称|诊断|病假条|病历)"
    r"|(替|代|帮)(我|他|她|别人|人)?(去)?(考(?!虑|勤)|体检)|找(个)?人[^，。]{0,4}(考(?!虑)|体检)"
    r"|(办|做|弄|搞|开|买|用)(个|一?张|一?本|一?份)?假的?(结婚|离婚|证|章|学历|文凭|病历|合同|流水|发票|材料)"
    r"|(办|做|弄|搞|开|买|用|整|造|出|拿)[^，。？]{0,3}假的[^，。？]{0,6}(证|照|章|证明|学历|文凭|病历|合同|流水|发票|材料|户口|社保|报告|表)"
    r"|(体检|考试?|科目?[一二三四]|面试|笔试|人脸|刷脸|学时)[^，。？]{0,8}(找|让|叫|请)[^，。？]{0,5}(顶(?!班|岗)|替(?!补)|冒充|代替)(?![^，。？]{0,6}[报交缴领取拿查打送签])"
    r"|(找|让|叫|请)[^，。？]{0,5}(冒充|冒名|顶替)"
)
"""花钱买证、找人代考、造假。"""

FAKED = re.compile(
    r"(能不能|可不可以|可以)?(帮|给|替)?我?(办|做|弄|搞|开|买|用|整|造|出|拿)(个|一?张|一?本|一?份)?假的?"
)
"""造假的说法，去掉才好找正经的。"""

DONE_TO_ME = re.compile(
    r"(公司|单位|老板|房东|中介|商家|店家|学校|对方|别人|有人|人家|他们?|她)[^，。？]{0,3}(给我?|用|拿|开|办|弄|做|搞|出)[^，。？]{0,5}假"
)
"""造假的是别人。"""

REPORTING = re.compile(r"举报|投诉|被骗|骗(了|走)|发现|怎么(辨|查|识)|是不是假|会怎么?样|犯法|违法吗|判几年|罚")
"""说的是别人的假，或在问后果。"""

PROPER = re.compile(
    r"^(那|行吧?|好吧?|算了|我|就|还是|，)*(按|走)?(正规|正当|合法|正经|正常|规矩)(的|途径|渠道|流程|手续|办法|方法)*(该|要|是)?(怎么|咋|如何)?(办|弄|走|来|搞)?(呢|吧)?[？?]?$"
)
"""回头问正路，没说别的。"""

CHASING = re.compile(
    r"(怎么|咋|为啥|为什么|为何|到现在|好久|多久了|(天|周|月|年)了)[^，。]{0,6}(还|都|也|一直|迟迟)(没|不)(有)?[^，。]{0,4}"
    r"(到账|下来|寄到|收到|批|审|受理|办好|动静|消息|结果|制好)"
    r"|(办|审|审核|批)到(哪|什么)(一?步|里|儿|程度)|(帮|替)(我|忙)?催|催(一下|一催|催|促)|给我(批|办)快点"
)
"""催自己那一件的进度。"""

DECIDING = re.compile(
    r"(你(说|觉得|看|认为))[^，。？]{0,4}(我|我们)?(到底)?(该不该|应不应该|要不要|值不值得?|适不适合)(?P<what>[^，。？]{2,8})"
    r"|^我(们)?(到底)?(该不该|应不应该)(?P<more>[^，。？]{2,8})"
)
"""要机器人替他拿主意。"""

MINE = re.compile(r"我(?!问|想问|咨询)|咱|俺|本人|帮|查")
"""说的是自己那一份。"""
RESULT = re.compile(r"结果|进度|通过|批|多少|资格|能领|够不够|分数|审核|查一?下|帮我")
"""问个人结果的话里总有的字。"""

FIGURE = re.compile(r"(\d{2,}|[一二两三四五六七八九十百千万零〇]{1,5})\s*(多|来|几)?个?(年|月|岁|块|元|万|千|工龄)")
"""年限、岁数、钱数。"""

HOW_MUCH = re.compile(r"(能|可以|该|会)?(领|拿|得|发)(到)?(多少|几多|好多|几个?钱|几百|几千)")
"""问自己能领、能拿多少。"""

OTHERS_TURN = re.compile(r"工资|货款|快递|房租|彩礼|借的?钱|欠")
"""拖着没给的是别人，不是办事的部门。"""


def leave_out_orders(turn: Turn) -> Reply | None:
    """话里夹着网页标签、指挥机器人的话：只当那几个字没说，剩下的照常听。总是返回 None。"""
    parts = [part for part in turn.parts if not ORDERS.search(part)] if ORDERS.search(turn.text) else [turn.text]
    rest = MARKUP.sub("", "，".join(parts)).strip("，。、 “”\"'")
    if rest != turn.text.strip("，。、 ") and len(re.findall(r"[\u4e00-\u9fff]", rest)) >= 2:
        turn.hear_again(rest, fresh=True)
    return None


def own_figures(turn: Turn) -> Reply | None:
    """报了自己的数（“我六五年的，交了二十二年”）问能领多少：不管听成什么，都是要算他那一份。总是返回 None。"""
    if not turn.state.code and MINE.search(turn.text) and FIGURE.search(turn.text) and HOW_MUCH.search(turn.text):
        turn.intent = "personal_case"
    return None


def pet_papers(turn: Turn) -> Reply | None:
    """给宠物办身份证、上户口：说清楚没有这回事；养狗的列出狗证。"""
    if not PET_PAPER.search(turn.text):
        return None
    messages = [text_message(say("pet_papers"))]
    if DOG.search(turn.text):
        result, hits = hits_for(turn, say("dog_papers"))
        if hits and result.answerable >= turn.tools.policy.maybe_answerable:
            messages.append(offered(turn, hits[:2], say("related")))
    return Reply(Outcome.OUT_OF_SCOPE, messages)


def foreign_office(turn: Turn) -> Reply | None:
    """外国的签证、绿卡、入籍：归那个国家管，说清楚找谁；来华的外国人办的不算。"""
    if not FOREIGN.search(turn.text) or HERE.search(turn.text):
        return None
    return Reply(Outcome.OUT_OF_SCOPE, [text_message(say("foreign_office"))])


def wrongful(turn: Turn) -> Reply | None:
    """花钱买证、找人代考：不帮，列出正规的办法。"""
    if not BUYING.search(turn.text) or REPORTING.search(turn.text) or DONE_TO_ME.search(turn.text):
        return None
    remember_end(turn, "others_privacy")
    honest = FAKED.sub("", turn.text) or turn.text
    turn.state.topic = turn.state.topic or honest
    messages = [text_message(say("wrongful"))]
    result, hits = hits_for(turn, honest)
    if hits and result.answerable >= turn.tools.policy.not_found:
        messages.append(offered(turn, hits[:2], say("proper_way")))
    return Reply(Outcome.OUT_OF_SCOPE, messages)


def proper_way(turn: Turn) -> Reply | None:
    """刚说了那样办不行，回头问正规的怎么办：给列出的头一个。"""
    choices = turn.state.choices
    if not PROPER.search(turn.text) or not choices or "code" not in choices[0]:
        return None
    return open_hit(turn, choices[0]["code"], choices[0]["kind"])


def decision(turn: Turn) -> Reply | None:
    """问该不该离婚、辞职、买房：主意自己拿，列出要办时的手续。"""
    match = DECIDING.search(turn.text)
    if match is None:
        return None
    about = f"{(match['what'] or match['more']).strip('，。？? 呢吗好')}怎么办"
    result, hits = hits_for(turn, about)
    if not hits or result.answerable < turn.tools.policy.maybe_answerable:
        return None
    turn.state.topic = about
    return Reply(Outcome.OUT_OF_SCOPE, [text_message(say("decision")), offered(turn, hits[:3], say("related"))])


def only_telling(turn: Turn) -> Reply | None:
    """听成问个人结果，其实只说了出了什么事（“我被骗了钱”）、或没说是谁的：按说一件事、问一件事来。总是返回 None。"""
    unsure = turn.confidence < turn.tools.policy.off_topic_override
    asking = is_question(turn.text) or ends_asking(turn.text) or RESULT.search(turn.text) is not None
    if turn.intent != "personal_case" or turn.state.code:
        return None
    if unsure and not asking:
        turn.intent = "tell_event"
    elif OBJECTING.search(turn.text):
        # “凭啥给停了”：不是查自己的结果，是不认这个结果
        turn.intent = "tell_event"
    elif turn.confidence < turn.tools.policy.off_topic_confidence and not MINE.search(turn.text):
        # “高龄津贴多少钱”：听得不准，话里也没说是谁的，就是在问这件事
        turn.intent = "ask_service"
    return None


def chasing(turn: Turn) -> Reply | None:
    """催自己那一件的进度：如实说查不到，给能查、能催的地方。"""
    if not CHASING.search(turn.text) or OTHERS_TURN.search(turn.text):
        return None
    result, hits = hits_for(turn, turn.text)
    turn.state.topic = turn.state.topic or turn.text
    messages = [text_message(say("personal_case"))]
    fresh = not turn.state.code and hits and result.answerable >= turn.tools.policy.maybe_answerable
    remember_end(turn, "personal_case")
    if fresh:
        messages.append(offered(turn, hits[:3], say("related")))
    return Reply(Outcome.OUT_OF_SCOPE, messages)
