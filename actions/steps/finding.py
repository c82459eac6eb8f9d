"""找事项：检索、判断明不明确、给出一个或几个。"""

from __future__ import annotations

import re

from actions.facts import content_words
from actions.outcomes import Outcome, Reply, text_message
from actions.questions import is_question, without_fields
from actions.steps.fitting import sensible, without_denied
from actions.steps.neighbours import after_exam, truer_neighbour
from actions.steps.opening import close_hits, offer_choices, offered, open_hit, stay
from actions.steps.places import ask_which_region
from actions.steps.topic_words import LEAST_NEW, OPENING, unexplained
from actions.steps.wholes import covering, started, told_event, turning_points, whole_of
from actions.turn import Turn
from actions.wording import say
from retrieval.searcher import Hit, SearchResult

LISTING = re.compile(
    r"(都|可以|能)?(有|办|包括)(哪些|哪几)(个|种|类|项)?(业务|事项|服务|证|手续|补贴|补助|待遇|政策|种|类|项)|(补贴|补助|待遇|业务|服务|政策|优惠|福利)(都|能)?有哪些|有(几种|什么(业务|补贴|补助|政策|服务))"
)
"""要的是有哪些，不是其中一个。"""

GENERIC = re.compile(
    r"^(我|帮我|给我|想|要|想要|需要|去|请|来|把|要求|，)*(办|开|领|补|换|改|退|查|取|拿|交|申请|弄|考)*(理|下|一下|一?个|一?张|份|点|那个|这个|那种)*"
    r"(卡|证|证件|证书|证明|本子|本|补贴|补助|钱|牌|照|执照|手续|材料|费|单子|章)(丢|没|掉|坏|到期|过期|不见|退|补|换|办)*了?((怎么|咋|如何)(办|补|开|领|考|弄|整|换)?|呢|吗|啊)?[。！!？?]*$"
)
"""只说了一个笼统的东西（“开个证明”“卡丢了”“退钱”），没说是哪一种。"""

VAGUE = re.compile(
    r"^(我)?(想|要|想要|需要)?(去)?(办|弄|搞|办理|申请|咨询|问)(一?[个下点])?(证|手续|业务|事|事情|东西|材料|补贴)?[吗呢啊吧了。！!？?]*$"
)
"""只说“要办证”“办手续”，没说办什么。"""


def hits_for(turn: Turn, text: str) -> tuple[SearchResult, list[Hit]]:
    """检索一句话，返回结果和命中；名字里有市民说不要的词的排到最后。"""
    result = turn.search(text)
    return result, without_denied(turn, result.hits)


def find(turn: Turn) -> Reply | None:
    """按这句话找；明确就直接给，含糊就给选项，没有就如实说。"""
    if VAGUE.match(turn.text) or GENERIC.match(turn.text):
        return need_more(turn)
    # 说过别的事之后，“先问个别的”“对了”这类开头不拿去找
    text = OPENING.sub("", turn.wanted) or turn.wanted if turn.state.previous else turn.wanted
    result, hits = hits_for(turn, text)
    return truer_neighbour(turn, hits) or after_exam(turn, hits) or decide(turn, result, hits, text)


def too_general(turn: Turn) -> Reply | None:
    """没有上文、只说了一个笼统的东西：不管听成什么意图，都先问是哪一种。"""
    fresh = not turn.state.code and not turn.state.choices
    return need_more(turn) if fresh and GENERIC.match(turn.text) else None


def decide(turn: Turn, result: SearchResult, hits: list[Hit], said: str) -> Reply | None:
    """按检索把握决定：直接展示、给选项、或说没找到。"""
    policy = turn.tools.policy
    remedy = objected(turn, hits)
    if remedy:
        return remedy
    event = told_event(turn, hits) or started(turn, hits)
    if event:
        turn.state.topic = said
        return open_hit(turn, event.code, event.kind)
    named = bool(turn.service_words) or any(shares_words(said, h.name) for h in hits[:3])
    turned = turning_points(turn.text) if result.answerable < policy.not_found and not turn.state.code else []
    if turned:
        # 一大段话里提到家里出了大事，整段去找没有头绪：按那件大事给指南
        found = turn.search(turned[0]).hits
        turn.state.topic = said
        return open_hit(turn, found[0].code, found[0].kind) if found else None
    if not hits or (result.answerable < policy.not_found and not named):
        return stay(turn) or nearest_few(turn, hits) or not_found(turn, hits)
    if result.answerable < policy.maybe_answerable and not named and not nothing_shared(turn):
        staying = stay(turn)
        if staying:
            return staying
    asked = ask_which_region(turn, turn.said)
    if asked:
        turn.state.topic = said
        return asked
    close = close_hits(turn, hits)
    whole = covering(turn, close)
    if whole is not None and turn.intent in {"ask_service", "tell_event"}:
        turn.state.topic = said
        return open_hit(turn, whole.code, whole.kind)
    clear = len(close) <= 1 or hits[0].score >= policy.clear_share
    bare = len(said) <= policy.bare_name and not is_question(said)
    if bare and len(close) > 1:
        # 光说一样东西（“护照”“过户”），办法有好几种
        turn.state.topic = said
        return offer_choices(turn, close, "which_one")
    turn.state.topic = said
    if LISTING.search(said) and len(hits) > 1:
        return offer_choices(turn, (close if len(close) > 1 else hits)[: policy.max_choices], "which_one", last=False)
    if result.answerable >= policy.direct_answerable and (clear or len(said) > policy.short_message):
        return show_hit(turn, hits, said)
    inside = whole_of(turn, close)
    if inside is not None and turn.intent in {"ask_service", "tell_event"}:
        return open_hit(turn, inside.code, inside.kind)
    if len(close) > 1:
        return offer_choices(turn, close, "which_one")
    if result.answerable < policy.maybe_answerable:
        return offer_choices(turn, sensible(turn, hits, hits[0].score, least_kept=2)[:3], "not_found_near")
    return show_hit(turn, hits, said)


