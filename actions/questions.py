"""一句话在问什么：问了哪几个方面、问的是哪一类规定（过期、有效期、后果……）、哪几段是在问。

只看说法，不看是哪个事项；同一类规定用什么字眼写，也记在这里，好与问法配上对。
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

NUMBER = r"[\d一二两三四五六七八九十半几]+"
PERIOD = rf"{NUMBER}\s*(?:个)?(?:工作|自然)?(?:日|天|周|月|年)"


@dataclass(frozen=True)
class Aspect:
    """一类追问：`asking` 是问法，`evidence` 是目录里回答它的规定会有的字眼。"""

    name: str
    asking: re.Pattern[str]
    evidence: re.Pattern[str]


def _aspect(name: str, asking: str, evidence: str) -> Aspect:
    return Aspect(name, re.compile(asking), re.compile(evidence))


ASPECTS = (
    _aspect(
        "validity",
        rf"管(多久|多长|几|{NUMBER}年)|有效期|能用(多久|多长|几)|(多久|几个?[年月天]|多长时间).{{0,4}}(一次|一换|一审|一检)|用(多久|几年)"
        r"|长期有效|(每年|年年).{0,6}[吗不么]",
        rf"有效|长期|每满?{NUMBER}年|每年|{NUMBER}年.{{0,5}}(一次|换发)|^{NUMBER}年。?$",
    ),
    _aspect(
        "overdue",
        r"(过|到|逾|超)了?期|超过|晚了|迟了|忘了|没赶上|错过|来(不|得)及|赶得上|拖了|(都|已经|早)过了"
        rf"|(过|超)了?{PERIOD}|没(去|按时|及时)",
        rf"逾期|超过.{{0,8}}(的|以上|以内|还)|超过{NUMBER}?年|过期|未按|补办|补做|失效|恢复|重新|中止|视为|未.{{0,4}}的|注销|申请晚|丧失",
    ),
    _aspect(
        "deadline",
        r"最晚|最迟|多久之?内|几[天日个月]+之?内|多少(天|日)内|什么时候之?前|期限|截止|提前(多久|多长|几)|时间限制|啥时候(能|可以|前|要)|赶(在|得)"
        rf"|算{PERIOD}|{PERIOD}(吗|么|不)[？?]?$",
        rf"{PERIOD}(以|之)?(内|前)|提前.{{0,6}}{PERIOD}|前{NUMBER}|起{NUMBER}|满{NUMBER}",
    ),
    _aspect(
        "consequence",
        r"不.{0,5}(会|怎么?样|有(什么|啥|没)|有事|要紧)|会不会.{0,4}罚|罚(款|多少|钱|不罚|吗|么)|处罚|后果|会有(什么|啥)?影响|影响.{0,6}[吗么不]"
        r"|有(什么|啥)?(事|影响)(没有?|吗|么|不)|没(什么|啥)?事(吧|吗)|要(不要)?紧"
        r"|(啥|什么)(也|都)不|放着不|就(这么|那么)?(放|拖|搁|晾)着|不(管|理)它",
        r"罚|警告|注销|失效|不能|不得|异常|责任|失信|影响|中止|停发|视为|滞纳金|不会|自动",
    ),
    _aspect(
        "meanwhile",
        r"没.{0,6}(下来|下证|办好|拿到|批).{0,4}(先|能|可以)|先(开|干|用|住|上路|营业|动工|施工|卖)|(这段|这个?期间|期间|等的时候).{0,8}(能|可以|行)",
        r"不得|不能|不行|未取得|未经|期间|临时",
    ),
    _aspect(
        "amount",
        r"(领|给|发|补|报销?|拿|贷|赔)(到|我们?)?(多少|几)|(一个?月|每个?月|一年|每年|一次|一共|总共)(是|有)?(多少|几(百|千|个)|几?块)"
        r"|多少(钱)?一个?(月|年)|什么标准|标准(是)?多少|比例|(怎么|咋|如何)(个)?算(?=的|$|[，。？?呢啊])|计算",
        r"\d+\s*(元|%)|百分|标准|最长|最高|倍|比例|不低于|不超过|基数|按.{0,12}(计算|计发|折算|支付)",
    ),
    _aspect(
        "agency",
        r"中介|黄牛|代办公司|跑腿|找人(代|办)",
        r"免费|不收费|不收取|自己|本人|不必|委托",
    ),
    _aspect(
        "agent",
        r"别人|代办|代理|委托|替(我|他|她|人)|帮(我|他|她)|帮忙(去|来)?(办|弄|领|交|跑|拿|取|开|补)|(要|必须|得)?.{0,3}本人|亲自|(要|用|需要)?.{0,4}(到场|一起去|都去|都要去|(?<![上回过进出])去[吗么不])"
        r"|不是我(去|来|办|领|自己|本人)|[^，。 ]{1,4}(能|可以)(去|来)(办|补|领|弄|交)"
        r"|我(去|来)(办|补|领|弄|交|跑)?.{0,2}(行|可以|成|中)(不|吗|么)",
        r"委托|代理|代办|代为|本人|亲自|到场|一方|双方|成年|近亲属|监护人|他人",
    ),
    _aspect(
        "elsewhere",
        r"异地|外地|外省|跨省|国外|境外|海外|回.{0,4}(老家|户籍|原籍|参保)|回.{1,4}(办|认证|去|弄)|(户口|户籍)?(在|上在)?(哪边|哪里|哪儿)(上|落|办)?"
        r"|在[^，。？哪]{1,8}?(也)?(能|可以)?(办|领|补|认证|申请)(理|成)?(不|吗|么|嘛|行不行)",
        r"异地|外地|全国|跨省|户籍|居住地|参保地|所在地|境外|国外|任一|不必回|不用回|就近",
    ),
    _aspect(
        "refused",
        r"不(同意|点头|松口|答应|配合|肯|愿意|签字|承认|给办|受理)|反悔|跑了|找不到人|联系不上|拒绝|输了|败诉|驳回|没(通过|批下来)",
        r"不同意|不配合|起诉|法院|单方|仲裁|投诉|先行|复议|公告|协商",
    ),
    _aspect("times", r"几次|多少次|第二次|再(申请|办|来)一次", r"(一|两|二|三|几|\d)次|次为限|次数"),
    _aspect("urgent", r"急用|急着|加急|来不及等|马上(就)?要", r"临时|加急|电子|当场|即时|当日"),
)
"""几类常见的追问；一句话可以同时是几类。"""

FIELDS = {
    "materials": re.compile(
        r"材料|资料|(带|拿|备|交|准备|提供|提交)(些|点)?(什么|啥|哪些)(?!税|费|钱)|(要|用|需要?)(带|拿|准备)?(些)?(什么|啥|哪些)(东西|证|证件|手续)?$"
    ),
    "fee": re.compile(
        r"多少钱|几块|几(百|十)?元|收费|[要收花掏]钱|费用|交钱|(几|多少)块钱?|^[那多]{0,2}钱呢?$|工本费|免费|价|(什么|哪些|多少|[交缴].{0,2})税"
    ),
    "time": re.compile(
        rf"多久|几天|多长时间|多少天|{NUMBER}天(能|可以)|几个工作日|什么时候能?(好|下来|拿到|办完)|当天能"
    ),
    "place": re.compile(
        r"在?(哪里|哪儿|哪边?)(办|交|去|弄|领|申请|约|报名)|去(哪|什么地方)|到哪|什么地方|哪个(部门|窗口|单位)"
        r"|(归|该|应该)(谁|哪个|哪家)(管|负责|处理)?|(找|问)(谁|哪个|哪家)(?!的)"
    ),
    "online": re.compile(r"网上|线上|手机|app|小程序|网办|在线", re.IGNORECASE),
    "phone": re.compile(r"电话|热线|客服|打给谁|打(哪|什么|啥)个?号|号码是多少"),
    "conditions": re.compile(r"什么条件|啥条件|条件(是|有)|符合什么|有(什么|啥)要求"),
    "agent": re.compile(r"代办|替我|帮我办|委托|别人(去|帮|能|可以)|本人(去|到场)"),
    "elsewhere": re.compile(r"异地|外地|跨省|外省|回老家"),
    "result": re.compile(r"邮寄|寄(到|给|过来|吗|不|回)|快递|怎么(拿|领|取)|送到家"),
}
"""各个方面的问法。"""

QUESTION = re.compile(
    r"[吗嘛么呢？?]|怎么|怎样|咋|如何|什么|啥|哪|多少|多久|几|谁|能不能|会不会|可不可以|可以不|行不|得不得|要得不|中不中|成不成|能否|是否|要不要|有没有|为何"
)
"""像在问话。"""

ENDING = re.compile(
    r"[^不没，。 ](不|吗|么|嘛|呢)[？?。 ]*$|(要不要|用不用|能不能|可不可以|需不需要|是不是)"
    r"|(怎么(办|弄|取|领|算|搞)|咋(办|弄|整))[？?。 ]*$"
)
"""以问的口气结尾（“要健康证不”），或者整句在问要不要、能不能。"""

ENDING_MAYBE = re.compile(r"[^不没，。 ]没有?[？?。 ]*$")
"""“办好没有”是在问，“公积金没有”是在说；看不出来的，说到哪一步时当在问。"""


NONE_AT_ALL = re.compile(
    r"(也|都)(不|没)[^，,。？?吗么呢]{1,4}谁(?=[，,。]|$)"
    r"|(啥|什么|哪(里|儿|个|样)?|谁|哪家)[^，,。？?吗么呢]{0,4}(都|也)(不|没|冇|未|无)"
)
"""“啥证明都没有”“哪儿都不收”是在说一样也没有，不是在问。"""


FILLING = re.compile(r"那个?(啥|什么)(?=[，, ]|就是|$)|(咋|怎么)说呢|(什么|啥)的(?=[，, ]|$)")
"""想不起来怎么说时垫的话，不是在问。"""


def is_question(text: str) -> bool:
    """像不像在问话。"""
    text = FILLING.sub("", NONE_AT_ALL.sub("没", text))
    return (QUESTION.search(text) or ENDING.search(text)) is not None


def ends_asking(text: str) -> bool:
    """是不是在问“要不要、是不是”这样一件事（句尾的“不”“没”“呢”），而不是问哪里、多少。"""
    return (ENDING.search(text) or ENDING_MAYBE.search(text)) is not None


PAPER_ASKED = re.compile(r"(要|用|开|办|得有|需要?)(什么|啥|哪种|哪个|哪些)(样的)?(证明?|手续|许可|票|单子|批文)")
PAPER_NAMED = re.compile(r"证|许可|执照|备案|登记|报告")
"""问要哪一种证明，和规定里说到一种证的字眼。"""


PAYING = re.compile(r"收费|[要收交缴花付掏]不?[要收交缴花付掏]?(多少|几|费|钱)|工本费|费用|押金")
"""问的是自己要交的钱。"""


def asks_amount(text: str) -> bool:
    """问能领、能补多少，怎么算；不是问办事要交多少钱。"""
    return any(aspect.name == "amount" for aspect in aspects_asked(text)) and PAYING.search(text) is None


def aspects_asked(text: str) -> list[Aspect]:
    """这句话问的是哪几类规定，按列表先后。"""
    return list(_aspects_asked(text))


@functools.lru_cache(maxsize=256)
def _aspects_asked(text: str) -> tuple[Aspect, ...]:
    """一轮里好几步都要看同一句话，只算一次。"""
    return tuple(aspect for aspect in ASPECTS if aspect.asking.search(text))


def fields_asked(text: str) -> list[str]:
    """这句话明说了要问的几个方面，按在话里出现的先后。“多久内”“管多久”问的不是办理时限。"""
    special = {aspect.name for aspect in aspects_asked(text)} & {"validity", "deadline"}
    found = {field: match.start() for field, pattern in FIELDS.items() if (match := pattern.search(text))}
    if special:
        found.pop("time", None)
    return sorted(found, key=lambda field: found[field])


def without_fields(text: str) -> str:
    """去掉问方面的说法（“打官司要钱不”剩“打官司 不”），剩下的才可能是在说哪件事。"""
    for pattern in FIELDS.values():
        text = pattern.sub(" ", text)
    return text


CLAUSE_ENDS = re.compile(r"[，,。；;！!？?、\s]+")


def clauses(text: str) -> list[str]:
    """按标点和空格分开的各段；没有停顿就是整句。"""
    return [part for part in CLAUSE_ENDS.split(text) if part]
