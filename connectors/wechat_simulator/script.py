"""剧本：一行一个动作或期望，用来把整段对话演一遍。

> 我在长沙，刚生了孩子      市民说一句
点 2                        点菜单第 2 项（没有菜单就打编号）
语音 身份证丢了             发语音，后面是识别文字，可以没有
图片 ／ 关注 ／ 位置 湖南省长沙市岳麓区
菜单 身份证丢了怎么办       点自定义菜单，后面是它的 key
? 出生医学证明              刚看到的要有（正则）
! https?://192              刚看到的不能有（正则）
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from connectors.wechat_simulator.citizen import UNAVAILABLE, Citizen
from connectors.wechat_simulator.pushing import Outcome
from connectors.wechat_simulator.service import Sent

LATE_S = 20.0
"""没有随回调带回来时，等用接口发来的最长时间。"""
MORE_S = 0.6
"""一条到了之后，再等一小会儿，看后面还有没有（正文之后的菜单）。"""


@dataclass(frozen=True)
class Step:
    """剧本的一行。"""

    number: int
    verb: str
    rest: str


@dataclass(frozen=True)
class Shown:
    """演完一行的结果：看到的、推送的情况、不满足的期望。"""

    step: Step
    seen: tuple[Sent, ...] = ()
    outcome: Outcome | None = None
    missed: str = ""


class BadScript(ValueError):
    """剧本写错了。"""


VERBS = ("点", "语音", "图片", "关注", "位置", "菜单")


def read_script(text: str) -> list[Step]:
    """把剧本拆成行；看不懂的一行抛 BadScript。"""
    steps = []
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        verb, _, rest = line.partition(" ")
        if verb not in (">", "?", "!", *VERBS):
            raise BadScript(f"第{number}行看不懂：{line}")
        steps.append(Step(number, verb, rest.strip()))
    return steps


async def act(citizen: Citizen, verb: str, rest: str) -> tuple[Outcome, tuple[Sent, ...]]:
    """做一个动作，返回推送的情况和因此看到的。"""
    actions: dict[str, Callable[[], Awaitable[Outcome]]] = {
        ">": lambda: citizen.say(rest),
        "点": lambda: citizen.click(int(rest)),
        "语音": lambda: citizen.voice(rest),
        "图片": citizen.image,
        "关注": lambda: citizen.event("subscribe"),
        "位置": lambda: citizen.location(rest),
        "菜单": lambda: citizen.event("CLICK", rest),
    }
    before_seen, before_sent = len(citizen.seen), len(citizen.service.sent[citizen.person])
    outcome = await actions[verb]()
    passive = tuple(citizen.seen[before_seen:])
    if not passive:
        await citizen.wait_sent(before_sent + 1, LATE_S)
        await citizen.wait_sent(before_sent + 2, MORE_S)
    late = tuple(citizen.service.sent[citizen.person][before_sent:])
    citizen.seen.extend(late)
    return outcome, passive + late


async def play(citizen: Citizen, steps: list[Step], show: Callable[[Shown], None]) -> int:
    """演一遍，返回不满足的期望有几条；什么也没看到、看到“服务出现故障”也算。"""
    seen: tuple[Sent, ...] = ()
    missed = 0
    for step in steps:
        if step.verb in ("?", "!"):
            text = "\n".join(one.text + "\n" + "\n".join(label for _, label in one.items) for one in seen)
            found = re.search(step.rest, text) is not None
            wrong = found if step.verb == "!" else not found
            shown = Shown(step, missed=("不该有" if step.verb == "!" else "没有看到") + step.rest if wrong else "")
        else:
            outcome, seen = await act(citizen, step.verb, step.rest)
            quiet = "" if seen else "没有任何答复"
            broken = UNAVAILABLE if any(one.text == UNAVAILABLE for one in seen) else ""
            shown = Shown(step, seen, outcome, quiet or broken)
        missed += bool(shown.missed)
        show(shown)
    return missed