OBJECTING = re.compile(r"凭(啥|什么)|不服|冤枉|不合理|不公平|没道理|说理")
REMEDIES = re.compile("异议|不服|复议|复核|申诉|救济|上诉|再审|仲裁")
"""不认这个结果的说法，和讨说法的事项名里的字。"""


def objected(turn: Turn, hits: list[Hit]) -> Reply | None:
    """不认这个结果（“凭啥给停了”）：有专门讨说法的那一件，就给它，不给“停发”本身。没有返回 None。"""
    if not hits or not OBJECTING.search(turn.text) or REMEDIES.search(hits[0].name):
        return None
    pairs = {hits[0].name[n : n + 2] for n in range(len(hits[0].name) - 1)}
    fitting = [hit for hit in hits[1:4] if REMEDIES.search(hit.name) and any(pair in hit.name for pair in pairs)]
    return show_hit(turn, [*fitting, *(hit for hit in hits if hit not in fitting)], turn.text) if fitting else None


def nothing_shared(turn: Turn) -> bool:
    """问的话里没有一个词与正在说的事沾边（说着献血问起捐器官）：不硬说是同一件。"""
    words = content_words(without_fields(turn.text))
    if not turn.state.code or len(words) < LEAST_NEW or not is_question(turn.text):
        return False
    return set(words) <= set(unexplained(turn))


def shares_words(said: str, name: str) -> bool:
    """话里有没有名称里连续三个字以上的词；整句很短时两个字也算（“护照”“身份证”）。"""
    need = 3 if len(said) > 4 else 2
    return any(said[n : n + need] in name for n in range(len(said) - need + 1))


def show_hit(turn: Turn, hits: list[Hit], said: str) -> Reply | None:
    """展示第一名；说的是人生事件而一件事几乎同分时，优先给指南。其余相近的列在后面。"""
    policy = turn.tools.policy
    best = told_event(turn, hits) or hits[0]
    listed = {choice.get("code") for choice in turn.state.choices}
    # 给的正是刚列过的一个：原来说的情况还算数，接着问“有补助没”时要用
    turn.state.topic = f"{turn.state.topic} {said}" if turn.state.topic and best.code in listed else said
    reply = open_hit(turn, best.code, best.kind)
    others = [h for h in hits if h.code != best.code and h.score >= policy.choice_share]
    others = sensible(turn, others, max(best.score, hits[0].score), least_kept=0)[:3]
    if reply and others and not turn.state.pending:
        reply.messages.append(offered(turn, others, say("or_these")))
    return reply


def need_more(turn: Turn) -> Reply:
    """话太笼统：问想办哪一类，并给出最常见的几个。"""
    _, hits = hits_for(turn, turn.text)
    if hits:
        # 接着只说一样东西（“毕业证”）时，要知道原来问的是丢了补还是到期换
        turn.state.topic = turn.text
        return offer_choices(turn, hits[: turn.tools.policy.max_choices], "which_need")
    return Reply(Outcome.CHOICES, [text_message(say("ask_what"))])


def nearest_few(turn: Turn, hits: list[Hit]) -> Reply | None:
    """找得不准，可听得很准是在问办事（“想盘个店做夜宵”）：说明没有完全对得上的，列出最接近的。否则返回 None。

    差一点就找得准的，听得不那么准也列：两样合起来看，不让哪一样差一分就说没有。
    """
    policy = turn.tools.policy
    if turn.intent not in {"ask_service", "tell_event"} or not hits:
        return None
    near = turn.search(turn.wanted).answerable >= policy.nearly_found
    # 问办事、讲遇到的事各占一半的，合起来才看得出是在说要办什么
    sure = max(turn.confidence, turn.errand) >= (policy.aside_confidence if near else policy.asking_sure)
    if not sure:
        return None
    turn.state.topic = turn.wanted
    # 差得远的几个里，名字、别名说到了话里的词的先列（“想过户给我弟”）
    return offer_choices(turn, sensible(turn, hits, hits[0].score, least_kept=2)[:3], "not_found_near")


def not_found(turn: Turn, hits: list[Hit]) -> Reply:
    """没找到：如实说，并给最接近的（如果有）和 12345。"""
    if hits and turn.service_words:
        reply = offer_choices(turn, hits[:3], "not_found_near")
        reply.messages.append(text_message(say("not_found_hint")))
        return Reply(Outcome.NOT_FOUND, reply.messages)
    if len(turn.text) <= turn.tools.policy.bare_name and not is_question(turn.text):
        # “急”“就是那个”：还没说到什么事，谈不上没找到
        return Reply(Outcome.NOT_FOUND, [text_message(say("ask_what"))])
    return Reply(Outcome.NOT_FOUND, [text_message(say("not_found") + say("not_found_hint"))])
